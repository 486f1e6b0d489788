// One object: what protects it and why, its tags, and its versions.

import { admin } from "./admin.js";
import { askCustomerKey, isCustomers, wantsKey } from "./customer.js";
import { isDirectory } from "./directory.js";
import { address, attempt, button, clear, confirm, dialog, el, facts, field, paged, part, problem } from "./dom.js";
import { size, table, time, to } from "./dom.js";
import { arnOf } from "./kms.js";
import { deleteObject, getEncryption, getTags, head, listVersions, putTags } from "./s3.js";
import { fetchObject } from "./transfer.js";

const WORDS = {
  AES256: "SSE-S3: a key of its own, under a key of the bucket that the server holds.",
  "aws:kms": "SSE-KMS: its key is under a KMS key.",
  "aws:kms:dsse": "DSSE-KMS: two layers, the outer one under a KMS key.",
  customer: "SSE-C: its key is under one that its writer brought.",
};
const SHOWN = [
  ["content-type", "Type"],
  ["last-modified", "Changed"],
  ["etag", "ETag"],
  ["x-amz-storage-class", "Storage class"],
  ["x-amz-object-lock-mode", "Object Lock"],
  ["x-amz-object-lock-retain-until-date", "Kept until"],
  ["x-amz-object-lock-legal-hold", "Legal hold"],
  ["x-amz-replication-status", "Replication"],
  ["x-amz-expiration", "Expires"],
];

/** Where the protection comes from, as far as the bucket's default as it is now can tell. */
async function why(bucket, algorithm, key) {
  try {
    const now = await getEncryption(bucket);
    const same = now.algorithm === algorithm && (!now.key || (await arnOf(now.key)) === key);
    return same
      ? "That is what the bucket's default encryption says now."
      : `The bucket's default encryption says ${now.algorithm} now: the request that wrote the object said otherwise, or the ` +
          "default was another one then.";
  } catch (failed) {
    return problem(failed);
  }
}

/** An object of which nothing is told to who does not bring its key. */
function underCustomerKey(bucket, key, version) {
  const shown = el("div");
  const look = async () => {
    const opened = await askCustomerKey({ bucket, key, version, label: "Look" });
    if (opened) {
      clear(shown, await told(bucket, key, version, opened.headers));
    }
  };
  // What it has is not known before the key is.
  const take = async () => {
    const opened = await askCustomerKey({ bucket, key, version, label: "Download" });
    if (opened) {
      fetchObject({ bucket, key, version, bytes: bytesOf(opened.headers), customer: opened.customer });
    }
  };
  return [
    el("p", { class: "verdict" }, WORDS.customer),
    el("p", {}, "Who does not bring that key is told nothing of it, and cannot open it."),
    el("div", { class: "buttons" }, button("Download", take, { kind: "main" }), button("Look at it", look)),
    shown,
  ];
}

function bytesOf(headers) {
  return Number(headers.get("content-length") ?? 0);
}

function protection(bucket, key, version) {
  return part("Protection", async () => {
    try {
      return await told(bucket, key, version, await head({ bucket, key, version }));
    } catch (failed) {
      if (wantsKey(failed)) {
        return underCustomerKey(bucket, key, version);
      }
      throw failed;
    }
  });
}

/** What the headers of an object tell. */
async function told(bucket, key, version, headers) {
  const customers = isCustomers(headers);
  const algorithm = customers ? "customer" : (headers.get("x-amz-server-side-encryption") ?? "");
  const arn = headers.get("x-amz-server-side-encryption-aws-kms-key-id");
  const explained = el("div");
  const requestId = headers.get("x-amz-request-id");
  const explain = async () => {
    try {
      const { decisions } = await admin("GET explain", { request: requestId });
      clear(
        explained,
        decisions.map((row) => [
          el("p", {}, `${row.decision}: ${row.action} on ${row.resource}`),
          el("ul", {}, row.because.map((line) => el("li", {}, line))),
        ]),
      );
    } catch (failed) {
      clear(explained, problem(failed));
    }
  };
  const bytes = bytesOf(headers);
  const metadata = Array.from(headers).filter(([name]) => name.startsWith("x-amz-meta-"));
  return [
    !customers && el("p", { class: "verdict" }, WORDS[algorithm] ?? algorithm),
    facts([
      !customers && ["Algorithm", el("code", {}, algorithm)],
      customers && ["MD5 of the key", el("code", {}, headers.get("x-amz-server-side-encryption-customer-key-md5"))],
      arn && ["KMS key", to("key", { id: arn }, arn)],
      arn && [
        "Bucket key",
        headers.get("x-amz-server-side-encryption-bucket-key-enabled") === "true"
          ? "yes: the KMS is not asked for each object"
          : "no: each read is a KMS call",
      ],
      ["Size", size(bytes)],
      ...SHOWN.map(([name, shown]) => headers.get(name) && [shown, headers.get(name)]),
      ...metadata.map(([name, value]) => [name, value]),
    ]),
    !customers && el("p", {}, await why(bucket, algorithm, arn)),
    el(
      "div",
      { class: "buttons" },
      !customers && button("Download", () => fetchObject({ bucket, key, version, bytes }), { kind: "main" }),
      button("Why may I see it?", explain),
    ),
    explained,
  ];
}

function tags(bucket, key, version) {
  return part("Tags", async (again) => {
    const found = await getTags(bucket, key, version);
    const set = (wanted, done) =>
      attempt(async () => {
        await putTags(bucket, key, version, wanted);
        await again();
      }, done);
    const add = async () => {
      const name = el("input", { type: "text", required: true, autocomplete: "off" });
      const value = el("input", { type: "text", autocomplete: "off" });
      const added = await dialog("Add a tag", [field("Name", name), field("Value", value)], {
        label: "Add",
        work: async () => {
          await putTags(bucket, key, version, [...found.filter(([other]) => other !== name.value), [name.value, value.value]]);
          return true;
        },
      });
      if (added) {
        await again();
      }
    };
    const remove = (gone) =>
      button("Remove", () => set(found.filter(([other]) => other !== gone), `The tag ${gone} is removed.`), {
        describe: `Remove the tag ${gone}`,
      });
    return [
      table("Tags", ["Name", "Value", ""], found.map(([name, value]) => [name, value, remove(name)]), "It has no tags."),
      button("Add a tag", add),
    ];
  });
}

export function objectPage({ bucket, key, version }) {
  const prefix = key.slice(0, key.lastIndexOf("/") + 1);
  const directory = isDirectory(bucket);
  const remove = async () => {
    const gone = await confirm(
      version ? "Delete this version for good" : "Delete",
      version
        ? `Version ${version} of ${key} cannot be had back.`
        : directory
          ? `${key} goes, and cannot be had back.`
          : `${key} goes, or hides behind a delete marker.`,
      "Delete",
      async () => {
        await deleteObject(bucket, key, version);
        return true;
      },
    );
    if (gone) {
      location.hash = address("bucket", { name: bucket, prefix });
    }
  };
  const versions = () =>
    paged(
      "Versions",
      (marker) => listVersions(bucket, key, { marker }),
      ({ versions: found }) =>
        table(
          "Versions of this object",
          ["Version", "Size", "Changed"],
          found
            .filter((row) => row.key === key)
            .map((row) => [
              row.deleted ? row.version : to("object", { bucket, key, version: row.version }, row.version),
              row.deleted ? "delete marker" : size(row.bytes),
              [time(row.modified), row.latest ? " (latest)" : ""],
            ]),
        ),
    );
  return {
    title: key,
    above: el(
      "p",
      { class: "path" },
      to("buckets", {}, "Buckets"),
      " / ",
      to("bucket", { name: bucket }, bucket),
      prefix && [" / ", to("bucket", { name: bucket, prefix }, prefix.slice(0, -1))],
    ),
    content: [
      version && el("p", {}, "Version ", el("code", {}, version)),
      protection(bucket, key, version),
      // Objects of directory buckets have neither.
      !directory && [tags(bucket, key, version), versions()],
      el("div", { class: "buttons" }, button("Delete", remove, { kind: "danger" })),
    ],
  };
}
