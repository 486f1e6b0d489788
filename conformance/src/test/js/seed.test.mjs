// The example of the PutBucketEncryption page, run as it stands: an unmodified SDK, its own defaults, only endpoint and
// credentials given (by AWS_ENDPOINT_URL and the usual variables).
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { test } from "node:test";
import {
  CreateBucketCommand,
  DeleteBucketEncryptionCommand,
  GetBucketEncryptionCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  DeleteObjectsCommand,
  PutBucketEncryptionCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { CreateKeyCommand, DisableKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { Readable } from "node:stream";

const client = new S3Client({});
const kms = new KMSClient({});
const account = process.env.SEALSTEAD_TEST_ACCOUNT;
const Bucket = `seed-${randomBytes(4).toString("hex")}`;
const { KeyMetadata: key } = await kms.send(new CreateKeyCommand({ Description: "seed" }));
await client.send(new CreateBucketCommand({ Bucket }));

function configuration(algorithm, keyId, bucketKey) {
  return {
    Rules: [
      {
        ApplyServerSideEncryptionByDefault: {
          SSEAlgorithm: algorithm,
          ...(keyId ? { KMSMasterKeyID: keyId } : {}),
        },
        BucketKeyEnabled: bucketKey,
      },
    ],
  };
}

const algorithms = [
  ["AES256", undefined],
  ["aws:kms", key.Arn],
  ["aws:kms", key.KeyId],
  ["aws:kms", undefined],
  ["aws:kms:dsse", key.Arn],
];

for (const [algorithm, keyId] of algorithms) {
  for (const bucketKey of [true, false]) {
    for (const ChecksumAlgorithm of [undefined, "CRC32", "CRC32C", "SHA1", "SHA256", "CRC64NVME"]) {
      test(`${algorithm} ${keyId ?? "no key"} BucketKeyEnabled=${bucketKey} ${ChecksumAlgorithm ?? "default"}`, async () => {
        const input = {
          Bucket,
          ChecksumAlgorithm,
          ServerSideEncryptionConfiguration: configuration(algorithm, keyId, bucketKey),
          ExpectedBucketOwner: account,
        };
        const response = await client.send(new PutBucketEncryptionCommand(input));
        assert.equal(response.$metadata.httpStatusCode, 200);
        const got = await client.send(new GetBucketEncryptionCommand({ Bucket }));
        const [rule] = got.ServerSideEncryptionConfiguration.Rules;
        assert.equal(rule.ApplyServerSideEncryptionByDefault.SSEAlgorithm, algorithm);
        assert.equal(rule.ApplyServerSideEncryptionByDefault.KMSMasterKeyID, keyId);
        assert.equal(rule.BucketKeyEnabled, bucketKey);
        assert.deepEqual(rule.BlockedEncryptionTypes.EncryptionType, ["SSE-C"]);

        const Body = randomBytes(70_000);
        const put = await client.send(new PutObjectCommand({ Bucket, Key: "a/b c+d.bin", Body, Metadata: { who: "me" } }));
        assert.equal(put.ServerSideEncryption, algorithm);
        assert.equal(put.BucketKeyEnabled, algorithm === "aws:kms" && bucketKey ? true : undefined);
        if (algorithm !== "AES256") assert.match(put.SSEKMSKeyId, /^arn:aws:kms:/);
        const get = await client.send(new GetObjectCommand({ Bucket, Key: "a/b c+d.bin" }));
        assert.deepEqual(Buffer.from(await get.Body.transformToByteArray()), Body);
        assert.equal(get.Metadata.who, "me");
        assert.equal(get.ETag, put.ETag);
        const head = await client.send(new HeadObjectCommand({ Bucket, Key: "a/b c+d.bin" }));
        assert.equal(head.ServerSideEncryption, algorithm);
      });
    }
  }
}

test("ContentMD5 right and wrong", async () => {
  const body =
    '<?xml version="1.0" encoding="UTF-8"?><ServerSideEncryptionConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault><BucketKeyEnabled>true</BucketKeyEnabled></Rule></ServerSideEncryptionConfiguration>';
  const put = (ContentMD5) =>
    client.send(
      new PutBucketEncryptionCommand({
        Bucket,
        ContentMD5,
        ServerSideEncryptionConfiguration: configuration("AES256", undefined, true),
      }),
    );
  await put(createHash("md5").update(body).digest("base64"));
  await assert.rejects(put(createHash("md5").update("other").digest("base64")), { name: "BadDigest" });
  await assert.rejects(put("not an md5"), { name: "InvalidDigest" });
});

test("ExpectedBucketOwner wrong", async () => {
  const put = (ExpectedBucketOwner) =>
    client.send(
      new PutBucketEncryptionCommand({
        Bucket,
        ExpectedBucketOwner,
        ServerSideEncryptionConfiguration: configuration("AES256", undefined, false),
      }),
    );
  await assert.rejects(put("999999999999"), { name: "AccessDenied" });
  await assert.rejects(put("abcd"), { name: "InvalidBucketOwnerAWSAccountID" });
});

test("DeleteBucketEncryption goes back to SSE-S3, twice", async () => {
  for (let i = 0; i < 2; i++) {
    await client.send(new DeleteBucketEncryptionCommand({ Bucket }));
    const got = await client.send(new GetBucketEncryptionCommand({ Bucket }));
    assert.deepEqual(got.ServerSideEncryptionConfiguration.Rules, [
      {
        ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" },
        BlockedEncryptionTypes: { EncryptionType: ["SSE-C"] },
        BucketKeyEnabled: false,
      },
    ]);
  }
});

test("a stream of known length arrives without its framing", async () => {
  const Body = randomBytes(300_000);
  await client.send(new PutObjectCommand({ Bucket, Key: "stream", Body: Readable.from([Body.subarray(0, 3), Body.subarray(3)]), ContentLength: Body.length }));
  const get = await client.send(new GetObjectCommand({ Bucket, Key: "stream" }));
  assert.deepEqual(Buffer.from(await get.Body.transformToByteArray()), Body);
  assert.equal(get.ContentEncoding, undefined);
});

test("presigned PUT and GET", async () => {
  const put = await getSignedUrl(client, new PutObjectCommand({ Bucket, Key: "presigned", ServerSideEncryption: "aws:kms" }));
  const uploaded = await fetch(put, { method: "PUT", body: "by url", headers: { "x-amz-server-side-encryption": "aws:kms" } });
  assert.equal(uploaded.status, 200, await uploaded.text());
  const get = await getSignedUrl(client, new GetObjectCommand({ Bucket, Key: "presigned" }));
  const downloaded = await fetch(get);
  assert.equal(downloaded.status, 200);
  assert.equal(downloaded.headers.get("x-amz-server-side-encryption"), "aws:kms");
  assert.equal(await downloaded.text(), "by url");
});

test("a disabled key refuses the upload in the words of KMS", async () => {
  const { KeyMetadata: other } = await kms.send(new CreateKeyCommand({}));
  await kms.send(new DisableKeyCommand({ KeyId: other.KeyId }));
  await assert.rejects(
    client.send(new PutObjectCommand({ Bucket, Key: "refused", Body: "x", ServerSideEncryption: "aws:kms", SSEKMSKeyId: other.Arn })),
    { name: "KMS.DisabledException", message: `${other.Arn} is disabled.` },
  );
});

test("SSE-C is blocked by default, and works once it is not", async () => {
  const SSECustomerKey = randomBytes(32);
  const put = { Bucket, Key: "customer", Body: "mine", SSECustomerAlgorithm: "AES256", SSECustomerKey };
  await assert.rejects(client.send(new PutObjectCommand(put)), { name: "AccessDenied" });
  await client.send(
    new PutBucketEncryptionCommand({
      Bucket,
      ServerSideEncryptionConfiguration: { Rules: [{ BlockedEncryptionTypes: { EncryptionType: ["NONE"] } }] },
    }),
  );
  await client.send(new PutObjectCommand(put));
  const get = await client.send(new GetObjectCommand({ Bucket, Key: "customer", SSECustomerAlgorithm: "AES256", SSECustomerKey }));
  assert.equal(await get.Body.transformToString(), "mine");
  await assert.rejects(client.send(new GetObjectCommand({ Bucket, Key: "customer" })), { name: "InvalidRequest" });
  await assert.rejects(
    client.send(new GetObjectCommand({ Bucket, Key: "customer", SSECustomerAlgorithm: "AES256", SSECustomerKey: randomBytes(32) })),
    { name: "AccessDenied" },
  );
});

test("list and delete many", async () => {
  const listed = await client.send(new ListObjectsV2Command({ Bucket }));
  assert.ok(listed.Contents.some((object) => object.Key === "a/b c+d.bin"));
  const deleted = await client.send(
    new DeleteObjectsCommand({ Bucket, Delete: { Objects: listed.Contents.map(({ Key }) => ({ Key })) } }),
  );
  assert.equal(deleted.Deleted.length, listed.Contents.length);
});
