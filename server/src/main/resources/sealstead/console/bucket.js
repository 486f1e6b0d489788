// What is in a bucket: folders and objects a page at a time, and what is being sent there.

import { admin } from "./admin.js";
import { bringsKey, newKeyField } from "./customer.js";
import { isDirectory } from "./directory.js";
import { address, attempt, button, choices, clear, confirm, dialog, el, field, freshId } from "./dom.js";
import { paged, part, problem, size, table, time, to } from "./dom.js";
import { keyNames } from "./kms.js";
import { deleteObject, getVersioning, isReachable, listObjects, listVersions, putVersioning } from "./s3.js";
import { fetchObject, transfer, upload } from "./transfer.js";

/** Where one is, each step of which leads back. */
function path(bucket, prefix) {
  const steps = prefix.split("/").slice(0, -1);
  return el(
    "p",
    { class: "path" },
    to("buckets", {}, "Buckets"),
    " / ",
    to("bucket", { name: bucket }, bucket),
    steps.map((step, at) => {
      const folder = `${steps.slice(0, at + 1).join("/")}/`;
      return [" / ", to("bucket", { name: bucket, prefix: folder }, step || "(empty)")];
    }),
  );
}

function below(prefix, key) {
  return key.slice(prefix.length) || "(the folder itself)";
}

const CUSTOMER = "customer";

/** What the request of an upload says of its protection; in a directory bucket it is what the bucket's default says. */
function uploadProtection(bucket) {
  if (isDirectory(bucket)) {
    const same = "Objects of a directory bucket are all protected as its default encryption says.";
    return { element: el("p", { class: "hint" }, same), headers: () => ({}) };
  }

  const key = el("input", { type: "text", autocomplete: "off", spellcheck: "false" });
  const names = el("datalist", { id: freshId("n") });
  key.setAttribute("list", names.id);
  const ofKms = field("KMS key", key, "Its id, ARN or alias. Empty is the key aws/s3 of the account.");
  const customers = newKeyField();
  const algorithm = choices(
    "Protection of what is uploaded",
    freshId("u"),
    [
      { value: "", label: "As the bucket's default says" },
      { value: "AES256", label: "SSE-S3" },
      { value: "aws:kms", label: "SSE-KMS" },
      { value: "aws:kms:dsse", label: "DSSE-KMS" },
      {
        value: CUSTOMER,
        label: "SSE-C",
        hint: "Under a key that you bring. Buckets refuse it unless their default encryption says otherwise.",
      },
    ],
    "",
    (value) => {
      ofKms.hidden = !value.startsWith("aws:kms");
      customers.element.hidden = value !== CUSTOMER;
    },
  );
  ofKms.hidden = true;
  customers.element.hidden = true;
  keyNames().then(
    (all) => names.append(...all.map(({ name, shown }) => el("option", { value: name }, shown))),
    () => {}, // a name can be typed
  );
  return {
    element: [algorithm.element, ofKms, names, customers.element],
    headers: () => {
      if (algorithm.value() === CUSTOMER) {
        return customers.headers();
      }
      const headers = {};
      if (algorithm.value()) {
        headers["x-amz-server-side-encryption"] = algorithm.value();
        if (algorithm.value().startsWith("aws:kms") && key.value.trim()) {
          headers["x-amz-server-side-encryption-aws-kms-key-id"] = key.value.trim();
        }
      }
      return headers;
    },
  };
}

/**
 * What the answer to an upload says, and why.
 * @param asked headers of the request: the answer to the last one of an upload in parts is silent about a customer's key
 */
function protectionOf(headers, asked) {
  const algorithm = bringsKey(asked) ? "SSE-C" : (headers.get("x-amz-server-side-encryption") ?? "");
  const key = headers.get("x-amz-server-side-encryption-aws-kms-key-id");
  const requestId = headers.get("x-amz-request-id");
  const why = el("span");
  const ask = button("Why?", async () => {
    try {
      const { protection } = await admin("GET explain", { request: requestId });
      clear(why, protection.join("; ") || "The server does not know any more.");
    } catch (failed) {
      clear(why, problem(failed));
    }
  });
  return [`– ${algorithm}${key ? ` under ${key}` : ""} `, ask, " ", why];
}

/** Leads to whatever begins with what is typed: nobody pages through a million keys. Directory buckets list folders only. */
function jump(bucket, prefix, versions) {
  const typed = el("input", { type: "text", value: prefix, autocomplete: "off", spellcheck: "false" });
  const label = isDirectory(bucket) ? "Folder" : "Names that begin with";
  const form = el("form", { class: "row" }, field(label, typed), button("Show", null, { submit: true }));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const folder = isDirectory(bucket) && typed.value && !typed.value.endsWith("/") ? "/" : "";
    location.hash = address("bucket", { name: bucket, prefix: typed.value + folder, versions });
  });
  return form;
}

function versioningPart(bucket) {
  return part("Versioning", async (again) => {
    const status = await getVersioning(bucket);
    const set = (wanted) =>
      attempt(async () => {
        await putVersioning(bucket, wanted);
        await again();
      }, `Versioning of ${bucket} is ${wanted === "Enabled" ? "on" : "suspended"}.`);
    return [
      el(
        "p",
        {},
        status === "Enabled"
          ? "On: what is replaced or deleted stays as a version."
          : status === "Suspended"
            ? "Suspended: what is new replaces what has no version of its own; versions that are there stay."
            : "Off: what is replaced or deleted is gone.",
      ),
      status === "Enabled"
        ? button("Suspend", () => set("Suspended"), { describe: "Suspend versioning" })
        : button("Turn on", () => set("Enabled"), { describe: "Turn on versioning" }),
    ];
  });
}

export function bucketPage({ name: bucket, prefix = "", versions = "" }) {
  const directory = isDirectory(bucket);
  const send = async () => {
    const files = el("input", { type: "file", multiple: true, required: true });
    const under = el("input", { type: "text", value: prefix, autocomplete: "off", spellcheck: "false" });
    const protection = uploadProtection(bucket);
    await dialog("Upload", [field("Files", files), field("Before their names", under), protection.element], {
      label: "Upload",
      work: () => {
        for (const file of files.files) {
          const key = under.value + file.name;
          if (!isReachable(key)) {
            throw new Error("A browser cannot send a key with . or .. between its slashes.");
          }
          const headers = protection.headers();
          transfer(key, file.size, async (signal, progress) => {
            const told = protectionOf(await upload({ bucket, key, file, headers, signal, progress }), headers);
            await objects.reload();
            return told;
          });
        }
        return true;
      },
    });
  };

  const remove = async (key, version) => {
    const gone = await confirm(
      version ? "Delete this version for good" : "Delete",
      version
        ? `Version ${version} of ${key} cannot be had back.`
        : directory
          ? `${key} goes, and cannot be had back.`
          : `${key} goes. Where the bucket has versions a delete marker hides it, and its versions stay.`,
      "Delete",
      async () => {
        await deleteObject(bucket, key, version);
        return true;
      },
    );
    if (gone) {
      await attempt(objects.reload, `${key} is deleted.`);
    }
  };
  const nameOf = (key, version) =>
    isReachable(key)
      ? to("object", { bucket, key, version }, below(prefix, key))
      : [below(prefix, key), " ", el("span", { class: "hint" }, "(a browser cannot ask for this key)")];
  const folderRow = (folder, columns) => [
    to("bucket", { name: bucket, prefix: folder }, below(prefix, folder)),
    ...Array(columns - 1).fill(""),
  ];
  const buttons = (key, bytes, version) => [
    button("Download", () => fetchObject({ bucket, key, version, bytes }), { describe: `Download ${key}` }),
    " ",
    button("Delete", () => remove(key, version), { kind: "danger", describe: `Delete ${key} ${version ?? ""}` }),
  ];
  const current = ({ folders, objects: found }) =>
    table(
      "Objects",
      ["Name", "Size", "Changed", ""],
      [
        ...folders.map((folder) => folderRow(folder, 4)),
        ...found.map(({ key, bytes, modified }) => [nameOf(key), size(bytes), time(modified), buttons(key, bytes)]),
      ],
      prefix ? "Nothing has such a name." : "This bucket is empty.",
    );
  const history = ({ folders, versions: found }) =>
    table(
      "Versions",
      ["Name", "Version", "Size", "Changed", ""],
      [
        ...folders.map((folder) => folderRow(folder, 5)),
        ...found.map((row) => [
          row.deleted ? below(prefix, row.key) : nameOf(row.key, row.version),
          [el("code", {}, row.version), row.latest ? " (latest)" : "", row.deleted ? " delete marker" : ""],
          row.deleted ? "" : size(row.bytes),
          time(row.modified),
          row.deleted
            ? button("Delete", () => remove(row.key, row.version), { kind: "danger", describe: `Delete the marker of ${row.key}` })
            : buttons(row.key, row.bytes, row.version),
        ]),
      ],
      "There are no versions.",
    );
  const objects = versions
    ? paged("Versions", (marker) => listVersions(bucket, prefix, { delimiter: "/", marker }), history)
    : paged("Objects", (token) => listObjects(bucket, prefix, token), current);

  return {
    title: bucket,
    above: path(bucket, prefix),
    content: [
      el(
        "div",
        { class: "buttons" },
        button("Upload", send, { kind: "main" }),
        to("encryption", { bucket }, "Default encryption"),
        !directory && versions && to("bucket", { name: bucket, prefix }, "Show objects"),
        !directory && !versions && to("bucket", { name: bucket, prefix, versions: "yes" }, "Show versions"),
      ),
      jump(bucket, prefix, versions),
      objects,
      !directory && versioningPart(bucket),
    ],
  };
}
