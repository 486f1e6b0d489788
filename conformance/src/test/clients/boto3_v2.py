"""boto3 as it was once: Signature Version 2 in the Authorization header, test/test, and storage classes."""
import os

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

s3 = boto3.client(
    "s3",
    endpoint_url=os.environ["ENDPOINT"],
    config=Config(signature_version="s3", s3={"addressing_style": "path"}),
)
bucket = "client-boto3-v2"
s3.create_bucket(Bucket=bucket)
s3.put_object(Bucket=bucket, Key="a b/ü", Body=b"hello", ContentType="text/plain", Metadata={"x": "y"})
got = s3.get_object(Bucket=bucket, Key="a b/ü")
assert got["Body"].read() == b"hello" and got["Metadata"] == {"x": "y"}
assert [o["Key"] for o in s3.list_objects_v2(Bucket=bucket)["Contents"]] == ["a b/ü"]
upload = s3.create_multipart_upload(Bucket=bucket, Key="parts", StorageClass="STANDARD_IA")["UploadId"]
part = s3.upload_part(Bucket=bucket, Key="parts", UploadId=upload, PartNumber=1, Body=b"x" * 100)
s3.complete_multipart_upload(
    Bucket=bucket,
    Key="parts",
    UploadId=upload,
    MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]},
)
assert s3.head_object(Bucket=bucket, Key="parts")["StorageClass"] == "STANDARD_IA"
s3.copy_object(Bucket=bucket, Key="cold", CopySource={"Bucket": bucket, "Key": "parts"}, StorageClass="GLACIER")
try:
    s3.get_object(Bucket=bucket, Key="cold")
    raise AssertionError("an archived object was read")
except ClientError as refused:
    assert refused.response["Error"]["Code"] == "InvalidObjectState", refused
s3.restore_object(Bucket=bucket, Key="cold", RestoreRequest={"Days": 1})
assert 'ongoing-request="false"' in s3.head_object(Bucket=bucket, Key="cold")["Restore"]
shown = s3.get_object(Bucket=bucket, Key="cold", ResponseContentType="text/x")
assert shown["ContentType"] == "text/x" and shown["Body"].read() == b"x" * 100
s3.put_object_tagging(Bucket=bucket, Key="cold", Tagging={"TagSet": [{"Key": "a", "Value": "b"}]})
assert s3.get_object_tagging(Bucket=bucket, Key="cold")["TagSet"] == [{"Key": "a", "Value": "b"}]
s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": "parts"}, {"Key": "cold"}]})
assert s3.list_objects_v2(Bucket=bucket)["KeyCount"] == 1
