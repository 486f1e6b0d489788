// What protects what arrives in a bucket, explained before it is sent.

import { isDirectory } from "./directory.js";
import { attempt, button, clear, code, choices, confirm, el, field, freshId, part, tick, to } from "./dom.js";
import { isKnown, keyNames } from "./kms.js";
import { ENCRYPTION, encryptionDocument, getEncryption, putEncryption } from "./s3.js";
import { shownXml } from "./xml.js";

const ALGORITHMS = [
  {
    value: "AES256",
    label: "SSE-S3",
    hint:
      "Each object has a key of its own, under keys of the bucket that the server holds and renews. No KMS key, no KMS " +
      "call: whoever may read the object reads it.",
  },
  {
    value: "aws:kms",
    label: "SSE-KMS",
    hint:
      "Each object's key is under a KMS key. Reading takes kms:Decrypt on that key as well as s3:GetObject, so that two " +
      "policies must agree; disable the key, and nobody reads what is under it.",
  },
  {
    value: "aws:kms:dsse",
    label: "DSSE-KMS",
    hint:
      "Two layers of encryption with independent keys, for rules that ask for it. There is no bucket key: each read and " +
      "each write is a KMS call.",
  },
];

export const BASE = { algorithm: "AES256", key: "", bucketKey: true, blocksCustomerKeys: true };

/** What directory buckets have instead: one KMS key for life, always with a bucket key, and nothing to block. */
const DIRECTORY_ALGORITHMS = [
  ALGORITHMS[0],
  {
    value: "aws:kms",
    label: "SSE-KMS",
    hint:
      "Under a KMS key, by a key of the bucket. The first key that is set is the only one that the bucket will ever " +
      "have: no other can take its place.",
  },
];

/**
 * The choice of a protection.
 * @param changed called with each change
 * @param directory whether it is for a directory bucket
 */
export function protectionChoice(from = BASE, changed = () => {}, directory = false) {
  const key = el("input", { type: "text", value: from.key, autocomplete: "off", spellcheck: "false" });
  const names = el("datalist", { id: freshId("n") });
  key.setAttribute("list", names.id);
  const bucketKey = el("input", { type: "checkbox", checked: from.algorithm === "aws:kms" ? from.bucketKey : true });
  const blocks = el("input", { type: "checkbox", checked: from.blocksCustomerKeys });
  const told = el("p", { class: "hint" });
  const ofKms = el(
    "div",
    {},
    field(
      "KMS key",
      key,
      directory
        ? "Its id or ARN; directory buckets take no alias."
        : "Its id, ARN or alias. Empty is the key aws/s3 of the account, which no other account can be given leave to use.",
    ),
    names,
    told,
  );
  const bucketKeyTick = tick(
    "S3 Bucket Key",
    bucketKey,
    "The KMS is asked for a key of the bucket now and then instead of for each object: far fewer calls. A key that is " +
      "disabled stops reads within the time that a bucket key lives, five minutes unless set otherwise.",
  );
  const value = () => ({
    algorithm: algorithms.value(),
    key: algorithms.value() === "AES256" ? "" : key.value.trim(),
    bucketKey: directory || bucketKey.checked,
    blocksCustomerKeys: directory ? undefined : blocks.checked,
  });
  const update = () => {
    const algorithm = algorithms.value();
    ofKms.hidden = algorithm === "AES256";
    bucketKeyTick.hidden = directory || algorithm !== "aws:kms";
    changed(value());
  };
  const algorithms = choices("Protection", freshId("p"), directory ? DIRECTORY_ALGORITHMS : ALGORITHMS, from.algorithm, update);
  for (const input of [key, bucketKey, blocks]) {
    input.addEventListener("input", update);
  }
  keyNames().then(
    (all) => names.append(...all.map(({ name, shown }) => el("option", { value: name }, shown))),
    (failed) => clear(told, `The names of keys are not known: ${failed.message}`),
  );
  const element = el(
    "div",
    {},
    algorithms.element,
    ofKms,
    bucketKeyTick,
    !directory &&
      tick(
        "Refuse keys that clients bring (SSE-C)",
        blocks,
        "A write with a customer's key is then refused. What is there under one can still be read with it.",
      ),
  );
  update();
  return { element, value };
}

/** A word of a command line, for a POSIX shell. */
function shellWord(value) {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}

function commandLine(bucket, wanted) {
  const [[, rule]] = encryptionDocument(wanted);
  const members = Object.fromEntries(rule);
  const json = {
    Rules: [
      {
        ApplyServerSideEncryptionByDefault: Object.fromEntries(members.ApplyServerSideEncryptionByDefault),
        BucketKeyEnabled: members.BucketKeyEnabled === "true",
        ...(members.BlockedEncryptionTypes && {
          BlockedEncryptionTypes: { EncryptionType: [members.BlockedEncryptionTypes[0][1]] },
        }),
      },
    ],
  };
  return [
    `aws s3api put-bucket-encryption --bucket ${shellWord(bucket)} \\`,
    `  --server-side-encryption-configuration ${shellWord(JSON.stringify(json))}`,
  ].join("\n");
}

/** S3 takes the name of any key: that there is none is told to whoever writes later. */
function saveAllTheSame(key) {
  return confirm(
    "There is no such key",
    `The KMS knows no key ${key} in this region. With it, the bucket refuses every write that names no other.`,
    "Save all the same",
    () => true,
  );
}

export function encryptionPage({ bucket }) {
  const section = part("What new objects get", async (again) => {
    const shownDocument = el("div");
    const shownCommand = el("div");
    const show = (wanted) => {
      clear(shownDocument, code(shownXml(ENCRYPTION[0], encryptionDocument(wanted), ENCRYPTION[1])));
      clear(shownCommand, code(commandLine(bucket, wanted)));
    };
    const choice = protectionChoice(await getEncryption(bucket), show, isDirectory(bucket));
    const save = async () => {
      const wanted = choice.value();
      if (wanted.key && !(await isKnown(wanted.key)) && !(await saveAllTheSame(wanted.key))) {
        return;
      }
      await attempt(async () => {
        await putEncryption(bucket, wanted);
        await again();
      }, `The default encryption of ${bucket} is set. What is there already stays as it is.`);
    };
    return [
      choice.element,
      el("h3", {}, "What is sent"),
      shownDocument,
      el("h3", {}, "The same on the command line"),
      shownCommand,
      el("div", { class: "buttons" }, button("Save", save, { kind: "main" })),
    ];
  });
  return {
    title: `Default encryption of ${bucket}`,
    above: el("p", { class: "path" }, to("buckets", {}, "Buckets"), " / ", to("bucket", { name: bucket }, bucket)),
    content: [
      el("p", {}, "It is for objects that arrive without a word about their encryption. Each object keeps what it got."),
      section,
    ],
  };
}
