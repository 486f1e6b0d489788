"""Tags of buckets by S3 Control: of directory buckets at an address too, of others where ACCOUNT.HOST can be found."""
import os
import socket

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

real = socket.getaddrinfo
socket.getaddrinfo = lambda host, *rest, **more: real(
    "127.0.0.1" if str(host).endswith(".localhost") else host, *rest, **more
)
by_address = os.environ["ENDPOINT"]
by_name = by_address.replace("127.0.0.1", "localhost")
account = boto3.client("sts", endpoint_url=by_address).get_caller_identity()["Account"]
s3 = boto3.client("s3", endpoint_url=by_address, config=Config(s3={"disable_s3_express_session_auth": True}))
directory = "control--use1-az4--x-s3"
s3.create_bucket(
    Bucket=directory,
    CreateBucketConfiguration={
        "Location": {"Type": "AvailabilityZone", "Name": "use1-az4"},
        "Bucket": {"Type": "Directory", "DataRedundancy": "SingleAvailabilityZone"},
    },
)
s3.create_bucket(Bucket="control-boto3")


def work(endpoint, arn):
    control = boto3.client("s3control", endpoint_url=endpoint)
    name = {"AccountId": account, "ResourceArn": arn}
    tags = [{"Key": "team", "Value": "blue"}, {"Key": "ä+ =/@", "Value": ""}]
    control.tag_resource(Tags=tags, **name)
    assert control.list_tags_for_resource(**name)["Tags"] == tags
    control.untag_resource(TagKeys=["ä+ =/@"], **name)
    assert control.list_tags_for_resource(**name)["Tags"] == tags[:1]
    control.untag_resource(TagKeys=["team"], **name)
    try:
        control.list_tags_for_resource(**dict(name, ResourceArn=arn + "x"))
        raise AssertionError("a bucket that is not there has tags")
    except ClientError as refused:
        assert refused.response["Error"]["Code"] == "NoSuchResource", refused


express = f"arn:aws:s3express:us-east-1:{account}:bucket/{directory}"
work(by_address, express)
work(by_name, express)
work(by_name, "arn:aws:s3:::control-boto3")
print("boto3", boto3.__version__)
