"""Files by s3fs (fsspec and aiobotocore), at its defaults, under each protection that it can ask for."""

import os

import s3fs

key = os.environ["KMS_KEY"]
protections = {
    "default": {},
    "sse-s3": {"ServerSideEncryption": "AES256"},
    "sse-kms": {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": key},
}
large = os.urandom(12_000_000)
for number, (name, more) in enumerate(protections.items()):
    files = s3fs.S3FileSystem(endpoint_url=os.environ["ENDPOINT"], s3_additional_kwargs=more, use_listings_cache=False)
    bucket = f"client-s3fs-{number}"
    files.mkdir(bucket)
    with files.open(f"{bucket}/a/small ä+b", "wb") as out:
        out.write(b"hello")
    assert files.cat(f"{bucket}/a/small ä+b") == b"hello"
    files.touch(f"{bucket}/empty")
    assert files.size(f"{bucket}/empty") == 0
    # In parts, as a stream.
    with files.open(f"{bucket}/large", "wb", block_size=5 << 20) as out:
        for start in range(0, len(large), 1_000_000):
            out.write(large[start:start + 1_000_000])
    with files.open(f"{bucket}/large", "rb") as read:
        read.seek(6_000_000)
        assert read.read(100) == large[6_000_000:6_000_100]
    assert files.cat(f"{bucket}/large") == large
    assert files.cat_ranges([f"{bucket}/large"] * 2, [0, 11_000_000], [3, 11_000_003]) == [
        large[:3], large[11_000_000:11_000_003]]
    seen = files.call_s3("head_object", Bucket=bucket, Key="large")
    assert seen["ServerSideEncryption"] == more.get("ServerSideEncryption", "AES256"), seen
    assert seen.get("SSEKMSKeyId") == more.get("SSEKMSKeyId"), seen

    files.copy(f"{bucket}/large", f"{bucket}/copy")
    files.mv(f"{bucket}/copy", f"{bucket}/moved")
    assert files.checksum(f"{bucket}/moved")
    files.pipe({f"{bucket}/many/{n}": b"x" for n in range(50)})
    assert len(files.ls(f"{bucket}/many")) == 50
    assert sorted(files.glob(f"{bucket}/many/4*")) == sorted(f"{bucket}/many/{n}" for n in (4, *range(40, 50)))
    assert set(files.ls(bucket)) == {f"{bucket}/{n}" for n in ("a", "empty", "large", "moved", "many")}
    files.setxattr(f"{bucket}/empty", colour="blue")
    assert files.getxattr(f"{bucket}/empty", "colour") == "blue"
    files.put_tags(f"{bucket}/empty", {"a": "b"})
    assert files.get_tags(f"{bucket}/empty") == {"a": "b"}
    try:
        files.cat(f"{bucket}/none")
        raise AssertionError("something is there")
    except FileNotFoundError:
        pass
    files.rm(bucket, recursive=True)
    assert not files.exists(bucket)
    print(name)
print(f"s3fs {s3fs.__version__}: all succeeded")
