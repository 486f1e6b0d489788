# rclone: copy, check, list, read, move, multipart, sync, purge.
export RCLONE_CONFIG="$PWD/rclone.conf" RCLONE_CONFIG_S_TYPE=s3 RCLONE_CONFIG_S_PROVIDER=Other \
    RCLONE_CONFIG_S_ENDPOINT="$ENDPOINT" RCLONE_CONFIG_S_ENV_AUTH=true RCLONE_CONFIG_S_REGION="$AWS_REGION"
touch rclone.conf
rclone mkdir s:client-rclone
rclone copy -q tree s:client-rclone/tree
rclone check tree s:client-rclone/tree
[ "$(rclone cat s:client-rclone/tree/small)" = hello ]
rclone copyto s:client-rclone/tree/small s:client-rclone/copy
rclone moveto s:client-rclone/copy s:client-rclone/moved
[ "$(rclone lsf s:client-rclone | sort | tr '\n' ' ')" = "moved tree/ " ]
rclone copyto --s3-upload-cutoff 5M --s3-chunk-size 5M tree/deep/large\ one s:client-rclone/parts
rclone cat s:client-rclone/parts | cmp - "tree/deep/large one"
echo more > tree/more
rclone sync -q tree s:client-rclone/tree
rclone check tree s:client-rclone/tree
rclone purge s:client-rclone
! rclone lsf s:client-rclone 2>/dev/null
