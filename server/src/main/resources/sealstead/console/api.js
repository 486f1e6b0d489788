// How the server is asked: signed, without cookies, from no cache, and never redirected elsewhere.

import { learnTime, sha256, sign } from "./sigv4.js";
import { session } from "./session.js";
import { parse, texts } from "./xml.js";

const ACTION = /is not authorized to perform: ([a-z0-9-]+:[A-Za-z0-9]+)/;
const running = new Set();

/** What the server refused, or could not do. */
export class ApiError extends Error {
  constructor({ status, code, message, requestId, action, region }) {
    super(message || (status ? `HTTP ${status}` : "The server cannot be reached."));
    this.status = status;
    this.code = code;
    this.requestId = requestId;
    this.region = region;
    this.action = ACTION.exec(message ?? "")?.[1] ?? action;
    // S3 and IAM say 403 also to a signature that is not good; the KMS says 400 to who may not.
    this.isRefusal = /^AccessDenied/.test(code ?? "");
  }
}

/** Ends what is under way. */
export function abandon() {
  running.forEach((controller) => controller.abort());
  running.clear();
}

function stringOf(json, ...names) {
  for (const name of names) {
    if (typeof json[name] === "string") {
      return json[name];
    }
  }
  return undefined;
}

/** @param action that is missing if the answer is 403 and does not say so itself */
export function errorOf(status, headers, body, action) {
  const requestId = headers.get("x-amz-request-id") ?? headers.get("x-amzn-requestid") ?? undefined;
  const known = { status, requestId, action };
  if (body.startsWith("{")) {
    try {
      const json = JSON.parse(body);
      return new ApiError({
        ...known,
        code: stringOf(json, "__type", "code"),
        message: stringOf(json, "message", "Message", "error"),
      });
    } catch {
      return new ApiError({ ...known, message: body });
    }
  }
  if (body.includes("<")) {
    const [code] = texts(body, "Code");
    const [message] = texts(body, "Message");
    const [region] = texts(body, "Region");
    return new ApiError({ ...known, code, message, region });
  }
  const code = { 403: "AccessDenied", 404: "NotFound", 412: "PreconditionFailed" }[status];
  return new ApiError({
    ...known,
    code,
    message: body || undefined,
    region: headers.get("x-amz-bucket-region") ?? undefined,
  });
}

/** Sends a request, and answers what came if it was a success. */
export async function send({ method, path, query, headers, body, payload, service, region, credentials, action, signal }) {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  const hash = payload ?? (bytes ? await sha256(bytes) : undefined);
  const signed = await sign({ method, path, query, headers, payload: hash, service, region, credentials });
  const controller = new AbortController();
  signal?.addEventListener("abort", () => controller.abort());
  running.add(controller);
  let response;
  try {
    response = await fetch(signed.url, {
      method,
      headers: signed.headers,
      body: bytes,
      signal: controller.signal,
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
      referrerPolicy: "no-referrer",
    });
  } catch (broken) {
    if (broken.name === "AbortError") {
      throw broken;
    }
    throw new ApiError({ message: "The server cannot be reached, or it closed the connection." });
  } finally {
    running.delete(controller);
  }
  learnTime(response.headers.get("date"));
  if (!response.ok) {
    throw errorOf(response.status, response.headers, await response.text(), action);
  }
  return response;
}

/** A call of a Query API. */
async function query(service, version, action, parameters) {
  const form = new URLSearchParams({ Action: action, Version: version, ...parameters });
  const response = await send({
    method: "POST",
    path: "/",
    headers: { "content-type": "application/x-www-form-urlencoded; charset=utf-8" },
    body: form.toString(),
    service,
    region: session().region,
    action: `${service}:${action}`,
  });
  return parse(await response.text());
}

export function iam(action, parameters = {}) {
  return query("iam", "2010-05-08", action, parameters);
}

export function sts(action, parameters = {}) {
  return query("sts", "2011-06-15", action, parameters);
}

/** A call of the KMS. */
export async function kms(operation, input = {}) {
  const response = await send({
    method: "POST",
    path: "/",
    headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": `TrentService.${operation}` },
    body: JSON.stringify(input),
    service: "kms",
    region: session().region,
    action: `kms:${operation}`,
  });
  const text = await response.text();
  return text ? JSON.parse(text) : {};
}
