# s3fs: mounts a bucket where the machine allows it; where not, says so and stores nothing.
if [ ! -c /dev/fuse ]; then
    echo "not mounted: there is no /dev/fuse"
    exit 0
fi
aws --endpoint-url "$ENDPOINT" s3 mb s3://client-s3fs
echo "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" > password
chmod 600 password
mkdir mounted
if ! s3fs client-s3fs mounted -o url="$ENDPOINT" -o use_path_request_style -o passwd_file=password -o endpoint="$AWS_REGION"; then
    echo "not mounted: this machine does not allow it"
    exit 0
fi
unmount() { fusermount3 -u mounted 2>/dev/null || fusermount -u mounted 2>/dev/null || umount mounted; }
trap unmount EXIT
for i in $(seq 50); do
    if grep -q " $PWD/mounted " /proc/mounts; then break; fi
    sleep 0.1
done
if ! grep -q " $PWD/mounted " /proc/mounts; then
    trap - EXIT
    echo "not mounted: this machine does not allow it"
    exit 0
fi
cp tree/small mounted/small
cp "tree/deep/large one" mounted/large
cmp "tree/deep/large one" mounted/large
mkdir mounted/folder
mv mounted/small mounted/folder/moved
[ "$(cat mounted/folder/moved)" = hello ]
[ "$(ls mounted | tr '\n' ' ')" = "folder large " ]
rm mounted/large
[ "$(ls mounted)" = folder ]
echo mounted
