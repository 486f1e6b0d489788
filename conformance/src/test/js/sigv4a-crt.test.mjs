// SigV4A by the AWS Common Runtime, on ordinary buckets; like the other implementation it signs for all regions. Where
// it is not installed the test says so and is left out.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { test } from "node:test";
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";

const there = await import("@aws-sdk/signature-v4-crt").then(
  () => true,
  () => false,
);
const skip = there ? false : "@aws-sdk/signature-v4-crt is not installed";
const Bucket = `v4a-crt-${randomBytes(4).toString("hex")}`;
const signatures = new Set();

const sigv4a = {
  schemeId: "aws.auth#sigv4a",
  signingProperties: { name: "s3", region: "*", signingRegionSet: ["*"] },
  propertiesExtractor: (config, context) => ({ signingProperties: { config, context } }),
};
const everywhere = new S3Client({ httpAuthSchemeProvider: () => [sigv4a], sigv4aSigningRegionSet: ["*"] });
everywhere.middlewareStack.add(
  (next) => (args) => {
    // the Common Runtime writes its headers' names with capitals
    signatures.add(args.request.headers.Authorization.split(" ")[0]);
    return next(args);
  },
  { step: "finalizeRequest", priority: "low" },
);

test("everyday work by the Common Runtime", { skip }, async () => {
  await everywhere.send(new CreateBucketCommand({ Bucket }));
  for (const ServerSideEncryption of [undefined, "AES256", "aws:kms", "aws:kms:dsse"]) {
    await everywhere.send(new PutObjectCommand({ Bucket, Key: "key/ä +", Body: "hello", ServerSideEncryption }));
    const got = await everywhere.send(new GetObjectCommand({ Bucket, Key: "key/ä +" }));
    assert.equal(await got.Body.transformToString(), "hello");
    assert.equal(got.ServerSideEncryption, ServerSideEncryption ?? "AES256");
  }
  assert.deepEqual([...signatures], ["AWS4-ECDSA-P256-SHA256"]);
});

test("a stream in parts by the Common Runtime", { skip }, async () => {
  const body = randomBytes(6 * 1024 * 1024);
  const upload = new Upload({ client: everywhere, params: { Bucket, Key: "large", Body: Readable.from([body]) } });
  await upload.done();
  const got = await everywhere.send(new GetObjectCommand({ Bucket, Key: "large" }));
  assert.deepEqual(Buffer.from(await got.Body.transformToByteArray()), body);
});
