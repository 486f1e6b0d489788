// Tags of buckets by S3 Control. What is asked about a general purpose bucket goes to ACCOUNT.HOST, which only a name has
// room for; the lookup below stands for the wildcard in the DNS that finds it.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import dns from "node:dns";
import { test } from "node:test";
import { CreateBucketCommand, GetBucketTaggingCommand, S3Client } from "@aws-sdk/client-s3";
import {
  ListAccessGrantsCommand,
  ListTagsForResourceCommand,
  S3ControlClient,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-s3-control";

const lookup = dns.lookup;
dns.lookup = (host, options, callback) => lookup(host.endsWith(".localhost") ? "127.0.0.1" : host, options, callback);

const AccountId = process.env.SEALSTEAD_TEST_ACCOUNT;
const byAddress = process.env.AWS_ENDPOINT_URL;
const byName = byAddress.replace("127.0.0.1", "localhost");
const s3 = new S3Client({ endpoint: byAddress, disableS3ExpressSessionAuth: true });

async function tagAndUntag(control, ResourceArn) {
  const Tags = [
    { Key: "team", Value: "blue" },
    { Key: "ä+ =/@", Value: "" },
  ];
  await control.send(new TagResourceCommand({ AccountId, ResourceArn, Tags }));
  assert.deepEqual((await control.send(new ListTagsForResourceCommand({ AccountId, ResourceArn }))).Tags, Tags);
  await control.send(new UntagResourceCommand({ AccountId, ResourceArn, TagKeys: ["ä+ =/@", "never"] }));
  const rest = await control.send(new ListTagsForResourceCommand({ AccountId, ResourceArn }));
  assert.deepEqual(rest.Tags, [Tags[0]]);
}

for (const [kind, endpoint] of [["address", byAddress], ["name", byName]]) {
  test(`tags of a directory bucket by ${kind}`, async () => {
    const Bucket = `control-${randomBytes(4).toString("hex")}--use1-az4--x-s3`;
    await s3.send(
      new CreateBucketCommand({
        Bucket,
        CreateBucketConfiguration: {
          Location: { Type: "AvailabilityZone", Name: "use1-az4" },
          Bucket: { Type: "Directory", DataRedundancy: "SingleAvailabilityZone" },
        },
      }),
    );
    await tagAndUntag(new S3ControlClient({ endpoint }), `arn:aws:s3express:us-east-1:${AccountId}:bucket/${Bucket}`);
  });
}

test("tags of a general purpose bucket by name, which both APIs show", async () => {
  const Bucket = `control-${randomBytes(4).toString("hex")}`;
  await s3.send(new CreateBucketCommand({ Bucket }));
  await tagAndUntag(new S3ControlClient({ endpoint: byName }), `arn:aws:s3:::${Bucket}`);
  const { TagSet } = await s3.send(new GetBucketTaggingCommand({ Bucket }));
  assert.deepEqual(TagSet, [{ Key: "team", Value: "blue" }]);
});

test("what is not implemented says so by its name", async () => {
  const control = new S3ControlClient({ endpoint: byName, maxAttempts: 1 });
  await assert.rejects(control.send(new ListAccessGrantsCommand({ AccountId })), (refused) => {
    assert.equal(refused.name, "NotImplemented");
    assert.equal(refused.message, "The operation ListAccessGrants is not implemented.");
    assert.equal(refused.$metadata.httpStatusCode, 501);
    return true;
  });
});
