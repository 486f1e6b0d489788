// Directory buckets: their names, and the sessions by which what is in them is asked for.

import { send } from "./api.js";
import { encode } from "./sigv4.js";
import { session, signingKey, whenForgotten } from "./session.js";
import { parse, text } from "./xml.js";

export const SERVICE = "s3express";
/** Of the five minutes that a session lasts. */
const GOOD_FOR = 4 * 60_000;

const sessions = new Map();
whenForgotten(() => sessions.clear());

export function isDirectory(bucket) {
  return bucket?.endsWith("--x-s3") ?? false;
}

/** A name of a directory bucket in a zone. */
export function nameIn(zone, base) {
  return `${base}--${zone}--x-s3`;
}

/** The kinds of zones are told by their ids: `use1-az4`, and `use1-lax1-az1` within the city. */
export function isLocal(zone) {
  return zone.split("-").length > 2;
}

async function create(bucket, region, mode) {
  const maker = session();
  const answer = await send({
    method: "GET",
    path: `/${encode(bucket)}`,
    query: [["session", ""]],
    headers: { "x-amz-create-session-mode": mode },
    service: SERVICE,
    region,
    action: "s3express:CreateSession",
  });
  const found = parse(await answer.text()).documentElement;
  return {
    accessKeyId: text(found, "Credentials.AccessKeyId"),
    key: await signingKey(text(found, "Credentials.SecretAccessKey")),
    bucketToken: text(found, "Credentials.SessionToken"),
    writes: mode === "ReadWrite",
    until: Date.now() + GOOD_FOR,
    maker,
  };
}

/** Who may only read is given that. */
async function begin(bucket, region, writes) {
  try {
    return await create(bucket, region, "ReadWrite");
  } catch (refused) {
    if (writes || !refused.isRefusal) {
      throw refused;
    }
    return create(bucket, region, "ReadOnly");
  }
}

/** A session keeps the encryption that the bucket had when it began. */
export function endSession(bucket) {
  sessions.delete(bucket);
}

/**
 * Credentials for what is in a directory bucket.
 * @param writes whether it is to be changed
 */
export async function sessionOf(bucket, region, writes) {
  const known = sessions.get(bucket);
  if (known && known.maker === session() && known.until > Date.now() && (known.writes || !writes)) {
    return known;
  }
  const made = await begin(bucket, region, writes);
  if (made.maker === session()) {
    sessions.set(bucket, made);
  }
  return made;
}
