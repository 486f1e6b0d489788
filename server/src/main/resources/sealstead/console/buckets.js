// The buckets of an account.

import { nameIn } from "./directory.js";
import { address, attempt, button, clear, confirm, dialog, el, field, paged, table, tick, time, to } from "./dom.js";
import { BASE, protectionChoice } from "./encryption.js";
import { createBucket, createDirectoryBucket, deleteBucket, listBuckets, listDirectoryBuckets, putEncryption } from "./s3.js";
import { session } from "./session.js";

async function create() {
  const name = el("input", { type: "text", required: true, autocomplete: "off", spellcheck: "false" });
  const region = el("input", { type: "text", required: true, value: session().region, autocomplete: "off" });
  const lock = el("input", { type: "checkbox" });
  let touched = false;
  const protection = protectionChoice(BASE, () => {
    touched = true;
  });
  touched = false;
  let half = null;
  const made = await dialog(
    "Create a bucket",
    [
      field("Name", name, "3 to 63 lower-case letters, digits, dots and hyphens."),
      field("Region", region),
      protection.element,
      tick("Object Lock", lock, "Versions can be kept from deletion for a time. Only a new bucket can have it."),
    ],
    {
      label: "Create",
      work: async () => {
        if (half !== name.value) {
          await createBucket(name.value, region.value, lock.checked);
          half = name.value; // another attempt only sets what is missing
        }
        if (touched) {
          await putEncryption(name.value, protection.value());
        }
        return name.value;
      },
    },
  );
  if (made ?? half) {
    location.hash = `#/bucket?name=${made ?? half}`;
  }
}

async function createDirectory() {
  const base = el("input", { type: "text", required: true, autocomplete: "off", spellcheck: "false" });
  const zone = el("input", { type: "text", required: true, autocomplete: "off", spellcheck: "false" });
  const whole = el("code");
  const show = () => clear(whole, nameIn(zone.value || "ZONE", base.value || "NAME"));
  base.addEventListener("input", show);
  zone.addEventListener("input", show);
  show();
  const made = await dialog(
    "Create a directory bucket",
    [
      field("Name", base, "Lower-case letters, digits and hyphens."),
      field("Zone", zone, "Its id, such as use1-az4. The setting zones of the server says which there are."),
      el("p", {}, "Its whole name: ", whole),
    ],
    { label: "Create", work: () => createDirectoryBucket(base.value, zone.value) },
  );
  if (made) {
    location.hash = address("bucket", { name: made });
  }
}

function encryptionOf(name) {
  return to("encryption", { bucket: name }, "Default encryption", el("span", { class: "unseen" }, ` of ${name}`));
}

export function bucketsPage() {
  const list = paged("Your buckets", listBuckets, ({ buckets }) =>
    table(
      "Buckets",
      ["Name", "Region", "Created", "Default encryption", ""],
      buckets.map(({ name, region, created }) => [
        to("bucket", { name }, name),
        region,
        time(created),
        encryptionOf(name),
        button("Delete", () => remove(name, list), { kind: "danger", describe: `Delete ${name}` }),
      ]),
      "This account has no buckets yet.",
    ),
  );
  const directories = paged(`Your directory buckets in ${session().region}`, listDirectoryBuckets, ({ buckets }) =>
    table(
      "Directory buckets",
      ["Name", "Created", "Default encryption", ""],
      buckets.map(({ name, created }) => [
        to("bucket", { name }, name),
        time(created),
        encryptionOf(name),
        button("Delete", () => remove(name, directories), { kind: "danger", describe: `Delete ${name}` }),
      ]),
      "This account has none.",
    ),
  );
  const remove = async (name, from) => {
    const gone = await confirm(
      "Delete a bucket",
      "Only an empty bucket can be deleted; versions, delete markers and open uploads count.",
      "Delete",
      async () => {
        await deleteBucket(name);
        return true;
      },
      name,
    );
    if (gone) {
      await attempt(from.reload, `${name} is deleted.`);
    }
  };
  return {
    title: "Buckets",
    content: [
      el(
        "div",
        { class: "buttons" },
        button("Create a bucket", create, { kind: "main" }),
        button("Create a directory bucket", createDirectory),
      ),
      list,
      directories,
    ],
  };
}
