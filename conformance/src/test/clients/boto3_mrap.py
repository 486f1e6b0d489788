"""A Multi-Region Access Point by its ARN, signed by the AWS Common Runtime. The client's rules know one host for it, which
is led to the server before the request is signed, as a name in the DNS would do it."""

import os
import re
import socket

import boto3
from botocore.exceptions import ClientError

endpoint = os.environ["ENDPOINT"]
by_name = endpoint.replace("127.0.0.1", "localhost")
lookup = socket.getaddrinfo
socket.getaddrinfo = lambda host, *rest, **more: lookup(
    "127.0.0.1" if str(host).endswith(".localhost") else host, *rest, **more
)
account = os.environ.get("SEALSTEAD_TEST_ACCOUNT", "111122223333")
direct = boto3.client("s3", endpoint_url=endpoint)
control = boto3.client("s3control", endpoint_url=by_name, region_name="us-west-2")
s3 = boto3.client("s3")
signatures = set()


def led_here(request, **kwargs):
    request.url = re.sub(
        r"https://([a-z0-9]+\.mrap)\.accesspoint\.s3-global\.amazonaws\.com",
        lambda host: by_name.replace("localhost", host.group(1) + ".accesspoint.localhost"),
        request.url,
    )


def sent(request, **kwargs):
    signatures.add(str(request.headers["Authorization"]).lstrip("b'").split(" ")[0])


s3.meta.events.register("before-sign.s3", led_here)
s3.meta.events.register("before-send.s3", sent)

bucket = "client-boto3-mrap"
direct.create_bucket(Bucket=bucket)
made = control.create_multi_region_access_point(
    AccountId=account, Details={"Name": "boto3", "Regions": [{"Bucket": bucket}]}
)
token = made["RequestTokenARN"]
operation = control.describe_multi_region_access_point_operation(AccountId=account, RequestTokenARN=token)
assert operation["AsyncOperation"]["RequestStatus"] == "SUCCEEDED", operation
alias = control.get_multi_region_access_point(AccountId=account, Name="boto3")["AccessPoint"]["Alias"]
arn = f"arn:aws:s3::{account}:accesspoint/{alias}"
s3.put_object(Bucket=arn, Key="key", Body=b"hello")
assert s3.get_object(Bucket=arn, Key="key")["Body"].read() == b"hello"
assert direct.get_object(Bucket=bucket, Key="key")["Body"].read() == b"hello"
assert [row["Key"] for row in s3.list_objects_v2(Bucket=arn)["Contents"]] == ["key"]
try:
    s3.get_bucket_encryption(Bucket=arn)
    raise AssertionError("a bucket was read through its access point")
except ClientError as refused:
    assert refused.response["Error"]["Code"] == "MethodNotAllowed", refused
control.delete_multi_region_access_point(AccountId=account, Details={"Name": "boto3"})
assert signatures == {"AWS4-ECDSA-P256-SHA256"}, signatures
print(f"boto3 {boto3.__version__}: a Multi-Region Access Point")
