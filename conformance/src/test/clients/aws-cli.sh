# The AWS CLI: cp and sync with multipart, presign, and the subresources.
aws() { command aws --endpoint-url "$ENDPOINT" "$@"; }
aws s3 mb s3://client-cli
aws s3 cp "tree/deep/large one" s3://client-cli/large # 20 MB: in parts of 8 MiB
aws s3api head-object --bucket client-cli --key large | grep -- '-3\\""' >/dev/null
aws s3 cp s3://client-cli/large - | cmp - "tree/deep/large one"
aws s3 cp s3://client-cli/large s3://client-cli/copied --sse aws:kms # multipart copy
aws s3api head-object --bucket client-cli --key copied | grep aws:kms >/dev/null
aws s3 cp s3://client-cli/copied back
cmp back "tree/deep/large one"
aws s3 sync tree s3://client-cli/tree
[ -z "$(aws s3 sync tree s3://client-cli/tree)" ]
aws s3 mv s3://client-cli/copied s3://client-cli/moved
url=$(aws s3 presign s3://client-cli/tree/small --expires-in 60)
[ "$(curl -fsS "$url")" = hello ]
aws s3api put-bucket-versioning --bucket client-cli --versioning-configuration Status=Enabled
aws s3api put-object-tagging --bucket client-cli --key moved --tagging 'TagSet=[{Key=a,Value=b}]'
aws s3api get-object-tagging --bucket client-cli --key moved --query 'TagSet[0].Value' --output text | grep -x b >/dev/null
aws s3api put-bucket-cors --bucket client-cli --cors-configuration '{"CORSRules":[{"AllowedOrigins":["*"],"AllowedMethods":["GET"]}]}'
aws s3api put-bucket-lifecycle-configuration --bucket client-cli --lifecycle-configuration '{"Rules":[{"ID":"x","Status":"Enabled","Filter":{"Prefix":"x/"},"Expiration":{"Days":3}}]}'
aws s3api get-bucket-lifecycle-configuration --bucket client-cli --query 'Rules[0].Expiration.Days' --output text | grep -x 3 >/dev/null
aws s3api put-object --bucket client-cli --key x/1 --body tree/small --query Expiration --output text | grep 'rule-id="x"' >/dev/null
aws s3 rm s3://client-cli/x/1
aws s3 cp tree/small s3://client-cli/cold --storage-class DEEP_ARCHIVE
aws s3api head-object --bucket client-cli --key cold --query StorageClass --output text | grep -x DEEP_ARCHIVE >/dev/null
! aws s3api get-object --bucket client-cli --key cold back
aws s3api restore-object --bucket client-cli --key cold --restore-request 'Days=1,GlacierJobParameters={Tier=Bulk}'
aws s3api list-objects-v2 --bucket client-cli --prefix cold --optional-object-attributes RestoreStatus \
  --query 'Contents[0].RestoreStatus.IsRestoreInProgress' --output text | grep -x False >/dev/null
aws s3api get-object --bucket client-cli --key cold back
cmp back tree/small
aws s3 rm --recursive s3://client-cli
aws s3api list-object-versions --bucket client-cli --query 'length(DeleteMarkers)' --output text | grep -x 8 >/dev/null
