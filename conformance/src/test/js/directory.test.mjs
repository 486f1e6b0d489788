// Directory buckets with the SDK's own sessions, by address and by name. The SDK puts the bucket into the host where
// the endpoint has a name; a wildcard in the DNS finds it then, and here the lookup below stands for one.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import dns from "node:dns";
import { test } from "node:test";
import { CreateKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  GetBucketEncryptionCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListDirectoryBucketsCommand,
  ListObjectsV2Command,
  PutBucketEncryptionCommand,
  PutObjectCommand,
  RenameObjectCommand,
  S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";

const lookup = dns.lookup;
dns.lookup = (host, options, callback) => {
  const found = host.endsWith(".localhost") ? "127.0.0.1" : host;
  return lookup(found, options, callback);
};

const byAddress = process.env.AWS_ENDPOINT_URL;
const byName = byAddress.replace("127.0.0.1", "localhost");
const { KeyMetadata } = await new KMSClient({}).send(new CreateKeyCommand({}));
const KMSMasterKeyID = KeyMetadata.Arn;

async function fetchText(url) {
  const address = new URL(url);
  const host = address.host;
  address.hostname = "127.0.0.1";
  // fetch() lets nobody set Host, so that the request is made one level below.
  const { request } = await import("node:http");
  return new Promise((resolve, reject) => {
    request(address, { headers: { host } }, async (response) => {
      const chunks = [];
      for await (const chunk of response) chunks.push(chunk);
      resolve({ status: response.statusCode, text: Buffer.concat(chunks).toString() });
    })
      .on("error", reject)
      .end();
  });
}

for (const [kind, endpoint] of [["address", byAddress], ["name", byName]]) {
  test(`a directory bucket by ${kind}, from its creation to its end`, async () => {
    const client = new S3Client({ endpoint });
    const Bucket = `js-${kind}-${randomBytes(4).toString("hex")}--use1-az5--x-s3`;
    const read = async (Key, from = client) => {
      const got = await from.send(new GetObjectCommand({ Bucket, Key }));
      return Buffer.from(await got.Body.transformToByteArray());
    };
    const made = await client.send(
      new CreateBucketCommand({
        Bucket,
        CreateBucketConfiguration: {
          Location: { Type: "AvailabilityZone", Name: "use1-az5" },
          Bucket: { Type: "Directory", DataRedundancy: "SingleAvailabilityZone" },
        },
      }),
    );
    assert.match(made.BucketArn, /:bucket\/js-/);
    const rule = {
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms", KMSMasterKeyID },
      BucketKeyEnabled: true,
    };
    await client.send(
      new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules: [rule] } }),
    );
    const kept = await client.send(new GetBucketEncryptionCommand({ Bucket }));
    assert.deepEqual(kept.ServerSideEncryptionConfiguration.Rules, [rule]);

    const put = await client.send(new PutObjectCommand({ Bucket, Key: "dir/a", Body: "hello" }));
    assert.equal(put.ServerSideEncryption, "aws:kms");
    assert.equal(put.SSEKMSKeyId, KMSMasterKeyID);
    assert.equal(put.BucketKeyEnabled, true);
    const later = new S3Client({ endpoint });
    assert.equal((await read("dir/a", later)).toString(), "hello");

    const appended = await later.send(
      new PutObjectCommand({ Bucket, Key: "dir/a", Body: ", world", WriteOffsetBytes: 5 }),
    );
    assert.equal(appended.Size, 12);
    assert.equal((await read("dir/a")).toString(), "hello, world");
    await client.send(new RenameObjectCommand({ Bucket, Key: "dir/b", RenameSource: "dir/a" }));
    await assert.rejects(read("dir/a"), { name: "NoSuchKey" });
    assert.equal((await read("dir/b")).toString(), "hello, world");

    const half = randomBytes(5 * 1024 * 1024);
    const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key: "large" }));
    const first = await client.send(
      new UploadPartCommand({ Bucket, Key: "large", UploadId, PartNumber: 1, Body: half }),
    );
    const second = await client.send(
      new UploadPartCopyCommand({
        Bucket,
        Key: "large",
        UploadId,
        PartNumber: 2,
        CopySource: `${Bucket}/dir/b`,
      }),
    );
    await client.send(
      new CompleteMultipartUploadCommand({
        Bucket,
        Key: "large",
        UploadId,
        MultipartUpload: {
          Parts: [
            { PartNumber: 1, ETag: first.ETag, ChecksumCRC32: first.ChecksumCRC32 },
            {
              PartNumber: 2,
              ETag: second.CopyPartResult.ETag,
              ChecksumCRC32: second.CopyPartResult.ChecksumCRC32,
            },
          ],
        },
      }),
    );
    assert.deepEqual(await read("large"), Buffer.concat([half, Buffer.from("hello, world")]));

    const general = `js-${kind}-${randomBytes(4).toString("hex")}`;
    const plain = new S3Client({ endpoint });
    await plain.send(new CreateBucketCommand({ Bucket: general }));
    await plain.send(new CopyObjectCommand({ Bucket: general, Key: "out", CopySource: `${Bucket}/dir/b` }));
    const copied = await plain.send(new CopyObjectCommand({ Bucket, Key: "in", CopySource: `${general}/out` }));
    assert.equal(copied.ServerSideEncryption, "aws:kms");
    assert.notEqual(copied.BucketKeyEnabled, true);
    assert.equal((await read("in")).toString(), "hello, world");

    const listed = await client.send(new ListObjectsV2Command({ Bucket, Prefix: "dir/", Delimiter: "/" }));
    assert.deepEqual(
      listed.Contents.map(({ Key, StorageClass }) => [Key, StorageClass]),
      [["dir/b", "EXPRESS_ONEZONE"]],
    );
    const head = await client.send(new HeadObjectCommand({ Bucket, Key: "in" }));
    assert.equal(head.StorageClass, "EXPRESS_ONEZONE");
    const bucket = await client.send(new HeadBucketCommand({ Bucket }));
    assert.equal(bucket.BucketLocationName, "use1-az5");
    assert.equal(bucket.BucketLocationType, "AvailabilityZone");
    const all = await client.send(new ListDirectoryBucketsCommand({}));
    assert.ok(all.Buckets.some(({ Name }) => Name === Bucket));

    const url = await getSignedUrl(client, new GetObjectCommand({ Bucket, Key: "in" }));
    assert.match(url, /X-Amz-S3session-Token/i);
    assert.deepEqual(await fetchText(url), { status: 200, text: "hello, world" });

    await client.send(
      new DeleteObjectsCommand({
        Bucket,
        Delete: { Objects: ["dir/b", "in", "large"].map((Key) => ({ Key })) },
      }),
    );
    await client.send(new DeleteBucketCommand({ Bucket }));
    await assert.rejects(new S3Client({ endpoint, maxAttempts: 1 }).send(new HeadObjectCommand({ Bucket, Key: "in" })));
  });
}
