// One KMS key: its state, names, versions, policy, grants, and its end.

import { admin } from "./admin.js";
import { iam, kms } from "./api.js";
import { attempt, button, clear, confirm, count, dialog, el, facts, field, freshId, paged, part, problem } from "./dom.js";
import { say, size, table, tick, time, to } from "./dom.js";
import { all, text } from "./xml.js";

const OPERATIONS = [
  "Decrypt",
  "Encrypt",
  "GenerateDataKey",
  "GenerateDataKeyWithoutPlaintext",
  "ReEncryptFrom",
  "ReEncryptTo",
  "DescribeKey",
  "CreateGrant",
  "RetireGrant",
];

function date(seconds) {
  return seconds ? time(new Date(seconds * 1000).toISOString()) : "";
}

function state(id, reload) {
  return part("State", async (again) => {
    const { KeyMetadata: about } = await kms("DescribeKey", { KeyId: id });
    const change = async (operation, done) => {
      await attempt(async () => {
        await kms(operation, { KeyId: id });
        await again();
        reload();
      }, done);
    };
    const disable = async () => {
      const off = await confirm(
        "Disable this key",
        "Nothing new comes under it, and what is under it cannot be read, once the bucket keys of it have run out. It can be " +
          "enabled again.",
        "Disable",
        async () => {
          await kms("DisableKey", { KeyId: id });
          return true;
        },
      );
      if (off) {
        await again();
        say("The key is disabled.");
      }
    };
    const ending = about.KeyState === "PendingDeletion";
    const own = about.KeyManager !== "AWS";
    return [
      facts([
        ["State", about.KeyState],
        ["ARN", el("code", {}, about.Arn)],
        ["Description", about.Description || "none"],
        ["Made", date(about.CreationDate)],
        ["Of", own ? "the account" : "the account, for AWS's services (aws/s3)"],
        ending && ["Deleted at", date(about.DeletionDate)],
      ]),
      own &&
        el(
          "div",
          { class: "buttons" },
          ending && button("Cancel the deletion", () => change("CancelKeyDeletion", "The key stays, disabled.")),
          about.KeyState === "Enabled" && button("Disable", disable),
          about.KeyState === "Disabled" && button("Enable", () => change("EnableKey", "The key is enabled.")),
          !ending && button("Schedule its deletion", () => schedule(about.Arn, again), { kind: "danger" }),
        ),
    ];
  });
}

/** What hangs on the key, as an operator may know. */
function impact(arn) {
  return part(
    "What is under it",
    async () => {
      const found = await admin("GET kms/impact", { key: arn });
      return [
        el(
          "p",
          { class: found.versions + found.uploads > 0 ? "problem" : "" },
          found.versions + found.uploads > 0
            ? `${count(found.versions)} stored versions (${size(found.bytes)}) and ${count(found.uploads)} uploads will be ` +
                "unreadable for ever."
            : "Nothing that is stored is under it.",
        ),
        !found.complete && el("p", {}, "The look ended before all was seen: there may be more."),
        found.damaged > 0 && el("p", {}, `${count(found.damaged)} damaged records could not be asked.`),
        found.buckets.length > 0 &&
          table(
            "Buckets",
            ["Bucket", "Versions", "Size", "By default"],
            found.buckets.map((row) => [row.bucket, count(row.versions), size(row.bytes), row.byDefault ? "yes" : "no"]),
          ),
        found.samples.length > 0 &&
          table("Some of it", ["Bucket", "Key"], found.samples.map((row) => [row.bucket, row.key])),
      ];
    },
    { level: "h3" },
  );
}

async function schedule(arn, again) {
  const days = el("input", { type: "number", min: "7", max: "30", value: "30", required: true });
  const sure = el("input", { type: "checkbox" });
  const scheduled = await dialog(
    "Schedule the deletion of this key",
    [
      el(
        "p",
        {},
        "From now on the key cannot be used; when the time is over it is destroyed, and with it all that is under it. Until then ",
        "it can be cancelled.",
      ),
      impact(arn),
      field("Days to wait", days, "7 to 30."),
      tick(
        "Confirm it although the key is in use",
        sure,
        "Where the server refuses to delete keys in use (kms.refuse-deletion-in-use), an operator must confirm it.",
      ),
    ],
    {
      label: "Schedule the deletion",
      kind: "danger",
      work: async () => {
        if (sure.checked) {
          await admin("POST kms/confirm-deletion", { key: arn });
        }
        await kms("ScheduleKeyDeletion", { KeyId: arn, PendingWindowInDays: Number(days.value) });
        return true;
      },
    },
  );
  if (scheduled) {
    await again();
    say("The deletion is scheduled.");
  }
}

function names(id) {
  return part("Aliases", async (again) => {
    const found = (await kms("ListAliases", { KeyId: id, Limit: 100 })).Aliases;
    const add = async () => {
      const name = el("input", { type: "text", required: true, value: "alias/", autocomplete: "off", spellcheck: "false" });
      const added = await dialog("Add an alias", field("Alias", name), {
        label: "Add",
        work: async () => {
          await kms("CreateAlias", { AliasName: name.value, TargetKeyId: id });
          return true;
        },
      });
      if (added) {
        await again();
      }
    };
    const remove = (name) =>
      attempt(async () => {
        await kms("DeleteAlias", { AliasName: name });
        await again();
      }, `${name} is gone; the key stays.`);
    return [
      table(
        "Aliases",
        ["Alias", ""],
        found.map(({ AliasName: name }) => [name, button("Delete", () => remove(name), { describe: `Delete ${name}` })]),
        "It has no alias.",
      ),
      button("Add an alias", add),
    ];
  });
}

function rotation(id) {
  return part("Rotation", async (again) => {
    const status = await kms("GetKeyRotationStatus", { KeyId: id });
    const { Rotations: rotations } = await kms("ListKeyRotations", { KeyId: id, Limit: 100 });
    const change = (operation, input, done) =>
      attempt(async () => {
        await kms(operation, { KeyId: id, ...input });
        await again();
      }, done);
    return [
      el(
        "p",
        {},
        status.KeyRotationEnabled
          ? `By itself every ${status.RotationPeriodInDays} days, next at ${date(status.NextRotationDate)}.`
          : "Not by itself. Older versions stay, for what is under them.",
      ),
      table(
        "Rotations",
        ["When", "How"],
        rotations.map((row) => [date(row.RotationDate), row.RotationType === "ON_DEMAND" ? "on demand" : "by itself"]),
        "It was never rotated.",
      ),
      el(
        "div",
        { class: "buttons" },
        button("Rotate now", () => change("RotateKeyOnDemand", {}, "The key has a new version.")),
        status.KeyRotationEnabled
          ? button("Stop rotating by itself", () => change("DisableKeyRotation", {}, "It rotates no more by itself."))
          : button("Rotate by itself each year", () =>
              change("EnableKeyRotation", { RotationPeriodInDays: 365 }, "It rotates each year."),
            ),
      ),
    ];
  });
}

/** Where a text is no JSON, the line and what is wrong. */
function jsonFault(written) {
  try {
    JSON.parse(written);
    return "";
  } catch (wrong) {
    const at = /position (\d+)/.exec(wrong.message);
    const line = at ? ` (line ${written.slice(0, Number(at[1])).split("\n").length})` : "";
    return `This is no JSON: ${wrong.message}${line}`;
  }
}

function policy(id, arn) {
  return part("Key policy", async (again) => {
    const found = await kms("GetKeyPolicy", { KeyId: id, PolicyName: "default" });
    const editor = el("textarea", {
      rows: "16",
      spellcheck: "false",
      autocomplete: "off",
      value: JSON.stringify(JSON.parse(found.Policy), null, 2),
    });
    const fault = el("p", { class: "hint", id: freshId("v"), role: "status" }, "");
    editor.setAttribute("aria-describedby", fault.id);
    const bypass = el("input", { type: "checkbox" });
    const wrong = el("div", { role: "alert" });
    editor.addEventListener("input", () => clear(fault, jsonFault(editor.value)));
    const save = async () => {
      clear(wrong);
      try {
        await kms("PutKeyPolicy", {
          KeyId: id,
          PolicyName: "default",
          Policy: editor.value,
          ...(bypass.checked ? { BypassPolicyLockoutSafetyCheck: true } : {}),
        });
        await again();
        say("The policy is in force.");
      } catch (failed) {
        clear(wrong, problem(failed));
      }
    };
    return [
      field("Policy", editor, "Who may do what with the key. The server checks it before it is in force."),
      fault,
      tick("Take it even if it locks me out", bypass, "Nobody may then change the policy any more, but for the root of the account."),
      wrong,
      el("div", { class: "buttons" }, button("Save the policy", save, { kind: "main" })),
      simulation(arn, () => editor.value),
    ];
  });
}

/** What the policy in the editor would allow, by the engine that decides in earnest. */
function simulation(arn, written) {
  const who = el("input", { type: "text", required: true, autocomplete: "off", spellcheck: "false" });
  const what = el("input", { type: "text", required: true, value: "kms:Decrypt, kms:GenerateDataKey", spellcheck: "false" });
  const outcome = el("div", { role: "status" });
  const form = el(
    "form",
    {},
    el("h3", {}, "Try it"),
    el("p", {}, "What a user or role could do if the policy above were in force, together with its own policies. Nothing is changed."),
    field("Who", who, "The ARN of a user or role of this account."),
    field("Actions", what, "Separated by commas."),
    button("Try", null, { submit: true }),
    outcome,
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const parameters = {
      PolicySourceArn: who.value.trim(),
      CallerArn: who.value.trim(),
      "ResourceArns.member.1": arn,
      ResourcePolicy: written(),
    };
    what.value
      .split(",")
      .map((word) => word.trim())
      .filter(Boolean)
      .forEach((action, at) => {
        parameters[`ActionNames.member.${at + 1}`] = action;
      });
    try {
      const answer = await iam("SimulatePrincipalPolicy", parameters);
      const rows = all(answer, "EvaluationResults")
        .flatMap((results) => Array.from(results.children))
        .map((row) => [
          text(row, "EvalActionName"),
          text(row, "EvalDecision"),
          all(row, "SourcePolicyId").map((node) => node.textContent).join(", "),
        ]);
      clear(outcome, table("Outcome", ["Action", "Decision", "By"], rows));
    } catch (failed) {
      clear(outcome, problem(failed));
    }
  });
  return form;
}

function grants(id) {
  const list = paged(
    "Grants",
    async (marker) => {
      const found = await kms("ListGrants", { KeyId: id, Limit: 50, ...(marker ? { Marker: marker } : {}) });
      return { grants: found.Grants, next: found.Truncated ? found.NextMarker : undefined };
    },
    ({ grants: found }) => [
      table(
        "Grants",
        ["Grantee", "Operations", "Name", "Constraints", ""],
        found.map((grant) => [
          el("code", {}, grant.GranteePrincipal),
          grant.Operations.join(", "),
          grant.Name ?? "",
          grant.Constraints ? JSON.stringify(grant.Constraints) : "",
          button("Revoke", () => revoke(grant.GrantId), { kind: "danger", describe: `Revoke grant ${grant.GrantId}` }),
        ]),
        "Nobody has a grant.",
      ),
      button("Create a grant", create),
    ],
  );
  const revoke = (grant) =>
    attempt(async () => {
      await kms("RevokeGrant", { KeyId: id, GrantId: grant });
      await list.reload();
    }, "The grant is revoked.");
  const create = async () => {
    const grantee = el("input", { type: "text", required: true, autocomplete: "off", spellcheck: "false" });
    const name = el("input", { type: "text", autocomplete: "off" });
    const boxes = OPERATIONS.map((operation) => el("input", { type: "checkbox", value: operation }));
    const made = await dialog(
      "Create a grant",
      [
        field("Grantee", grantee, "The ARN of who may use the key; of another account, too."),
        field("Name", name, "With a name, the same grant is not made twice."),
        el("fieldset", {}, el("legend", {}, "Operations"), boxes.map((box) => tick(box.value, box))),
      ],
      {
        label: "Create",
        work: async () => {
          await kms("CreateGrant", {
            KeyId: id,
            GranteePrincipal: grantee.value.trim(),
            Operations: boxes.filter((box) => box.checked).map((box) => box.value),
            ...(name.value ? { Name: name.value } : {}),
          });
          return true;
        },
      },
    );
    if (made) {
      await list.reload();
    }
  };
  return list;
}

export function keyPage({ id }) {
  const short = id.slice(id.lastIndexOf("/") + 1);
  const rest = el("div", { "aria-busy": "true" });
  const fillRest = async () => {
    try {
      const { KeyMetadata: about } = await kms("DescribeKey", { KeyId: id });
      const own = about.KeyManager !== "AWS";
      clear(rest, names(about.KeyId), rotation(about.KeyId), policy(about.KeyId, about.Arn), own && grants(about.KeyId));
    } catch {
      clear(rest, names(short), rotation(id), policy(id, id), grants(id));
    }
    rest.setAttribute("aria-busy", "false");
  };
  fillRest();
  return {
    title: `Key ${short}`,
    above: el("p", { class: "path" }, to("keys", {}, "KMS keys")),
    content: [state(id, fillRest), rest],
  };
}
