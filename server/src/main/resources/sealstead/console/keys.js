// The account's KMS keys.

import { kms } from "./api.js";
import { address, attempt, button, dialog, el, field, paged, table, to } from "./dom.js";
import { aliases } from "./kms.js";

const PAGE = 25;

async function described(key, names) {
  try {
    const { KeyMetadata: about } = await kms("DescribeKey", { KeyId: key.KeyId });
    const kind = about.KeyManager === "AWS" ? " (the account's own)" : "";
    return [names, about.KeyState + kind, about.Description || ""];
  } catch (failed) {
    return [names, failed.action ? `not allowed: ${failed.action}` : failed.message, ""];
  }
}

async function list(marker) {
  const found = await kms("ListKeys", { Limit: PAGE, ...(marker ? { Marker: marker } : {}) });
  const named = await aliases().catch(() => new Map());
  const rows = await Promise.all(
    found.Keys.map(async (key) => [
      to("key", { id: key.KeyId }, el("code", {}, key.KeyId)),
      ...(await described(key, (named.get(key.KeyId) ?? []).join(", "))),
    ]),
  );
  return { rows, next: found.Truncated ? found.NextMarker : undefined };
}

async function create() {
  const alias = el("input", { type: "text", value: "alias/", autocomplete: "off", spellcheck: "false" });
  const description = el("input", { type: "text", autocomplete: "off" });
  let id;
  await dialog(
    "Create a KMS key",
    [
      el("p", {}, "A symmetric key. Its policy lets the account's own policies say who may use it, until you change it."),
      field("Alias", alias, "A name such as alias/orders; leave alias/ for none."),
      field("Description", description),
    ],
    {
      label: "Create",
      work: async () => {
        id ??= (await kms("CreateKey", { Description: description.value })).KeyMetadata.KeyId;
        if (alias.value && alias.value !== "alias/") {
          await kms("CreateAlias", { AliasName: alias.value, TargetKeyId: id });
        }
        return true;
      },
    },
  );
  if (id) {
    location.hash = address("key", { id });
  }
}

export function keysPage() {
  const keys = paged("Your keys", list, ({ rows }) =>
    table("KMS keys", ["Key id", "Aliases", "State", "Description"], rows, "This account has no keys yet."),
  );
  return {
    title: "KMS keys",
    content: [
      el(
        "div",
        { class: "buttons" },
        button("Create a key", create, { kind: "main" }),
        button("Look again", () => attempt(keys.reload, "The list is new.")),
      ),
      keys,
    ],
  };
}
