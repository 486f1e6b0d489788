// Multi-Region Access Points: made by S3 Control in us-west-2, then used by their ARN. The client's rules know one host
// for them, which the provider below leads to the server, as a name in the DNS would.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import dns from "node:dns";
import { Readable } from "node:stream";
import { test } from "node:test";
import "@aws-sdk/signature-v4a";
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import {
  CreateMultiRegionAccessPointCommand,
  DeleteMultiRegionAccessPointCommand,
  DescribeMultiRegionAccessPointOperationCommand,
  GetMultiRegionAccessPointCommand,
  GetMultiRegionAccessPointPolicyCommand,
  GetMultiRegionAccessPointRoutesCommand,
  ListMultiRegionAccessPointsCommand,
  PutMultiRegionAccessPointPolicyCommand,
  S3ControlClient,
} from "@aws-sdk/client-s3-control";
import { Upload } from "@aws-sdk/lib-storage";

const lookup = dns.lookup;
dns.lookup = (host, options, callback) => lookup(host.endsWith(".localhost") ? "127.0.0.1" : host, options, callback);

const AccountId = process.env.SEALSTEAD_TEST_ACCOUNT;
const byName = process.env.AWS_ENDPOINT_URL.replace("127.0.0.1", "localhost");
const id = randomBytes(4).toString("hex");
const bucket = `mrap-${id}`;
const Name = `mrap-${id}`;
const direct = new S3Client({});
const control = new S3ControlClient({ endpoint: byName, region: "us-west-2" });

const client = new S3Client({ useArnRegion: true });
const rules = client.config.endpointProvider;
client.config.endpointProvider = (parameters, context) => {
  const endpoint = rules(parameters, context);
  const [alias, global] = endpoint.url.hostname.split(".accesspoint.");
  assert.equal(global, "s3-global.amazonaws.com");
  return { ...endpoint, url: new URL(`http://${alias}.accesspoint.localhost:${new URL(byName).port}`) };
};

async function ended(RequestTokenARN) {
  const { AsyncOperation } = await control.send(
    new DescribeMultiRegionAccessPointOperationCommand({ AccountId, RequestTokenARN }),
  );
  assert.equal(AsyncOperation.RequestStatus, "SUCCEEDED");
  return AsyncOperation;
}

let Bucket;

test("an access point is made and shown", async () => {
  await direct.send(new CreateBucketCommand({ Bucket: bucket }));
  const { RequestTokenARN } = await control.send(
    new CreateMultiRegionAccessPointCommand({
      AccountId,
      ClientToken: id,
      Details: { Name, Regions: [{ Bucket: bucket }] },
    }),
  );
  assert.equal((await ended(RequestTokenARN)).Operation, "CreateMultiRegionAccessPoint");
  const { AccessPoint } = await control.send(new GetMultiRegionAccessPointCommand({ AccountId, Name }));
  assert.equal(AccessPoint.Status, "READY");
  const { AccessPoints } = await control.send(new ListMultiRegionAccessPointsCommand({ AccountId }));
  assert.ok(AccessPoints.some((row) => row.Alias === AccessPoint.Alias));
  Bucket = `arn:aws:s3::${AccountId}:accesspoint/${AccessPoint.Alias}`;
  const { Routes } = await control.send(new GetMultiRegionAccessPointRoutesCommand({ AccountId, Mrap: Bucket }));
  assert.deepEqual(Routes, [{ Bucket: bucket, Region: "us-east-1", TrafficDialPercentage: 100 }]);
});

test("objects go through it", async () => {
  const body = randomBytes(11 * 1024 * 1024);
  await client.send(new PutObjectCommand({ Bucket, Key: "a/ä +", Body: "hello", ServerSideEncryption: "aws:kms" }));
  const got = await client.send(new GetObjectCommand({ Bucket, Key: "a/ä +" }));
  assert.equal(await got.Body.transformToString(), "hello");
  assert.equal(got.ServerSideEncryption, "aws:kms");
  await new Upload({ client, params: { Bucket, Key: "large", Body: Readable.from([body]) } }).done();
  const large = await direct.send(new GetObjectCommand({ Bucket: bucket, Key: "large" }));
  assert.deepEqual(Buffer.from(await large.Body.transformToByteArray()), body);
  await client.send(new CopyObjectCommand({ Bucket, Key: "copy", CopySource: `${bucket}/large` }));
  const listed = await client.send(new ListObjectsV2Command({ Bucket }));
  assert.deepEqual(listed.Contents.map((row) => row.Key), ["a/ä +", "copy", "large"]);
  await client.send(new DeleteObjectCommand({ Bucket, Key: "copy" }));
  await assert.rejects(client.send(new GetObjectCommand({ Bucket, Key: "copy" })), { name: "NoSuchKey" });
  await assert.rejects(client.send(new GetBucketVersioningCommand({ Bucket })), { name: "MethodNotAllowed" });
});

test("its policy counts", async () => {
  const Policy = JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Deny", Principal: { AWS: AccountId }, Action: "s3:DeleteObject", Resource: `${Bucket}/object/*` },
    ],
  });
  const { RequestTokenARN } = await control.send(
    new PutMultiRegionAccessPointPolicyCommand({ AccountId, ClientToken: id, Details: { Name, Policy } }),
  );
  await ended(RequestTokenARN);
  const shown = await control.send(new GetMultiRegionAccessPointPolicyCommand({ AccountId, Name }));
  assert.equal(shown.Policy.Established.Policy, Policy);
  await assert.rejects(client.send(new DeleteObjectCommand({ Bucket, Key: "large" })), { name: "AccessDenied" });
});

test("it goes and the bucket stays", async () => {
  const { RequestTokenARN } = await control.send(
    new DeleteMultiRegionAccessPointCommand({ AccountId, ClientToken: id, Details: { Name } }),
  );
  await ended(RequestTokenARN);
  await assert.rejects(client.send(new GetObjectCommand({ Bucket, Key: "large" })), {
    name: "NoSuchMultiRegionAccessPoint",
  });
  await direct.send(new ListObjectsV2Command({ Bucket: bucket }));
});
