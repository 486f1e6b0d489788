# s3cmd: put, multipart put, ls, get, sync, info, cp, mv, setacl, accesslog, payer, websites, del.
cat > s3cfg <<END
[default]
access_key = $AWS_ACCESS_KEY_ID
secret_key = $AWS_SECRET_ACCESS_KEY
host_base = ${ENDPOINT#http://}
host_bucket = ${ENDPOINT#http://}
use_https = False
bucket_location = $AWS_REGION
END
s3cmd() { command s3cmd -c s3cfg -q "$@"; }
s3cmd mb s3://client-s3cmd
s3cmd put tree/small s3://client-s3cmd/small
s3cmd put --multipart-chunk-size-mb=5 "tree/deep/large one" s3://client-s3cmd/large
command s3cmd -c s3cfg ls s3://client-s3cmd | grep "s3://client-s3cmd/large" >/dev/null
s3cmd get s3://client-s3cmd/large back
cmp back "tree/deep/large one"
s3cmd sync tree/ s3://client-s3cmd/tree/
s3cmd sync s3://client-s3cmd/tree/ tree-back/
diff -r tree tree-back
command s3cmd -c s3cfg info s3://client-s3cmd/small | grep "SSE: *AES256" >/dev/null
s3cmd cp s3://client-s3cmd/small s3://client-s3cmd/copy
s3cmd mv s3://client-s3cmd/copy s3://client-s3cmd/moved
s3cmd setacl --acl-private s3://client-s3cmd/moved
s3cmd --server-side-encryption --server-side-encryption-kms-id=alias/aws/s3 put tree/small s3://client-s3cmd/kms
command s3cmd -c s3cfg info s3://client-s3cmd/kms | grep "SSE: *aws:kms" >/dev/null
s3cmd setpolicy <(echo '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:PutObject","Resource":"arn:aws:s3:::client-s3cmd/x"}]}') s3://client-s3cmd
s3cmd delpolicy s3://client-s3cmd
s3cmd expire --expiry-days=30 s3://client-s3cmd
s3cmd accesslog --access-logging-target-prefix=s3://client-s3cmd/logs/ s3://client-s3cmd
command s3cmd -c s3cfg accesslog s3://client-s3cmd | grep "s3://client-s3cmd/logs/" >/dev/null
s3cmd accesslog --no-access-logging s3://client-s3cmd
s3cmd payer --requester-pays s3://client-s3cmd
s3cmd payer s3://client-s3cmd
s3cmd ws-create --ws-index=index.html --ws-error=error.html s3://client-s3cmd
command s3cmd -c s3cfg ws-info s3://client-s3cmd | grep "index.html" >/dev/null
s3cmd ws-delete s3://client-s3cmd
s3cmd del -r -f s3://client-s3cmd
s3cmd rb s3://client-s3cmd
