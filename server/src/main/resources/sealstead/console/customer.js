// Keys that customers bring (SSE-C): typed for one action, and kept no longer.

import { ApiError } from "./api.js";
import { button, dialog, el, field } from "./dom.js";
import { md5 } from "./md5.js";
import { head } from "./s3.js";

const BYTES = 32;
const HEADER = "x-amz-server-side-encryption-customer-";

function base64(bytes) {
  return btoa(String.fromCharCode(...bytes));
}

function bytesOf(typed) {
  let bytes;
  try {
    bytes = Uint8Array.from(atob(typed.trim()), (c) => c.charCodeAt(0));
  } catch {
    bytes = new Uint8Array();
  }
  if (bytes.length !== BYTES) {
    throw new Error("A customer's key has 32 bytes, which are 44 characters of Base64.");
  }
  return bytes;
}

/** Of the headers of a request those that bring a key; each part of an upload repeats them. */
export function customerHeaders(headers) {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith(HEADER)));
}

/** Whether a request brings a key. */
export function bringsKey(headers) {
  return `${HEADER}key` in headers;
}

/** Whether an answer is about what is under a customer's key. */
export function isCustomers(headers) {
  return Boolean(headers.get(`${HEADER}algorithm`));
}

/** Where a key is typed, and the headers of a request that brings it. */
function keyField() {
  const input = el("input", { type: "password", autocomplete: "off", spellcheck: "false", autocapitalize: "none" });
  return {
    input,
    element: field("Customer's key", input, "32 bytes in Base64. It goes with this request and is kept nowhere."),
    headers: () => {
      const bytes = bytesOf(input.value);
      return {
        [`${HEADER}algorithm`]: "AES256",
        [`${HEADER}key`]: base64(bytes),
        [`${HEADER}key-md5`]: base64(md5(bytes)),
      };
    },
  };
}

/** A field for the key of what is written, which may be a new one. */
export function newKeyField() {
  const { input, element, headers } = keyField();
  const make = button("Make a key", () => {
    input.type = "text"; // to be copied
    input.value = base64(crypto.getRandomValues(new Uint8Array(BYTES)));
    input.focus();
    input.select();
  });
  const copy = "Copy it before you send: without it nobody can open the object, nor can the server.";
  return { element: el("div", {}, element, make, el("p", { class: "hint" }, copy)), headers };
}

/** Whether the server answered that a key is missing. */
export function wantsKey(failed) {
  return failed instanceof ApiError && failed.status === 400 && (failed.code ?? "InvalidRequest") === "InvalidRequest";
}

/**
 * Asks for the key of an object, until one opens it or nobody wants to any more.
 * @param label of what is done with it
 * @returns the headers that bring it and those of the object, or undefined
 */
export async function askCustomerKey({ bucket, key, version, label }) {
  const typed = keyField();
  typed.input.required = true;
  const work = async () => {
    const customer = typed.headers();
    try {
      return { customer, headers: await head({ bucket, key, version, customer }) };
    } catch (failed) {
      // HEAD has no words, and says the same to who may not.
      throw failed.isRefusal ? new Error("It does not open with this key, or you may not read it.") : failed;
    }
  };
  const why = el("p", {}, `${key} is under a key that its writer brought (SSE-C).`);
  return dialog("A customer's key", [why, typed.element], { label, work });
}
