"""Directory buckets with boto3's own sessions: ENDPOINT by address, then by name as a wildcard in the DNS would find it."""
import os
import socket
import urllib.request

import boto3
from botocore.exceptions import ClientError

real = socket.getaddrinfo
socket.getaddrinfo = lambda host, *rest, **more: real(
    "127.0.0.1" if str(host).endswith(".localhost") else host, *rest, **more
)

by_address = os.environ["ENDPOINT"]
by_name = by_address.replace("127.0.0.1", "localhost")
key = boto3.client("kms", endpoint_url=by_address).create_key()["KeyMetadata"]["Arn"]

for kind, endpoint in (("address", by_address), ("name", by_name)):
    s3 = boto3.client("s3", endpoint_url=endpoint)
    bucket = f"boto3-{kind}--use1-az6--x-s3"
    made = s3.create_bucket(
        Bucket=bucket,
        CreateBucketConfiguration={
            "Location": {"Type": "AvailabilityZone", "Name": "use1-az6"},
            "Bucket": {"Type": "Directory", "DataRedundancy": "SingleAvailabilityZone"},
        },
    )
    assert made["ResponseMetadata"]["HTTPHeaders"]["x-amz-bucket-arn"].endswith(":bucket/" + bucket)
    rule = {
        "ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key},
        "BucketKeyEnabled": True,
    }
    s3.put_bucket_encryption(Bucket=bucket, ServerSideEncryptionConfiguration={"Rules": [rule]})
    kept = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]
    assert kept["Rules"] == [rule], kept

    put = s3.put_object(Bucket=bucket, Key="dir/a", Body=b"hello")
    assert (put["ServerSideEncryption"], put["SSEKMSKeyId"], put["BucketKeyEnabled"]) == ("aws:kms", key, True)
    later = boto3.client("s3", endpoint_url=endpoint)
    assert later.get_object(Bucket=bucket, Key="dir/a")["Body"].read() == b"hello"
    later.put_object(Bucket=bucket, Key="dir/a", Body=b", world", WriteOffsetBytes=5)
    if hasattr(s3, "rename_object"):
        s3.rename_object(Bucket=bucket, Key="dir/b", RenameSource="dir/a")
    else:
        s3.copy_object(Bucket=bucket, Key="dir/b", CopySource={"Bucket": bucket, "Key": "dir/a"})
        s3.delete_object(Bucket=bucket, Key="dir/a")
    assert s3.get_object(Bucket=bucket, Key="dir/b")["Body"].read() == b"hello, world"
    try:
        s3.get_object(Bucket=bucket, Key="dir/a")
        raise AssertionError("still there")
    except ClientError as gone:
        assert gone.response["Error"]["Code"] == "NoSuchKey"

    large = os.urandom(12_000_000)
    with open("large", "wb") as file:
        file.write(large)
    s3.upload_file("large", bucket, "large")
    assert s3.get_object(Bucket=bucket, Key="large")["Body"].read() == large

    general = "boto3-general-" + kind
    s3.create_bucket(Bucket=general)
    s3.copy_object(Bucket=general, Key="out", CopySource={"Bucket": bucket, "Key": "dir/b"})
    s3.copy_object(Bucket=bucket, Key="in", CopySource={"Bucket": general, "Key": "out"})
    assert later.get_object(Bucket=bucket, Key="in")["Body"].read() == b"hello, world"

    listed = s3.list_objects_v2(Bucket=bucket, Prefix="dir/", Delimiter="/")["Contents"]
    assert [(o["Key"], o["StorageClass"]) for o in listed] == [("dir/b", "EXPRESS_ONEZONE")], listed
    assert s3.head_bucket(Bucket=bucket)["BucketLocationName"] == "use1-az6"
    assert bucket in [b["Name"] for b in s3.list_directory_buckets()["Buckets"]]
    assert bucket not in [b["Name"] for b in s3.list_buckets()["Buckets"]]

    url = s3.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "in"})
    assert urllib.request.urlopen(url).read() == b"hello, world"

    s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": name} for name in ("dir/b", "in", "large")]})
    s3.delete_bucket(Bucket=bucket)
print("boto3", boto3.__version__)
