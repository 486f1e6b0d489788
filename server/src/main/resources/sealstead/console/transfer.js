// Objects on their way: uploads with progress that can be cancelled, and downloads that are opened nowhere.

import { button, clear, el, problem, say, size } from "./dom.js";
import { ApiError, errorOf } from "./api.js";
import { askCustomerKey, customerHeaders, wantsKey } from "./customer.js";
import { whenForgotten } from "./session.js";
import { sha256, sign, UNSIGNED } from "./sigv4.js";
import { abortUpload, beginUpload, completeUpload, get, head, link, pathOf, writerOf } from "./s3.js";

const MIB = 1024 * 1024;
const PART = 8 * MIB;
const MAX_PARTS = 10_000;
/** Larger parts are not read into memory to be hashed; the server hashes them all the same. */
const MAX_HASHED = 64 * MIB;
/** What is not worth asking where to put it, and goes through memory. */
const MAX_UNASKED = 64 * MIB;
/** What a browser without a way to write files gets into memory. */
const MAX_IN_MEMORY = 256 * MIB;

const requests = new Set();
whenForgotten(() => requests.forEach((request) => request.abort()));

/** Progress of what is sent is told by XMLHttpRequest only. */
async function sendPart({ bucket, key, query, headers, blob, signal, progress }) {
  const payload = blob.size > MAX_HASHED ? UNSIGNED : await sha256(await blob.arrayBuffer());
  signal.throwIfAborted();
  const signed = await sign({
    method: "PUT",
    path: pathOf(bucket, key),
    query,
    headers,
    payload,
    ...(await writerOf(bucket)),
  });
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const stop = () => request.abort();
    const ended = () => {
      requests.delete(request);
      signal.removeEventListener("abort", stop);
    };
    request.open("PUT", signed.url);
    for (const [name, value] of Object.entries(signed.headers)) {
      request.setRequestHeader(name, value);
    }
    request.upload.addEventListener("progress", (event) => progress(event.loaded));
    request.addEventListener("load", () => {
      ended();
      const found = { get: (name) => request.getResponseHeader(name) };
      if (request.status >= 200 && request.status < 300) {
        resolve(found);
      } else {
        reject(errorOf(request.status, found, request.responseText, "s3:PutObject"));
      }
    });
    request.addEventListener("error", () => {
      ended();
      reject(new ApiError({ message: "The server cannot be reached, or it closed the connection." }));
    });
    request.addEventListener("abort", () => {
      ended();
      reject(new DOMException("cancelled", "AbortError"));
    });
    signal.addEventListener("abort", stop);
    if (signal.aborted) {
      ended();
      reject(new DOMException("cancelled", "AbortError"));
      return;
    }
    requests.add(request);
    request.send(blob);
  });
}

/**
 * Uploads a file, in parts if it is large.
 * @param headers what the request says of its protection
 * @param progress told the bytes that are there
 * @returns the headers of the answer that made the object
 */
export async function upload({ bucket, key, file, headers, signal, progress }) {
  const typed = { "content-type": file.type || "application/octet-stream", ...headers };
  if (file.size <= PART) {
    return sendPart({ bucket, key, headers: typed, blob: file, signal, progress });
  }
  const bytes = Math.max(PART, Math.ceil(file.size / MAX_PARTS / MIB) * MIB);
  const uploadId = await beginUpload(bucket, key, typed);
  try {
    const etags = [];
    for (let from = 0; from < file.size; from += bytes) {
      const answer = await sendPart({
        bucket,
        key,
        query: [
          ["partNumber", String(etags.length + 1)],
          ["uploadId", uploadId],
        ],
        headers: customerHeaders(headers),
        blob: file.slice(from, from + bytes),
        signal,
        progress: (loaded) => progress(from + loaded),
      });
      etags.push(answer.get("etag"));
    }
    return await completeUpload(bucket, key, uploadId, etags);
  } catch (failed) {
    // What was sent would stay on the server's disk.
    await abortUpload(bucket, key, uploadId).catch(() => {});
    throw failed;
  }
}

function fileName(key) {
  return key.split("/").filter(Boolean).at(-1) ?? "object";
}

function save(name, href) {
  const anchor = el("a", { href, download: name, rel: "noreferrer" });
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
}

/**
 * Downloads an object as a file: through memory if it is small, into a file that is chosen if the browser can, else
 * by a link that is good for five minutes.
 * @param customer headers that bring a customer's key, which no link can
 */
async function download({ bucket, key, version, customer, bytes, signal, progress }) {
  const picks = bytes > MAX_UNASKED && typeof window.showSaveFilePicker === "function";
  if (!picks && bytes > MAX_IN_MEMORY) {
    if (customer || document.documentElement.dataset.links !== "on") {
      throw new Error("This browser cannot write so large a file bit by bit: use the command line for this object.");
    }
    save(fileName(key), await link({ bucket, key, version }));
    return;
  }
  const sink = picks ? await (await window.showSaveFilePicker({ suggestedName: fileName(key) })).createWritable() : null;
  const chunks = [];
  let there = 0;
  try {
    const reader = (await get({ bucket, key, version, customer, signal })).body.getReader();
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      signal?.throwIfAborted();
      there += piece.value.length;
      progress(there);
      if (sink) {
        await sink.write(piece.value);
      } else {
        chunks.push(piece.value);
      }
    }
  } catch (failed) {
    await sink?.abort();
    throw failed;
  }
  if (sink) {
    await sink.close();
    return;
  }
  // Its type is none that a browser shows: it would be a page of the console's own origin.
  const address = URL.createObjectURL(new Blob(chunks, { type: "application/octet-stream" }));
  save(fileName(key), address);
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

const list = el("ul", { class: "transfers" });
const waiting = [];
let running = 0;

/** What is on its way, whichever page is shown. */
export function transferList() {
  return el("section", { "aria-label": "Transfers", class: "under-way" }, list);
}

function pump() {
  while (running < 2 && waiting.length > 0) {
    running += 1;
    waiting
      .shift()()
      .finally(() => {
        running -= 1;
        pump();
      });
  }
}

/**
 * Lets a transfer take its turn.
 * @param work given the signal that ends it and who is to be told of its progress; answers what is shown in the end
 */
export function transfer(name, bytes, work) {
  let todo = work; // it may know a key, which is to be forgotten when it is over
  const controller = new AbortController();
  const bar = el("progress", { max: String(Math.max(1, bytes)), value: 0, "aria-label": `Progress of ${name}` });
  const state = el("span", { class: "state" }, "waiting");
  const end = button("Cancel", () => controller.abort(), { describe: `Cancel ${name}` });
  const line = el("li", {}, el("span", { class: "name" }, name), bar, state, end);
  end.addEventListener("click", () => clear(state, "cancelled"));
  list.prepend(line);
  waiting.push(async () => {
    try {
      controller.signal.throwIfAborted();
      const told = await todo(controller.signal, (there) => {
        bar.value = there;
        clear(state, `${size(there)} of ${size(bytes)}`);
      });
      bar.value = Math.max(1, bytes);
      clear(state, ...["done ", told].flat());
      say(`${name}: done`);
    } catch (failed) {
      if (failed.name === "AbortError") {
        clear(state, "cancelled");
        say(`${name}: cancelled`);
      } else {
        clear(state, problem(failed));
        say(`${name}: failed`);
      }
    } finally {
      todo = undefined;
      end.remove();
      line.append(button("Remove", () => line.remove(), { describe: `Remove ${name} from the list` }));
    }
  });
  pump();
}

/**
 * Downloads an object; one that is under a customer's key once that was typed.
 * @param customer headers that bring that key, if it was
 */
export function fetchObject({ bucket, key, version, bytes, customer }) {
  transfer(`${key} (download)`, bytes, async (signal, progress) => {
    const asked = { bucket, key, version, customer, bytes, signal, progress };
    try {
      if (!customer && bytes > MAX_UNASKED) {
        await head({ bucket, key, version }); // before a file is chosen, or a link made that opens nothing
      }
      await download(asked);
    } catch (failed) {
      if (customer || !wantsKey(failed)) {
        throw failed;
      }
      const typed = await askCustomerKey({ bucket, key, version, label: "Download" });
      if (!typed) {
        throw new DOMException("cancelled", "AbortError");
      }
      await download({ ...asked, customer: typed.customer });
    }
  });
}
