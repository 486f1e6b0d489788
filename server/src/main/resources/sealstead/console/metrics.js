// What the server counts, as it goes by while the page is open.

import { admin } from "./admin.js";
import { bars, lines } from "./chart.js";
import { button, clear, count, el, facts, problem, size, table } from "./dom.js";

const EVERY = 5_000;
const MOST = 120;
const LINE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)/;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"/g;

/** Prometheus's text, as rows of a name, labels and a value. */
function parsed(text) {
  return text
    .split("\n")
    .filter((line) => line && !line.startsWith("#"))
    .map((line) => LINE.exec(line))
    .filter(Boolean)
    .map(([, name, labels = "", value]) => ({
      name,
      labels: Object.fromEntries(Array.from(labels.matchAll(LABEL), ([, key, word]) => [key, word.replace(/\\(.)/g, "$1")])),
      value: value === "+Inf" ? Infinity : Number(value),
    }));
}

/** The duration below which that part of all requests stayed. */
function quantile(counts, part) {
  const bounds = Array.from(counts.keys()).sort((a, b) => a - b);
  const all = counts.get(Infinity) ?? 0;
  const found = bounds.find((bound) => counts.get(bound) >= all * part);
  return all === 0 ? 0 : found === Infinity ? bounds.at(-2) : found;
}

function buckets(rows) {
  const counts = new Map();
  for (const { name, labels, value } of rows) {
    if (name === "sealstead_request_seconds_bucket" && labels.api !== "console") {
      const bound = labels.le === "+Inf" ? Infinity : Number(labels.le);
      counts.set(bound, (counts.get(bound) ?? 0) + value);
    }
  }
  return counts;
}

function difference(now, before) {
  return new Map(Array.from(now, ([bound, value]) => [bound, value - (before.get(bound) ?? 0)]));
}

/** Requests by API and operation, the most frequent first. */
function operations(rows) {
  const found = new Map();
  for (const { name, labels, value } of rows) {
    const of = { sealstead_request_seconds_count: "requests", sealstead_request_seconds_sum: "seconds" }[name];
    if (of && labels.api !== "console") {
      const key = `${labels.api} ${labels.operation}`.trim();
      const row = found.get(key) ?? { requests: 0, seconds: 0, failed: 0 };
      row[of] += value;
      if (of === "requests" && Number(labels.status) >= 400) {
        row.failed += value;
      }
      found.set(key, row);
    }
  }
  return Array.from(found).sort(([, a], [, b]) => b.requests - a.requests);
}

function requestsPart(onLeave) {
  const times = [];
  const history = { requests: [], mean: [], slow: [], made: [], saved: [] };
  let before = null;
  let timer = null;
  let left = false;
  const body = el("div", { "aria-busy": "true" });
  const told = el("p", { class: "hint" }, "Loading …");
  const ledgerTold = el("div");
  onLeave(() => {
    left = true;
    clearTimeout(timer);
  });
  const push = (name, value) => {
    history[name].push(value);
    if (history[name].length > MOST) {
      history[name].shift();
    }
  };
  const look = async () => {
    try {
      const rows = parsed((await admin("GET metrics")).prometheus);
      const calls = { made: 0, saved: 0 };
      for (const { name, labels, value } of rows) {
        if (name === "sealstead_kms_calls_by_reason") {
          calls[labels.outcome === "saved" ? "saved" : "made"] += value;
        }
      }
      const now = { at: Date.now(), counts: buckets(rows), calls };
      if (before) {
        const seconds = (now.at - before.at) / 1000;
        const passed = difference(now.counts, before.counts);
        times.push(new Date(now.at));
        if (times.length > MOST) {
          times.shift();
        }
        push("requests", (passed.get(Infinity) ?? 0) / seconds);
        push("mean", quantile(passed, 0.5) * 1000);
        push("slow", quantile(passed, 0.99) * 1000);
        push("made", Math.max(0, calls.made - before.calls.made));
        push("saved", Math.max(0, calls.saved - before.calls.saved));
        clear(
          body,
          lines("KMS calls made, and saved by bucket keys", times, [
            { name: "made", values: history.made },
            { name: "saved", values: history.saved },
          ]),
          lines("Requests a second", times, [{ name: "requests", values: history.requests }]),
          lines(
            "How long requests take at most",
            times,
            [
              { name: "half of them", values: history.mean },
              { name: "99 of 100", values: history.slow },
            ],
            "ms",
          ),
        );
        clear(told, `What went by since this page was opened, every ${EVERY / 1000} seconds.`);
      } else {
        clear(told, `The first look was made; the lines begin in ${EVERY / 1000} seconds.`);
        clear(ledgerTold, sums(calls), busiest(rows), coverage(rows));
      }
      before = now;
    } catch (failed) {
      clear(told, problem(failed));
    }
    body.setAttribute("aria-busy", "false");
    if (!left) {
      timer = setTimeout(look, EVERY);
    }
  };
  look();
  return [el("section", { "aria-label": "As it goes by" }, el("h2", {}, "As it goes by"), told, body), ledgerTold];
}

function sums({ made, saved }) {
  const all = made + saved;
  return el(
    "section",
    { "aria-label": "KMS calls since the start" },
    el("h2", {}, "KMS calls since the start"),
    facts([
      ["Made", count(made)],
      ["Saved by bucket keys", `${count(saved)}${all > 0 ? ` (${Math.round((100 * saved) / all)} %)` : ""}`],
    ]),
  );
}

function busiest(rows) {
  const found = operations(rows).slice(0, 12);
  return el(
    "section",
    { "aria-label": "Requests since the start" },
    el("h2", {}, "Requests since the start"),
    bars(
      "Requests by operation",
      ["answered", "refused or failed"],
      found.map(([name, row]) => ({ name, values: [row.requests - row.failed, row.failed] })),
    ),
    table(
      "Mean duration",
      ["Operation", "Requests", "Mean"],
      found.map(([name, row]) => [name, count(row.requests), `${((1000 * row.seconds) / row.requests).toFixed(1)} ms`]),
    ),
  );
}

/** Coverage by key and version, as it was counted last. */
function coverage(rows) {
  return coverageShown(
    rows
      .filter(({ name }) => name === "sealstead_coverage_versions")
      .map(({ labels, value }) => ({
        protection: labels.protection,
        keyArn: labels.kms_key,
        keyMaterialId: labels.key_material_id,
        versions: value,
      })),
    "As it was counted last (setting coverage.every).",
  );
}

function coverageShown(found, when) {
  const sumsByKey = new Map();
  for (const row of found) {
    const key = row.keyArn
      ? `${row.protection} …${row.keyArn.slice(-12)} @${row.keyMaterialId.slice(0, 8)}`
      : row.protection;
    sumsByKey.set(key, (sumsByKey.get(key) ?? 0) + row.versions);
  }
  const sorted = Array.from(sumsByKey).sort(([, a], [, b]) => b - a).slice(0, 20);
  return el(
    "section",
    { "aria-label": "Coverage" },
    el("h2", {}, "What is under which key"),
    el("p", { class: "hint" }, when),
    sorted.length === 0
      ? el("p", { class: "empty" }, "Nothing is stored, or it was not counted yet.")
      : bars("Versions by key and its version", ["versions"], sorted.map(([name, value]) => ({ name, values: [value] }))),
  );
}

/** Counted anew: it reads every record. */
function countNow() {
  const counted = el("div");
  const look = async () => {
    try {
      const found = await admin("GET coverage");
      clear(
        counted,
        coverageShown(found.rows, `Counted at ${found.at}${found.complete ? "" : "; not all could be seen"}.`),
        table(
          "Coverage by bucket",
          ["Bucket", "Protection", "KMS key and version", "Bucket key", "Versions", "Size"],
          found.rows.slice(0, 200).map((row) => [
            row.bucket,
            row.protection,
            row.keyArn ? `${row.keyArn} @${row.keyMaterialId}` : row.serviceKeyId,
            row.bucketKey ? "yes" : "no",
            count(row.versions),
            size(row.bytes),
          ]),
          "Nothing is stored.",
        ),
      );
    } catch (failed) {
      clear(counted, problem(failed));
    }
  };
  return [button("Count what is under which key now", look), counted];
}

export function metricsPage(_, { onLeave }) {
  return { title: "Metrics", content: [requestsPart(onLeave), countNow()] };
}
