// Accounts, users, roles, groups and policies: to look at, and to attach.

import { admin } from "./admin.js";
import { iam } from "./api.js";
import { attempt, button, code, dialog, el, field, freshId, paged, part, table, time, to } from "./dom.js";
import { attach, attached, detach, inline, KINDS, page, policyDocument } from "./iam.js";
import { all, text } from "./xml.js";

function readable(document) {
  try {
    return JSON.stringify(JSON.parse(document), null, 2);
  } catch {
    return document;
  }
}

async function showPolicy(arn) {
  const { version, document } = await policyDocument(arn);
  await dialog(`${arn} (${version})`, code(readable(document)), { label: "Close", cancel: null });
}

function entities(kind, title) {
  const { list, of, name } = KINDS[kind];
  return paged(
    title,
    (marker) => page(list, of, {}, marker),
    ({ members }) =>
      table(
        title,
        ["Name", "ARN", "Made"],
        members.map((node) => [
          to("people", { kind, name: text(node, name) }, text(node, name)),
          el("code", {}, text(node, "Arn")),
          time(text(node, "CreateDate")),
        ]),
      ),
  );
}

function policies() {
  return paged(
    "Policies of the account",
    (marker) => page("ListPolicies", "Policies", { Scope: "Local" }, marker),
    ({ members }) =>
      table(
        "Managed policies",
        ["Name", "Attached", "ARN", ""],
        members.map((node) => {
          const arn = text(node, "Arn");
          return [
            text(node, "PolicyName"),
            text(node, "AttachmentCount"),
            el("code", {}, arn),
            button("Document", () => attempt(() => showPolicy(arn)), { describe: `Document of ${text(node, "PolicyName")}` }),
          ];
        }),
        "The account has no managed policies of its own.",
      ),
  );
}

function accounts() {
  return part("Accounts of this server", async () => {
    const found = await admin("GET accounts");
    return table(
      "Accounts",
      ["Account", "Alias", "Made", "Service control policies", ""],
      found.accounts.map((row) => [
        el("code", {}, row.accountId),
        row.alias,
        time(row.created),
        row.serviceControlPolicies,
        row.serviceControlPolicies > 0 &&
          button("Show", () => attempt(() => showLimits(row.accountId)), {
            describe: `Show the service control policies of ${row.accountId}`,
          }),
      ]),
    );
  });
}

async function showLimits(account) {
  const { policies: found } = await admin("GET service-control", { account });
  await dialog(
    `Service control policies of ${account}`,
    found.map((row) => [el("h3", {}, `${row.name} (level ${row.level})`), code(readable(row.document))]),
    { label: "Close", cancel: null },
  );
}

async function proposed() {
  const local = await page("ListPolicies", "Policies", { Scope: "All" });
  return local.members.map((node) => text(node, "Arn"));
}

function attachments(kind, name) {
  return part("Attached policies", async (again) => {
    const found = await attached(kind, name);
    const add = async () => {
      const arn = el("input", { type: "text", required: true, autocomplete: "off", spellcheck: "false" });
      const names = el("datalist", { id: freshId("n") });
      arn.setAttribute("list", names.id);
      proposed().then(
        (arns) => names.append(...arns.map((each) => el("option", { value: each }))),
        () => {}, // an ARN can be typed
      );
      const added = await dialog(`Attach a policy to ${name}`, [field("Policy", arn, "The ARN of a managed policy."), names], {
        label: "Attach",
        work: async () => {
          await attach(kind, name, arn.value.trim());
          return true;
        },
      });
      if (added) {
        await again();
      }
    };
    const remove = (arn) =>
      attempt(async () => {
        await detach(kind, name, arn);
        await again();
      }, `${arn} is detached.`);
    return [
      table(
        "Attached policies",
        ["Policy", "ARN", ""],
        found.map((row) => [
          row.name,
          el("code", {}, row.arn),
          [
            button("Document", () => attempt(() => showPolicy(row.arn)), { describe: `Document of ${row.name}` }),
            " ",
            button("Detach", () => remove(row.arn), { kind: "danger", describe: `Detach ${row.name}` }),
          ],
        ]),
        "None is attached.",
      ),
      button("Attach a policy", add),
    ];
  });
}

function inlinePolicies(kind, name) {
  return part("Policies of its own", async () => {
    const found = await inline(kind, name);
    return found.length === 0
      ? el("p", { class: "empty" }, "It has none.")
      : found.map((row) => [el("h3", {}, row.name), code(readable(row.document))]);
  });
}

function about(kind, name) {
  const content = [attachments(kind, name), inlinePolicies(kind, name)];
  if (kind === "user") {
    content.push(
      part("Groups", async () => {
        const { members } = await page("ListGroupsForUser", "Groups", { UserName: name });
        const groups = members.map((node) => text(node, "GroupName"));
        return table(
          "Groups",
          ["Group"],
          groups.map((group) => [to("people", { kind: "group", name: group }, group)]),
          "It is in no group.",
        );
      }),
      part("Access keys", async () => {
        const { members } = await page("ListAccessKeys", "AccessKeyMetadata", { UserName: name });
        return table(
          "Access keys",
          ["Access key id", "State", "Made"],
          members.map((node) => [el("code", {}, text(node, "AccessKeyId")), text(node, "Status"), time(text(node, "CreateDate"))]),
          "It has none.",
        );
      }),
    );
  } else if (kind === "role") {
    content.push(
      part("Who may assume it", async () => {
        const answer = await iam("GetRole", { RoleName: name });
        return code(readable(decodeURIComponent(all(answer, "AssumeRolePolicyDocument")[0].textContent)));
      }),
    );
  }
  return content;
}

export function peoplePage({ kind, name }) {
  if (KINDS[kind] && name) {
    return {
      title: `${KINDS[kind].word} ${name}`,
      above: el("p", { class: "path" }, to("people", {}, "People")),
      content: about(kind, name),
    };
  }
  return {
    title: "People",
    content: [
      accounts(),
      entities("user", "Users"),
      entities("role", "Roles"),
      entities("group", "Groups"),
      policies(),
    ],
  };
}
