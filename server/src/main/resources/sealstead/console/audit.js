// The audit trail: who did what.

import { admin } from "./admin.js";
import { button, clear, code, count, dialog, el, field, freshId, paged, problem, table, tick, time, to } from "./dom.js";

const FIELDS = [
  ["name", "Operation", "Such as Decrypt or DeleteBucket."],
  ["source", "Service", "The beginning of it, such as kms or s3."],
  ["user", "Who", "A part of an ARN, or an access key id."],
  ["resource", "Resource", "A part of an ARN, or of what was asked for."],
  ["request", "Request id"],
  ["from", "From", "Such as 2026-01-31T00:00:00Z."],
  ["to", "To"],
];

function who(event) {
  const identity = event.userIdentity ?? {};
  return identity.arn ?? identity.invokedBy ?? identity.accountId ?? "";
}

function showEvent(event) {
  return dialog(event.eventName, code(JSON.stringify(event, null, 2)), { label: "Close", cancel: null });
}

function found(wanted) {
  return paged(
    "Events",
    async (before) => {
      const answer = await admin("GET audit/search", { ...wanted, before, limit: "50" });
      return { events: answer.events, next: answer.before ? String(answer.before) : undefined };
    },
    ({ events, next }) =>
      table(
        "Events, the newest first",
        ["Time", "Operation", "Who", "Outcome", "Request", ""],
        events.map((event) => [
          time(event.eventTime),
          `${(event.eventSource ?? "").split(".")[0]} ${event.eventName}`,
          who(event),
          event.errorCode ?? "done",
          event.requestID ? to("explain", { request: event.requestID }, el("code", {}, event.requestID)) : "",
          button("Details", () => showEvent(event), { describe: `Details of ${event.eventName} ${event.sequence}` }),
        ]),
        next ? "Nothing in this part of the trail; older ones are on the next page." : "Nothing was found.",
      ),
  );
}

async function verify(outcome) {
  try {
    const verdict = await admin("GET audit/verify");
    clear(
      outcome,
      verdict.well
        ? el("p", { class: "verdict" }, `Lines ${count(verdict.first)} to ${count(verdict.last)} are there as they were written.`)
        : el(
            "div",
            { class: "problem" },
            el("p", {}, "The trail is not as it was written:"),
            el("ul", {}, verdict.faults.map((fault) => el("li", {}, fault))),
          ),
      verdict.notRecorded > 0 && el("p", {}, `${count(verdict.notRecorded)} events were not recorded; the trail says so.`),
    );
  } catch (failed) {
    clear(outcome, problem(failed));
  }
}

export function auditPage(parameters) {
  const inputs = FIELDS.map(([name, label, hint]) => {
    const input = el("input", { type: "text", name, value: parameters[name] ?? "", autocomplete: "off", spellcheck: "false" });
    return { name, input, shown: field(label, input, hint) };
  });
  const errors = el("input", { type: "checkbox" });
  const events = el("div");
  const search = () => {
    const wanted = Object.fromEntries(inputs.map(({ name, input }) => [name, input.value.trim()]));
    clear(events, found({ ...wanted, errors: errors.checked ? "true" : "" }));
  };
  const heading = freshId("h");
  const form = el(
    "form",
    { "aria-labelledby": heading },
    el("h2", { id: heading }, "Search"),
    el("div", { class: "grid" }, inputs.map(({ shown }) => shown)),
    tick("Only what was refused or failed", errors),
    el("div", { class: "buttons" }, button("Search", null, { kind: "main", submit: true })),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    search();
  });
  search();
  const outcome = el("div", { role: "status" });
  return {
    title: "Audit trail",
    content: [
      form,
      events,
      el(
        "section",
        { "aria-label": "Verify" },
        el("h2", {}, "Is it whole?"),
        el("p", {}, "Each line is chained to the one before it under a key of the root key."),
        button("Verify the chain", () => verify(outcome)),
        outcome,
      ),
    ],
  };
}
