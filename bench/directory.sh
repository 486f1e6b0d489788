#!/usr/bin/env bash
# Measures directory buckets in sessions against general purpose buckets with SigV4 and policies, in turn, on one server
# of its own. The caller is a user with ten policies of twenty statements, the last of which allows; the general purpose
# bucket has a policy as well.
#   bench/directory.sh OUT [ROUNDS] [SECONDS]
set -euo pipefail
cd "$(dirname "$0")/.."
out=$1 rounds=${2:-5} seconds=${3:-3}
folder=$(mktemp -d)
export AWS_ACCESS_KEY_ID=AKIDBENCHBENCH000001 AWS_SECRET_ACCESS_KEY=bench-secret-0123456789-bench-secret
export AWS_DEFAULT_REGION=us-east-1 AWS_PAGER=
SEALSTEAD_ROOT_ACCESS_KEY_ID=$AWS_ACCESS_KEY_ID SEALSTEAD_ROOT_SECRET_ACCESS_KEY=$AWS_SECRET_ACCESS_KEY \
    SEALSTEAD_ACCOUNT_ID=111122223333 ./sealstead server --listen 127.0.0.1:9098 --data "$folder/data" >"$folder/log" 2>&1 &
server=$!
trap 'kill $server; wait $server 2>/dev/null; rm -rf "$folder"' EXIT
until grep -q '^ready' "$folder/log"; do
    kill -0 $server
    sleep 0.2
done
url=http://127.0.0.1:9098
iam() { aws --endpoint-url $url iam "$@"; }
statements() {
    for i in $(seq 19); do
        printf '{"Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],"Resource":"arn:aws:s3:::team-%s-%s/*"},' "$1" "$i"
    done
    if [ "$1" = 10 ]; then
        printf '{"Effect":"Allow","Action":["s3:*","s3express:*","kms:*"],"Resource":"*"}'
    else
        printf '{"Effect":"Allow","Action":"s3:ListBucket","Resource":"arn:aws:s3:::team-%s"}' "$1"
    fi
}
iam create-user --user-name load >/dev/null
for policy in $(seq 10); do
    arn=$(iam create-policy --policy-name "p$policy" --query Policy.Arn --output text \
        --policy-document '{"Version":"2012-10-17","Statement":['"$(statements "$policy")"']}')
    iam attach-user-policy --user-name load --policy-arn "$arn"
done
key=$(iam create-access-key --user-name load --query '[AccessKey.AccessKeyId,AccessKey.SecretAccessKey]' --output text)
pair=${key%%[[:space:]]*}:${key##*[[:space:]]}
pid=$(pgrep -f "[s]erver --listen 127.0.0.1:9098" | tail -1)
./sealstead bench --endpoint $url --name "general purpose" --pid "$pid" --credentials "$pair" \
    --endpoint directory+$url --name "directory" --pid "$pid" --credentials "$pair" \
    --mode SSE_S3,SSE_KMS_BUCKET_KEY --op GET,PUT --size 4k --concurrency 1,8,32 \
    --rounds "$rounds" --seconds "$seconds" --json "$out.json" | tee "$out.txt"
