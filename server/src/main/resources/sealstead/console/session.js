// Who is signed in. The secret becomes a key that the browser signs with and gives to nobody; it is kept nowhere else, and
// goes when the page does.

let current = null;
const forgotten = new Set();

const text = new TextEncoder();

/** A secret as the key that the browser signs with. */
export function signingKey(secretAccessKey) {
  return crypto.subtle.importKey(
    "raw",
    text.encode(`AWS4${secretAccessKey}`),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["sign"],
  );
}

/** Takes credentials; whether they are good only the server can tell. */
export async function signIn({ accessKeyId, secretAccessKey, sessionToken, region }) {
  const key = await signingKey(secretAccessKey);
  current = Object.freeze({ accessKeyId, sessionToken, region, key });
}

export function session() {
  if (!current) {
    throw new Error("Nobody is signed in.");
  }
  return current;
}

export function isSignedIn() {
  return current !== null;
}

/** Calls `work` when the credentials go. */
export function whenForgotten(work) {
  forgotten.add(work);
}

export function forget() {
  current = null;
  forgotten.forEach((work) => work());
}

// A page that is left may be kept by the browser, to come back to.
addEventListener("pagehide", forget);
