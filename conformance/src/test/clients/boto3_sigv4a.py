"""SigV4A by the AWS Common Runtime: headers, presigned URLs, signed bodies and frames, and a wrong secret."""

import io
import os
import urllib.request

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

endpoint = os.environ["ENDPOINT"]
signatures = set()


def client(secret=None, **more):
    made = boto3.client(
        "s3",
        endpoint_url=endpoint,
        aws_secret_access_key=secret,
        aws_access_key_id=os.environ["AWS_ACCESS_KEY_ID"] if secret else None,
        config=Config(signature_version="s3v4a", sigv4a_signing_region_set="*", **more),
    )

    def sent(request, **kwargs):
        signatures.add(str(request.headers.get("Authorization", b"")).lstrip("b'").split(" ")[0])

    made.meta.events.register("before-send.s3", sent)
    return made


s3 = client()
bucket = "client-boto3-sigv4a"
s3.create_bucket(Bucket=bucket)
for protection in ("AES256", "aws:kms", "aws:kms:dsse"):
    s3.put_object(Bucket=bucket, Key="key/ä +", Body=b"hello", ServerSideEncryption=protection)
    got = s3.get_object(Bucket=bucket, Key="key/ä +")
    assert got["Body"].read() == b"hello" and got["ServerSideEncryption"] == protection
large = os.urandom(20_000_000)
s3.upload_fileobj(io.BytesIO(large), bucket, "large")
assert s3.get_object(Bucket=bucket, Key="large")["Body"].read() == large

signed = client(s3={"payload_signing_enabled": True})
signed.put_object(Bucket=bucket, Key="signed", Body=b"signed")
assert s3.get_object(Bucket=bucket, Key="signed")["Body"].read() == b"signed"

url = s3.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "large"}, ExpiresIn=60)
assert "X-Amz-Algorithm=AWS4-ECDSA-P256-SHA256" in url and "X-Amz-Region-Set=" in url, url
assert urllib.request.urlopen(url).read() == large
url = s3.generate_presigned_url("put_object", Params={"Bucket": bucket, "Key": "by-url"}, ExpiresIn=60)
urllib.request.urlopen(urllib.request.Request(url, data=b"by url", method="PUT"))
assert s3.get_object(Bucket=bucket, Key="by-url")["Body"].read() == b"by url"

try:
    client(secret="another-secret").list_objects_v2(Bucket=bucket)
    raise AssertionError("a wrong secret was taken")
except ClientError as refused:
    assert refused.response["Error"]["Code"] == "SignatureDoesNotMatch", refused

assert signatures == {"AWS4-ECDSA-P256-SHA256"}, signatures
import awscrt

print(f"boto3 {boto3.__version__} with awscrt {awscrt.__version__}: SigV4A")
