// AWS Signature Version 4, by the browser's own HMAC and SHA-256.

import { session } from "./session.js";

const text = new TextEncoder();
const HMAC = { name: "HMAC", hash: "SHA-256" };
export const UNSIGNED = "UNSIGNED-PAYLOAD";
const EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/** How far the server's clock is ahead of this one, in milliseconds. */
let ahead = 0;

export function learnTime(date) {
  const theirs = Date.parse(date ?? "");
  if (!Number.isNaN(theirs)) {
    const difference = theirs - Date.now();
    ahead = Math.abs(difference) > 60_000 ? difference : 0;
  }
}

function hex(buffer) {
  return Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export async function sha256(bytes) {
  return hex(await crypto.subtle.digest("SHA-256", typeof bytes === "string" ? text.encode(bytes) : bytes));
}

/** Percent-encodes all but what RFC 3986 leaves alone. */
export function encode(value) {
  return encodeURIComponent(value).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

export function encodePath(path) {
  return path.split("/").map(encode).join("/");
}

async function hmac(key, value) {
  return crypto.subtle.sign("HMAC", key, text.encode(value));
}

async function next(key, value) {
  return crypto.subtle.importKey("raw", await hmac(key, value), HMAC, false, ["sign"]);
}

async function signature(credentials, scope, stamp, canonical) {
  let { key } = credentials;
  for (const word of scope.split("/")) {
    key = await next(key, word);
  }
  return hex(await hmac(key, ["AWS4-HMAC-SHA256", stamp, scope, await sha256(canonical)].join("\n")));
}

function now() {
  return new Date(Date.now() + ahead).toISOString().replace(/[-:]|\.\d{3}/g, "");
}

function canonicalQuery(query) {
  return query
    .map(([name, value]) => [encode(name), encode(value ?? "")])
    .sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : x > y ? 1 : 0))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}

/**
 * @param path percent-encoded
 * @param query pairs of names and values
 * @param payload the body's SHA-256 in hex, or UNSIGNED
 * @param credentials of a session of a directory bucket; who is signed in without them
 * @returns the URL within this origin, and the headers of the request
 */
export async function sign({ method, path, query = [], headers = {}, payload = EMPTY, service, region, credentials: given }) {
  const credentials = given ?? session();
  const { accessKeyId, sessionToken, bucketToken } = credentials;
  const stamp = now();
  const scope = `${stamp.slice(0, 8)}/${region}/${service}/aws4_request`;
  const sent = { ...headers, "x-amz-date": stamp, "x-amz-content-sha256": payload };
  if (sessionToken) {
    sent["x-amz-security-token"] = sessionToken;
  }
  if (bucketToken) {
    sent["x-amz-s3session-token"] = bucketToken;
  }
  const all = { host: location.host };
  for (const [name, value] of Object.entries(sent)) {
    all[name.toLowerCase()] = String(value).trim().replace(/[ \t]+/g, " ");
  }
  const names = Object.keys(all).sort();
  const asked = canonicalQuery(query);
  const canonical = [
    method,
    path,
    asked,
    ...names.map((name) => `${name}:${all[name]}`),
    "",
    names.join(";"),
    payload,
  ].join("\n");
  sent.authorization =
    `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names.join(";")}, ` +
    `Signature=${await signature(credentials, scope, stamp, canonical)}`;
  return { url: `${location.origin}${path}${asked && `?${asked}`}`, headers: sent };
}

/** A URL that anybody can fetch an object by who has it, for some seconds. */
export async function presign({ path, query = [], service, region, credentials: given, seconds }) {
  const credentials = given ?? session();
  const { accessKeyId, sessionToken, bucketToken } = credentials;
  const stamp = now();
  const scope = `${stamp.slice(0, 8)}/${region}/${service}/aws4_request`;
  const all = [
    ...query,
    ["X-Amz-Algorithm", "AWS4-HMAC-SHA256"],
    ["X-Amz-Credential", `${accessKeyId}/${scope}`],
    ["X-Amz-Date", stamp],
    ["X-Amz-Expires", String(seconds)],
    ["X-Amz-SignedHeaders", "host"],
  ];
  if (sessionToken) {
    all.push(["X-Amz-Security-Token", sessionToken]);
  }
  if (bucketToken) {
    all.push(["X-Amz-S3session-Token", bucketToken]);
  }
  const asked = canonicalQuery(all);
  const canonical = ["GET", path, asked, `host:${location.host}`, "", "host", UNSIGNED].join("\n");
  return `${location.origin}${path}?${asked}&X-Amz-Signature=${await signature(credentials, scope, stamp, canonical)}`;
}
