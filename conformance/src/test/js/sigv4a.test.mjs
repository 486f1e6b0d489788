// SigV4A by the JavaScript implementation of AWS, on ordinary buckets; it signs so for all regions only.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { test } from "node:test";
import "@aws-sdk/signature-v4a";
import {
  CopyObjectCommand,
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { everywhere } from "./everywhere.mjs";

const Bucket = `v4a-${randomBytes(4).toString("hex")}`;
const { client, signatures } = everywhere();

test("everyday work", async () => {
  await client.send(new CreateBucketCommand({ Bucket }));
  for (const ServerSideEncryption of [undefined, "AES256", "aws:kms", "aws:kms:dsse"]) {
    await client.send(new PutObjectCommand({ Bucket, Key: "key/ä +", Body: "hello", ServerSideEncryption }));
    const got = await client.send(new GetObjectCommand({ Bucket, Key: "key/ä +" }));
    assert.equal(await got.Body.transformToString(), "hello");
    assert.equal(got.ServerSideEncryption, ServerSideEncryption ?? "AES256");
  }
  await client.send(new CopyObjectCommand({ Bucket, Key: "copy", CopySource: `${Bucket}/key/%C3%A4%20%2B` }));
  const listed = await client.send(new ListObjectsV2Command({ Bucket }));
  assert.deepEqual(listed.Contents.map((row) => row.Key), ["copy", "key/ä +"]);
  assert.deepEqual([...signatures], ["AWS4-ECDSA-P256-SHA256"]);
});

test("a stream in parts", async () => {
  const body = randomBytes(11 * 1024 * 1024);
  const upload = new Upload({ client, params: { Bucket, Key: "large", Body: Readable.from([body]) } });
  await upload.done();
  const got = await client.send(new GetObjectCommand({ Bucket, Key: "large" }));
  assert.deepEqual(Buffer.from(await got.Body.transformToByteArray()), body);
});
