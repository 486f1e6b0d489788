// Why a request was allowed or refused, and what would become of one.

import { admin } from "./admin.js";
import { button, clear, el, field, freshId, problem } from "./dom.js";

function decisions(rows) {
  return rows.map((row) =>
    el(
      "article",
      { class: "decision" },
      el("h3", {}, `${row.decision === "ALLOW" ? "Allowed" : "Refused"}: ${row.action}`),
      el("p", {}, "by ", el("code", {}, row.principal), " on ", el("code", {}, row.resource)),
      el("ul", {}, row.because.map((line) => el("li", {}, line))),
    ),
  );
}

function asked(title, text, inputs, ask) {
  const heading = freshId("h");
  const outcome = el("div", { role: "status" });
  const form = el(
    "form",
    { "aria-labelledby": heading },
    el("h2", { id: heading }, title),
    el("p", {}, text),
    inputs,
    el("div", { class: "buttons" }, button("Explain", null, { submit: true, kind: "main" })),
    outcome,
  );
  const run = async () => {
    try {
      clear(outcome, await ask());
    } catch (failed) {
      clear(outcome, problem(failed));
    }
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    run();
  });
  return { form, run };
}

export function explainPage({ request = "" }) {
  const text = { type: "text", autocomplete: "off", spellcheck: "false", required: true };
  const id = el("input", { ...text, value: request });
  const past = asked(
    "A request that was made",
    "The server remembers the last few thousand decisions.",
    field("Request id", id, "As the answer, the log and the audit trail have it (x-amz-request-id)."),
    async () => {
      const found = await admin("GET explain", { request: id.value.trim() });
      return [
        !found.known && found.protection.length === 0 && el("p", {}, "The server knows nothing of this request, or not any more."),
        decisions(found.decisions),
        found.protection.length > 0 && [
          el("h3", {}, "Protection of what it wrote"),
          el("ul", {}, found.protection.map((line) => el("li", {}, line))),
        ],
      ];
    },
  );
  const principal = el("input", text);
  const action = el("input", { ...text, value: "s3:GetObject" });
  const resource = el("input", text);
  const what = asked(
    "A request that might be made",
    "Nothing is done; the policies that are in force are asked.",
    [
      field("Who", principal, "The ARN of a user, a role or an account's root."),
      field("Action", action),
      field("Resource", resource, "Such as arn:aws:s3:::bucket/key, or the ARN of a KMS key."),
    ],
    async () =>
      decisions(
        (await admin("GET explain", { principal: principal.value, action: action.value, resource: resource.value })).decisions,
      ),
  );
  if (request) {
    past.run();
  }
  return { title: "Explain", content: [past.form, what.form] };
}
