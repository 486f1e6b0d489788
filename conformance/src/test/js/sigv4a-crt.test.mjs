// SigV4A by the AWS Common Runtime, on ordinary buckets; like the other implementation it signs for all regions. Where
// it is not installed the test says so and is left out.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { test } from "node:test";
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { everywhere } from "./everywhere.mjs";

const there = await import("@aws-sdk/signature-v4-crt").then(
  () => true,
  () => false,
);
const skip = there ? false : "@aws-sdk/signature-v4-crt is not installed";
const Bucket = `v4a-crt-${randomBytes(4).toString("hex")}`;
const { client, signatures } = everywhere();

test("everyday work by the Common Runtime", { skip }, async () => {
  await client.send(new CreateBucketCommand({ Bucket }));
  for (const ServerSideEncryption of [undefined, "AES256", "aws:kms", "aws:kms:dsse"]) {
    await client.send(new PutObjectCommand({ Bucket, Key: "key/ä +", Body: "hello", ServerSideEncryption }));
    const got = await client.send(new GetObjectCommand({ Bucket, Key: "key/ä +" }));
    assert.equal(await got.Body.transformToString(), "hello");
    assert.equal(got.ServerSideEncryption, ServerSideEncryption ?? "AES256");
  }
  assert.deepEqual([...signatures], ["AWS4-ECDSA-P256-SHA256"]);
});

test("a stream in parts by the Common Runtime", { skip }, async () => {
  const body = randomBytes(6 * 1024 * 1024);
  const upload = new Upload({ client, params: { Bucket, Key: "large", Body: Readable.from([body]) } });
  await upload.done();
  const got = await client.send(new GetObjectCommand({ Bucket, Key: "large" }));
  assert.deepEqual(Buffer.from(await got.Body.transformToByteArray()), body);
});
