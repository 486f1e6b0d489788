"""boto3 at its defaults: transfers in parts, copies, presigned URLs and forms, tags, versions, every protection."""
import http.client
import io
import os
import urllib.error
import urllib.parse
import urllib.request

import boto3
from botocore.exceptions import ClientError

endpoint = os.environ["ENDPOINT"]
s3 = boto3.client("s3", endpoint_url=endpoint)
bucket = "client-boto3"
s3.create_bucket(Bucket=bucket)
large = open("tree/deep/large one", "rb").read()


def read(key, **more):
    return s3.get_object(Bucket=bucket, Key=key, **more)["Body"].read()


s3.upload_file("tree/deep/large one", bucket, "large")
assert "-" in s3.head_object(Bucket=bucket, Key="large")["ETag"]
assert read("large") == large
s3.download_file(bucket, "large", "boto3-back")
assert open("boto3-back", "rb").read() == large
for sse in ("AES256", "aws:kms", "aws:kms:dsse"):
    s3.upload_fileobj(io.BytesIO(large), bucket, sse, ExtraArgs={"ServerSideEncryption": sse})
    assert s3.head_object(Bucket=bucket, Key=sse)["ServerSideEncryption"] == sse
    s3.copy({"Bucket": bucket, "Key": sse}, bucket, sse + "-copy")
    assert read(sse + "-copy") == large
    assert read(sse, Range="bytes=65535-65537") == large[65535:65538]

s3.put_object(Bucket=bucket, Key="small", Body=b"hello", ContentType="text/plain", Metadata={"a": "b"}, Tagging="x=y")
small = s3.get_object(Bucket=bucket, Key="small")
assert small["Metadata"] == {"a": "b"} and small["ContentType"] == "text/plain"
assert s3.get_object_tagging(Bucket=bucket, Key="small")["TagSet"] == [{"Key": "x", "Value": "y"}]

url = s3.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "small"})
assert urllib.request.urlopen(url).read() == b"hello"
url = s3.generate_presigned_url("put_object", Params={"Bucket": bucket, "Key": "put"})
# Not urllib, which sends a Content-Type of its own that nobody signed.
connection = http.client.HTTPConnection(urllib.parse.urlsplit(url).netloc)
connection.request("PUT", url[url.index("/", 8) :], body=b"by url")
assert connection.getresponse().status == 200
assert read("put") == b"by url"

post = s3.generate_presigned_post(bucket, "form/${filename}", Conditions=[["content-length-range", 1, 10]])
boundary = "xXxBoundaryxXx"


def form(body):
    parts = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in post["fields"].items()
    )
    parts += f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="f.txt"\r\n\r\n'
    data = parts.encode() + body + f"\r\n--{boundary}--\r\n".encode()
    request = urllib.request.Request(
        post["url"], data=data, headers={"Content-Type": f"multipart/form-data; boundary={boundary}"}
    )
    return urllib.request.urlopen(request)


assert form(b"posted").status == 204
assert read("form/f.txt") == b"posted"
try:
    form(b"far too long for it")
    raise AssertionError("not refused")
except urllib.error.HTTPError as refused:
    assert refused.code == 400 and b"EntityTooLarge" in refused.read()

s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
first = s3.put_object(Bucket=bucket, Key="v", Body=b"1")["VersionId"]
s3.put_object(Bucket=bucket, Key="v", Body=b"2")
s3.delete_object(Bucket=bucket, Key="v")
assert read("v", VersionId=first) == b"1"
try:
    read("v")
    raise AssertionError("not deleted")
except s3.exceptions.NoSuchKey:
    pass
try:
    s3.put_object(Bucket=bucket, Key="small", Body=b"", IfNoneMatch="*")
    raise AssertionError("not refused")
except ClientError as refused:
    assert refused.response["Error"]["Code"] == "PreconditionFailed"
except Exception as old:  # before 1.36 the parameter is unknown
    assert "IfNoneMatch" in str(old), old

for version in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
    gone = [{"Key": v["Key"], "VersionId": v["VersionId"]} for v in version.get("Versions", []) + version.get("DeleteMarkers", [])]
    assert "Errors" not in s3.delete_objects(Bucket=bucket, Delete={"Objects": gone})
s3.delete_bucket(Bucket=bucket)
print("boto3", boto3.__version__)
