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
  S3Client,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";

const Bucket = `v4a-${randomBytes(4).toString("hex")}`;
const signatures = new Set();

// With an end point of its own the client's rules offer SigV4 alone, so that they are told to offer the other.
const sigv4a = {
  schemeId: "aws.auth#sigv4a",
  signingProperties: { name: "s3", region: "*", signingRegionSet: ["*"] },
  propertiesExtractor: (config, context) => ({ signingProperties: { config, context } }),
};
const everywhere = new S3Client({ httpAuthSchemeProvider: () => [sigv4a], sigv4aSigningRegionSet: ["*"] });
everywhere.middlewareStack.add(
  (next) => (args) => {
    signatures.add(args.request.headers.authorization.split(" ")[0]);
    return next(args);
  },
  { step: "finalizeRequest", priority: "low" },
);

test("everyday work", async () => {
  await everywhere.send(new CreateBucketCommand({ Bucket }));
  for (const ServerSideEncryption of [undefined, "AES256", "aws:kms", "aws:kms:dsse"]) {
    await everywhere.send(new PutObjectCommand({ Bucket, Key: "key/ä +", Body: "hello", ServerSideEncryption }));
    const got = await everywhere.send(new GetObjectCommand({ Bucket, Key: "key/ä +" }));
    assert.equal(await got.Body.transformToString(), "hello");
    assert.equal(got.ServerSideEncryption, ServerSideEncryption ?? "AES256");
  }
  await everywhere.send(new CopyObjectCommand({ Bucket, Key: "copy", CopySource: `${Bucket}/key/%C3%A4%20%2B` }));
  const listed = await everywhere.send(new ListObjectsV2Command({ Bucket }));
  assert.deepEqual(listed.Contents.map((row) => row.Key), ["copy", "key/ä +"]);
  assert.deepEqual([...signatures], ["AWS4-ECDSA-P256-SHA256"]);
});

test("a stream in parts", async () => {
  const body = randomBytes(11 * 1024 * 1024);
  const upload = new Upload({ client: everywhere, params: { Bucket, Key: "large", Body: Readable.from([body]) } });
  await upload.done();
  const got = await everywhere.send(new GetObjectCommand({ Bucket, Key: "large" }));
  assert.deepEqual(Buffer.from(await got.Body.transformToByteArray()), body);
});
