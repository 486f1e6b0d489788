# s3cmd with Signature Version 2, storage classes and a restoration.
cat > s3cfg <<END
[default]
access_key = $AWS_ACCESS_KEY_ID
secret_key = $AWS_SECRET_ACCESS_KEY
host_base = ${ENDPOINT#http://}
host_bucket = ${ENDPOINT#http://}
use_https = False
signature_v2 = True
END
s3() { s3cmd -c s3cfg "$@"; }
echo hello > small
s3 mb s3://client-s3cmd-v2
s3 put small "s3://client-s3cmd-v2/a file" --storage-class=STANDARD_IA
s3 info "s3://client-s3cmd-v2/a file" | grep "STANDARD_IA"
s3 put small s3://client-s3cmd-v2/cold --storage-class=GLACIER
! s3 get --force s3://client-s3cmd-v2/cold back
s3 restore --restore-days=2 s3://client-s3cmd-v2/cold
s3 get --force s3://client-s3cmd-v2/cold back
cmp small back
s3 expire --expiry-days=3 s3://client-s3cmd-v2
s3 del "s3://client-s3cmd-v2/a file"
