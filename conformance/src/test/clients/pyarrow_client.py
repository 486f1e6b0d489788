"""Tables in Parquet by pyarrow's own S3 client (the AWS SDK for C++), at its defaults."""

import os

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.fs as fs
import pyarrow.parquet as pq

scheme, host = os.environ["ENDPOINT"].split("://")
s3 = fs.S3FileSystem(endpoint_override=host, scheme=scheme, region=os.environ["AWS_REGION"],
                     allow_bucket_creation=True, allow_bucket_deletion=True)
bucket = "client-pyarrow"
s3.create_dir(bucket)

table = pa.table({"n": list(range(100_000)), "text": [f"row ä {n}" for n in range(100_000)]})
pq.write_table(table, f"{bucket}/one.parquet", filesystem=s3)
assert pq.read_table(f"{bucket}/one.parquet", filesystem=s3).equals(table)

# Some columns and rows, which are ranges of the object.
some = ds.dataset(f"{bucket}/one.parquet", filesystem=s3).to_table(columns=["n"], filter=ds.field("n") < 10)
assert some.num_rows == 10

ds.write_dataset(table.slice(0, 50), f"{bucket}/set", format="parquet", filesystem=s3,
                 partitioning=ds.partitioning(pa.schema([("n", pa.int64())])))
assert ds.dataset(f"{bucket}/set", filesystem=s3, partitioning=["n"]).count_rows() == 50

# In parts, as a stream.
large = os.urandom(23_000_000)
with s3.open_output_stream(f"{bucket}/deep/large", metadata={"Cache-Control": "no-store"}) as out:
    for start in range(0, len(large), 1_000_000):
        out.write(large[start:start + 1_000_000])
with s3.open_input_file(f"{bucket}/deep/large") as read:
    assert read.metadata()["Cache-Control"] == b"no-store", read.metadata()
    read.seek(10_000_000)
    assert read.read(100) == large[10_000_000:10_000_100]
with s3.open_input_stream(f"{bucket}/deep/large") as read:
    assert read.read() == large

s3.copy_file(f"{bucket}/deep/large", f"{bucket}/copy ä+b")
assert s3.get_file_info(f"{bucket}/copy ä+b").size == len(large)
s3.move(f"{bucket}/copy ä+b", f"{bucket}/moved")
names = {info.path for info in s3.get_file_info(fs.FileSelector(bucket))}
assert names == {f"{bucket}/{name}" for name in ("one.parquet", "set", "deep", "moved")}, names
s3.delete_dir(bucket)
assert s3.get_file_info(bucket).type == fs.FileType.NotFound
print(f"pyarrow {pa.__version__}: all succeeded")
