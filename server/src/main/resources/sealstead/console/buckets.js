// The buckets of an account.

import { attempt, button, confirm, dialog, el, field, paged, table, tick, time, to } from "./dom.js";
import { BASE, protectionChoice } from "./encryption.js";
import { createBucket, deleteBucket, listBuckets, putEncryption } from "./s3.js";
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

export function bucketsPage() {
  const list = paged("Your buckets", listBuckets, ({ buckets }) =>
    table(
      "Buckets",
      ["Name", "Region", "Created", "Default encryption", ""],
      buckets.map((bucket) => [
        to("bucket", { name: bucket.name }, bucket.name),
        bucket.region,
        time(bucket.created),
        to("encryption", { bucket: bucket.name }, "Default encryption", el("span", { class: "unseen" }, ` of ${bucket.name}`)),
        button("Delete", () => remove(bucket.name), { kind: "danger", describe: `Delete ${bucket.name}` }),
      ]),
      "This account has no buckets yet.",
    ),
  );
  const remove = async (name) => {
    const gone = await confirm(
      "Delete a bucket",
      "Only an empty bucket can be deleted; versions and delete markers count.",
      "Delete",
      async () => {
        await deleteBucket(name);
        return true;
      },
      name,
    );
    if (gone) {
      await attempt(list.reload, `${name} is deleted.`);
    }
  };
  return {
    title: "Buckets",
    content: [el("div", { class: "buttons" }, button("Create a bucket", create, { kind: "main" })), list],
  };
}
