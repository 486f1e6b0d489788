# The AWS CLI: a batch job from its manifest to its report, with the account in the host as the CLI puts it there.
export PYTHONPATH=$(dirname "$0")/localhost-names
aws() { command aws --endpoint-url "${ENDPOINT/127.0.0.1/localhost}" "$@"; }
account=$(aws sts get-caller-identity --query Account --output text)
trust='{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"batchoperations.s3.amazonaws.com"},"Action":"sts:AssumeRole"}]}'
rights='{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}'
aws iam create-role --role-name cli-batch --assume-role-policy-document "$trust" >/dev/null
aws iam put-role-policy --role-name cli-batch --policy-name s3 --policy-document "$rights"
for bucket in batch-cli-from batch-cli-to; do aws s3 mb "s3://$bucket"; done
for key in one two; do echo "$key" | aws s3 cp - "s3://batch-cli-from/$key"; done
printf 'batch-cli-from,one\nbatch-cli-from,two\nbatch-cli-from,three\n' >list.csv
etag=$(aws s3api put-object --bucket batch-cli-from --key list.csv --body list.csv --query ETag --output text)
job=$(aws s3control create-job --account-id "$account" --no-confirmation-required --priority 1 \
    --role-arn "arn:aws:iam::$account:role/cli-batch" \
    --operation '{"S3PutObjectCopy":{"TargetResource":"arn:aws:s3:::batch-cli-to","NewObjectTagging":[{"Key":"a","Value":"b"}]}}' \
    --manifest '{"Spec":{"Format":"S3BatchOperations_CSV_20180820","Fields":["Bucket","Key"]},"Location":{"ObjectArn":"arn:aws:s3:::batch-cli-from/list.csv","ETag":'"$etag"'}}' \
    --report '{"Bucket":"arn:aws:s3:::batch-cli-to","Format":"Report_CSV_20180820","Enabled":true,"Prefix":"reports","ReportScope":"AllTasks"}' \
    --query JobId --output text)
status() { aws s3control describe-job --account-id "$account" --job-id "$job" --query "Job.$1" --output text; }
until [ "$(status Status)" = Complete ]; do
    [ "$(status Status)" != Failed ]
done
[ "$(status ProgressSummary.NumberOfTasksSucceeded)" = 2 ]
[ "$(status ProgressSummary.NumberOfTasksFailed)" = 1 ]
aws s3control list-jobs --account-id "$account" --job-statuses Complete --query 'Jobs[].JobId' --output text | grep -x "$job"
aws s3control put-job-tagging --account-id "$account" --job-id "$job" --tags Key=team,Value=blue
aws s3control get-job-tagging --account-id "$account" --job-id "$job" --query 'Tags[0].Value' --output text | grep -x blue
[ "$(aws s3 cp s3://batch-cli-to/two -)" = two ]
aws s3 cp "s3://batch-cli-to/reports/job-$job/manifest.json" - | grep -c TaskExecutionStatus | grep -x 2
