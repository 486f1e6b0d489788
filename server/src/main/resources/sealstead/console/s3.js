// S3, as far as the console needs it.

import { send } from "./api.js";
import { endSession, isDirectory, isLocal, nameIn, SERVICE as DIRECTORY_SERVICE, sessionOf } from "./directory.js";
import { encode, encodePath, presign } from "./sigv4.js";
import { session } from "./session.js";
import { all, children, parse, text, xml } from "./xml.js";

const NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";
/** What a page of any list has at most. */
const PAGE = 100;

const regions = new Map();

/** A browser takes `.` and `..` out of paths, in whatever way they are written. */
export function isReachable(key) {
  return !key.split("/").some((word) => word === "." || word === "..");
}

export function pathOf(bucket, key) {
  if (key && !isReachable(key)) {
    throw new Error("A browser cannot ask for a key with . or .. between its slashes: use the command line for this one.");
  }
  if (key === undefined) {
    return `/${encode(bucket)}`;
  }
  // The first of two slashes behind the name of a directory bucket is the SDK for JavaScript's.
  const between = isDirectory(bucket) && key.startsWith("/") ? "//" : "/";
  return `/${encode(bucket)}${between}${encodePath(key)}`;
}

function regionOf(bucket) {
  return regions.get(bucket) ?? session().region;
}

/** What is in a bucket is asked for by its session if it is a directory bucket, else by who is signed in. */
const READ = "read";
const WRITE = "write";

/**
 * How a request about a bucket is signed.
 * @param data READ or WRITE if it is about what is in the bucket
 */
async function authorityOf(bucket, data, region = regionOf(bucket)) {
  if (!isDirectory(bucket)) {
    return { service: "s3", region };
  }
  const credentials = data ? await sessionOf(bucket, region, data === WRITE) : undefined;
  return { service: DIRECTORY_SERVICE, region, credentials };
}

/** How a part of an upload is signed. */
export function writerOf(bucket) {
  return authorityOf(bucket, WRITE);
}

/** Asks S3; for a bucket of another region of the server a second time, signed for that one. */
async function s3(method, bucket, key, { data, ...options } = {}) {
  const path = bucket ? pathOf(bucket, key) : "/";
  const ask = async (region) => send({ ...options, method, path, ...(await authorityOf(bucket, data, region)) });
  const first = bucket ? regionOf(bucket) : session().region;
  try {
    return await ask(first);
  } catch (refused) {
    if (!bucket || !refused.region || refused.region === first) {
      throw refused;
    }
    regions.set(bucket, refused.region);
    return ask(refused.region);
  }
}

async function document(answer) {
  return parse(await (await answer).text());
}

async function base64Sha256(body) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(body));
  return btoa(String.fromCharCode(...new Uint8Array(digest)));
}

async function put(bucket, key, query, body, action) {
  return s3("PUT", bucket, key, {
    query,
    body,
    action,
    headers: { "content-type": "application/xml", "x-amz-checksum-sha256": await base64Sha256(body) },
  });
}

/** Names come percent-encoded, since XML cannot have every character. */
function decoded(value) {
  return decodeURIComponent(value.replaceAll("+", " "));
}

export async function listBuckets(token) {
  const query = [["max-buckets", "50"]];
  if (token) {
    query.push(["continuation-token", token]);
  }
  const found = await document(s3("GET", "", undefined, { query, action: "s3:ListAllMyBuckets" }));
  const buckets = all(found, "Bucket").map((node) => ({
    name: text(node, "Name"),
    created: text(node, "CreationDate"),
    region: text(node, "BucketRegion") || session().region,
  }));
  buckets.forEach((bucket) => regions.set(bucket.name, bucket.region));
  return { buckets, next: text(found.documentElement, "ContinuationToken") };
}

/** The directory buckets of an account in the region that was signed in for. */
export async function listDirectoryBuckets(token) {
  const query = [["max-directory-buckets", "50"]];
  if (token) {
    query.push(["continuation-token", token]);
  }
  const { region } = session();
  const action = "s3express:ListAllMyDirectoryBuckets";
  const found = await document(send({ method: "GET", path: "/", query, service: DIRECTORY_SERVICE, region, action }));
  const buckets = all(found, "Bucket").map((node) => ({ name: text(node, "Name"), created: text(node, "CreationDate") }));
  return { buckets, next: text(found.documentElement, "ContinuationToken") };
}

/** @returns its whole name */
export async function createDirectoryBucket(base, zone) {
  const bucket = nameIn(zone, base);
  const local = isLocal(zone);
  const content = [
    ["Location", [["Name", zone], ["Type", local ? "LocalZone" : "AvailabilityZone"]]],
    ["Bucket", [["DataRedundancy", local ? "SingleLocalZone" : "SingleAvailabilityZone"], ["Type", "Directory"]]],
  ];
  const body = xml("CreateBucketConfiguration", content, NAMESPACE);
  await s3("PUT", bucket, undefined, { body, action: "s3express:CreateBucket" });
  return bucket;
}

export async function createBucket(bucket, region, lock) {
  regions.set(bucket, region);
  const body =
    region === "us-east-1" ? undefined : xml("CreateBucketConfiguration", [["LocationConstraint", region]], NAMESPACE);
  const headers = lock ? { "x-amz-bucket-object-lock-enabled": "true" } : {};
  await s3("PUT", bucket, undefined, { body, headers, action: "s3:CreateBucket" });
}

export async function deleteBucket(bucket) {
  await s3("DELETE", bucket, undefined, { action: actionOn(bucket, "DeleteBucket") });
}

/** What protects what arrives without a word of its own, or undefined where nobody said. */
export async function getEncryption(bucket) {
  const action = actionOn(bucket, "GetEncryptionConfiguration");
  const found = await document(s3("GET", bucket, undefined, { query: [["encryption", ""]], action }));
  const rule = children(found.documentElement, "Rule")[0];
  return {
    algorithm: text(rule, "ApplyServerSideEncryptionByDefault.SSEAlgorithm", "AES256"),
    key: text(rule, "ApplyServerSideEncryptionByDefault.KMSMasterKeyID"),
    bucketKey: text(rule, "BucketKeyEnabled") === "true",
    blocksCustomerKeys: text(rule, "BlockedEncryptionTypes.EncryptionType") === "SSE-C",
  };
}

/** The document of PutBucketEncryption, as nested names and values; directory buckets block nothing. */
export function encryptionDocument({ algorithm, key, bucketKey, blocksCustomerKeys }) {
  const byDefault = [["SSEAlgorithm", algorithm]];
  if (key && algorithm !== "AES256") {
    byDefault.push(["KMSMasterKeyID", key]);
  }
  const rule = [
    ["ApplyServerSideEncryptionByDefault", byDefault],
    ["BucketKeyEnabled", String(algorithm === "aws:kms" && bucketKey)],
  ];
  if (blocksCustomerKeys !== undefined) {
    rule.push(["BlockedEncryptionTypes", [["EncryptionType", blocksCustomerKeys ? "SSE-C" : "NONE"]]]);
  }
  return [["Rule", rule]];
}

export const ENCRYPTION = ["ServerSideEncryptionConfiguration", NAMESPACE];

export async function putEncryption(bucket, wanted) {
  const body = xml(ENCRYPTION[0], encryptionDocument(wanted), ENCRYPTION[1]);
  await put(bucket, undefined, [["encryption", ""]], body, actionOn(bucket, "PutEncryptionConfiguration"));
  endSession(bucket);
}

export async function getVersioning(bucket) {
  const found = await document(
    s3("GET", bucket, undefined, { query: [["versioning", ""]], action: "s3:GetBucketVersioning" }),
  );
  return text(found.documentElement, "Status");
}

export async function putVersioning(bucket, status) {
  const body = xml("VersioningConfiguration", [["Status", status]], NAMESPACE);
  await put(bucket, undefined, [["versioning", ""]], body, "s3:PutBucketVersioning");
}

/** One page of a bucket: what is at that prefix, folders and objects. */
export async function listObjects(bucket, prefix, token) {
  const query = [
    ["list-type", "2"],
    ["prefix", prefix],
    ["delimiter", "/"],
    ["max-keys", String(PAGE)],
    ["encoding-type", "url"],
  ];
  if (token) {
    query.push(["continuation-token", token]);
  }
  const found = (await document(s3("GET", bucket, undefined, { query, data: READ, action: "s3:ListBucket" })))
    .documentElement;
  return {
    folders: children(found, "CommonPrefixes").map((node) => decoded(text(node, "Prefix"))),
    objects: children(found, "Contents").map((node) => ({
      key: decoded(text(node, "Key")),
      bytes: Number(text(node, "Size")),
      modified: text(node, "LastModified"),
    })),
    next: text(found, "NextContinuationToken"),
  };
}

/**
 * One page of versions.
 * @param marker of the page before: key and version id
 */
export async function listVersions(bucket, prefix, { delimiter = "", marker } = {}) {
  const query = [
    ["versions", ""],
    ["prefix", prefix],
    ["max-keys", String(PAGE)],
    ["encoding-type", "url"],
  ];
  if (delimiter) {
    query.push(["delimiter", delimiter]);
  }
  if (marker) {
    query.push(["key-marker", marker.key]);
    if (marker.version) {
      query.push(["version-id-marker", marker.version]);
    }
  }
  const found = (await document(s3("GET", bucket, undefined, { query, action: "s3:ListBucketVersions" })))
    .documentElement;
  const versions = Array.from(found.children)
    .filter((node) => node.localName === "Version" || node.localName === "DeleteMarker")
    .map((node) => ({
      key: decoded(text(node, "Key")),
      version: text(node, "VersionId"),
      latest: text(node, "IsLatest") === "true",
      deleted: node.localName === "DeleteMarker",
      bytes: Number(text(node, "Size", "0")),
      modified: text(node, "LastModified"),
    }));
  const more = text(found, "IsTruncated") === "true";
  const next = { key: decoded(text(found, "NextKeyMarker")), version: text(found, "NextVersionIdMarker") };
  return {
    folders: children(found, "CommonPrefixes").map((node) => decoded(text(node, "Prefix"))),
    versions,
    next: more ? next : undefined,
  };
}

/** The action of one operation on buckets of both kinds. */
function actionOn(bucket, name) {
  return `${isDirectory(bucket) ? DIRECTORY_SERVICE : "s3"}:${name}`;
}

function ofVersion(version) {
  return version ? [["versionId", version]] : [];
}

/**
 * An object's headers.
 * @param customer headers that bring a customer's key
 */
export async function head({ bucket, key, version, customer }) {
  const action = version ? "s3:GetObjectVersion" : "s3:GetObject";
  return (await s3("HEAD", bucket, key, { query: ofVersion(version), headers: customer, data: READ, action })).headers;
}

export async function get({ bucket, key, version, customer, signal }) {
  const action = version ? "s3:GetObjectVersion" : "s3:GetObject";
  return s3("GET", bucket, key, { query: ofVersion(version), headers: customer, data: READ, action, signal });
}

/** A link by which the object can be fetched for five minutes by who has it. */
export async function link({ bucket, key, version }) {
  const name = encode(key.split("/").filter(Boolean).at(-1) ?? "object");
  const query = [...ofVersion(version), ["response-content-disposition", `attachment; filename*=UTF-8''${name}`]];
  return presign({ path: pathOf(bucket, key), query, ...(await authorityOf(bucket, READ)), seconds: 300 });
}

export async function deleteObject(bucket, key, version) {
  const action = version ? "s3:DeleteObjectVersion" : "s3:DeleteObject";
  await s3("DELETE", bucket, key, { query: ofVersion(version), data: WRITE, action });
}

export async function getTags(bucket, key, version) {
  const action = version ? "s3:GetObjectVersionTagging" : "s3:GetObjectTagging";
  const found = await document(s3("GET", bucket, key, { query: [["tagging", ""], ...ofVersion(version)], action }));
  return all(found, "Tag").map((node) => [text(node, "Key"), text(node, "Value")]);
}

export async function putTags(bucket, key, version, tags) {
  const set = tags.map(([name, value]) => ["Tag", [["Key", name], ["Value", value]]]);
  const body = xml("Tagging", [["TagSet", set]], NAMESPACE);
  const action = version ? "s3:PutObjectVersionTagging" : "s3:PutObjectTagging";
  await put(bucket, key, [["tagging", ""], ...ofVersion(version)], body, action);
}

export async function beginUpload(bucket, key, headers) {
  const query = [["uploads", ""]];
  const found = await document(s3("POST", bucket, key, { query, headers, data: WRITE, action: "s3:PutObject" }));
  return text(found.documentElement, "UploadId");
}

export async function completeUpload(bucket, key, uploadId, etags) {
  const parts = etags.map((etag, at) => ["Part", [["ETag", etag], ["PartNumber", String(at + 1)]]]);
  const body = xml("CompleteMultipartUpload", parts, NAMESPACE);
  const answer = await s3("POST", bucket, key, {
    query: [["uploadId", uploadId]],
    headers: { "content-type": "application/xml" },
    body,
    data: WRITE,
    action: "s3:PutObject",
  });
  const found = parse(await answer.text());
  if (found.documentElement.localName === "Error") {
    // The answer began before the work was done.
    throw new Error(text(found.documentElement, "Message"));
  }
  return answer.headers;
}

export async function abortUpload(bucket, key, uploadId) {
  const query = [["uploadId", uploadId]];
  await s3("DELETE", bucket, key, { query, data: WRITE, action: "s3:AbortMultipartUpload" });
}

/** The S3 Batch Operations jobs of an account. */
export async function listBatchJobs(account) {
  const answer = await send({
    method: "GET",
    path: "/v20180820/jobs",
    query: [["maxResults", "50"]],
    headers: { "x-amz-account-id": account },
    service: "s3",
    region: session().region,
    action: "s3:ListJobs",
  });
  return all(parse(await answer.text()), "member").map((node) => ({
    id: text(node, "JobId"),
    operation: text(node, "Operation"),
    status: text(node, "Status"),
    total: Number(text(node, "ProgressSummary.TotalNumberOfTasks", "0")),
    succeeded: Number(text(node, "ProgressSummary.NumberOfTasksSucceeded", "0")),
    failed: Number(text(node, "ProgressSummary.NumberOfTasksFailed", "0")),
    created: text(node, "CreationTime"),
  }));
}
