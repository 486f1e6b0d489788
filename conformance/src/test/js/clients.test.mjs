// lib-storage, the presigner, presigned forms, and minio-js, each at its defaults.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { test } from "node:test";
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectAttributesCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
  CreateMultipartUploadCommand,
  CompleteMultipartUploadCommand,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { createPresignedPost } from "@aws-sdk/s3-presigned-post";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import * as Minio from "minio";

const client = new S3Client({});
const Bucket = `clients-${randomBytes(4).toString("hex")}`;
await client.send(new CreateBucketCommand({ Bucket }));
const body = randomBytes(12 * 1024 * 1024 + 17);

async function read(Key) {
  const got = await client.send(new GetObjectCommand({ Bucket, Key }));
  return Buffer.from(await got.Body.transformToByteArray());
}

for (const ServerSideEncryption of [undefined, "AES256", "aws:kms", "aws:kms:dsse"]) {
  test(`lib-storage uploads in parts under ${ServerSideEncryption ?? "the default"}`, async () => {
    const Key = `upload-${ServerSideEncryption}`;
    const upload = new Upload({
      client,
      params: { Bucket, Key, Body: Readable.from([body]), ServerSideEncryption },
    });
    const done = await upload.done();
    assert.match(done.ETag, /-3"$/);
    assert.deepEqual(await read(Key), body);
    const head = await client.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: "ENABLED" }));
    assert.equal(head.ServerSideEncryption, ServerSideEncryption ?? "AES256");
    const attributes = await client.send(
      new GetObjectAttributesCommand({ Bucket, Key, ObjectAttributes: ["ObjectParts", "ObjectSize", "Checksum"] }),
    );
    assert.equal(attributes.ObjectParts.TotalPartsCount, 3);
    assert.equal(attributes.ObjectSize, body.length);
    await client.send(new CopyObjectCommand({ Bucket, Key: "copy", CopySource: `${Bucket}/${Key}` }));
    assert.deepEqual(await read("copy"), body);
  });
}

test("an upload that is aborted leaves nothing", async () => {
  const upload = new Upload({ client, params: { Bucket, Key: "aborted", Body: Readable.from([body]) } });
  const done = upload.done();
  await upload.abort();
  await assert.rejects(done);
  await assert.rejects(read("aborted"), { name: "NoSuchKey" });
});

test("presigned URLs put, get, upload parts and delete", async () => {
  const put = await getSignedUrl(client, new PutObjectCommand({ Bucket, Key: "by-url", ServerSideEncryption: "aws:kms" }));
  const stored = await fetch(put, {
    method: "PUT",
    body: "by url",
    headers: { "x-amz-server-side-encryption": "aws:kms" },
  });
  assert.equal(stored.status, 200, await stored.text());
  const head = await client.send(new HeadObjectCommand({ Bucket, Key: "by-url" }));
  assert.equal(head.ServerSideEncryption, "aws:kms");
  const get = await getSignedUrl(client, new GetObjectCommand({ Bucket, Key: "by-url" }));
  assert.equal(await (await fetch(get)).text(), "by url");
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key: "parts" }));
  const part = await getSignedUrl(client, new UploadPartCommand({ Bucket, Key: "parts", UploadId, PartNumber: 1 }));
  const uploaded = await fetch(part, { method: "PUT", body: "a part" });
  await client.send(
    new CompleteMultipartUploadCommand({
      Bucket,
      Key: "parts",
      UploadId,
      MultipartUpload: { Parts: [{ PartNumber: 1, ETag: uploaded.headers.get("etag") }] },
    }),
  );
  assert.equal((await read("parts")).toString(), "a part");
  const remove = await getSignedUrl(client, new DeleteObjectCommand({ Bucket, Key: "by-url" }));
  assert.equal((await fetch(remove, { method: "DELETE" })).status, 204);
  assert.equal((await fetch(get)).status, 404);
});

test("a presigned form is obeyed", async () => {
  const { url, fields } = await createPresignedPost(client, {
    Bucket,
    Key: "form",
    Conditions: [["content-length-range", 1, 100]],
    Fields: { "Content-Type": "text/plain", success_action_status: "201" },
  });
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append("file", new Blob(["from a form"]), "x.txt");
  const posted = await fetch(url, { method: "POST", body: form });
  assert.equal(posted.status, 201, await posted.text());
  assert.equal((await read("form")).toString(), "from a form");
});

test("minio-js uploads, lists, reads, stats, copies and removes", async () => {
  const at = new URL(process.env.AWS_ENDPOINT_URL);
  const minio = new Minio.Client({
    endPoint: at.hostname,
    port: Number(at.port),
    useSSL: false,
    accessKey: process.env.AWS_ACCESS_KEY_ID,
    secretKey: process.env.AWS_SECRET_ACCESS_KEY,
    region: process.env.AWS_REGION,
  });
  const bucket = `${Bucket}-minio`;
  await minio.makeBucket(bucket, process.env.AWS_REGION);
  assert.equal(await minio.bucketExists(bucket), true);
  await minio.putObject(bucket, "small", "hello", 5, { "x-amz-meta-a": "b" });
  const large = randomBytes(70 * 1024 * 1024);
  await minio.putObject(bucket, "folder/large", Readable.from([large]));
  const chunks = [];
  for await (const chunk of await minio.getObject(bucket, "folder/large")) chunks.push(chunk);
  assert.deepEqual(Buffer.concat(chunks), large);
  assert.equal((await minio.statObject(bucket, "small")).metaData.a, "b");
  const names = [];
  for await (const item of minio.listObjectsV2(bucket, "", true)) names.push(item.name);
  assert.deepEqual(names, ["folder/large", "small"]);
  await minio.copyObject(bucket, "copied", `/${bucket}/small`);
  await minio.setObjectTagging(bucket, "copied", { x: "y" });
  assert.deepEqual((await minio.getObjectTagging(bucket, "copied")).map((tag) => tag.Value), ["y"]);
  const url = await minio.presignedGetObject(bucket, "copied", 60);
  assert.equal(await (await fetch(url)).text(), "hello");
  await minio.setBucketVersioning(bucket, { Status: "Enabled" });
  assert.equal((await minio.getBucketVersioning(bucket)).Status, "Enabled");
  await minio.setBucketVersioning(bucket, { Status: "Suspended" });
  await minio.removeObjects(bucket, ["copied", "small", "folder/large"]);
  for await (const item of minio.listObjectsV2(bucket, "", true)) assert.fail(item.name);
});
