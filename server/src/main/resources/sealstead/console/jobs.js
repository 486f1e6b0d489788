// Work that goes on by itself, and how far it is.

import { admin } from "./admin.js";
import { attempt, button, count, el, part, table, time } from "./dom.js";
import { listBatchJobs } from "./s3.js";

const EVERY = 5_000;

function progress(name, done, all) {
  return [
    el("progress", { max: String(Math.max(1, all)), value: Math.min(done, Math.max(1, all)), "aria-label": `Progress of ${name}` }),
    ` ${count(done)} of ${count(all)}`,
  ];
}

async function rewraps(again) {
  const { orders } = await admin("GET rewrap");
  const set = (id, how) =>
    attempt(async () => {
      await admin(`POST rewrap/${how}`, { id });
      await again();
    }, `Order ${id}: ${how}.`);
  const buttons = ({ id, state }) => [
    state === "running" && button("Pause", () => set(id, "pause"), { describe: `Pause order ${id}` }),
    state === "paused" && button("Resume", () => set(id, "resume"), { describe: `Resume order ${id}` }),
    (state === "running" || state === "paused") &&
      button("Cancel", () => set(id, "cancel"), { kind: "danger", describe: `Cancel order ${id}` }),
  ];
  return table(
    "Orders to rewrap",
    ["Id", "State", "From", "To", "Done", "Failed", ""],
    orders.map((order) => [
      order.id,
      order.state + (order.dryRun ? " (dry run)" : ""),
      order.from,
      order.to,
      progress(`order ${order.id}`, order.versions + order.uploads, order.versions + order.uploads + order.remaining),
      count(order.failed),
      buttons(order),
    ]),
    "There are no orders. `sealstead rewrap` gives one.",
  );
}

async function batch(account) {
  const jobs = await listBatchJobs(account);
  return table(
    "S3 Batch Operations",
    ["Id", "Operation", "State", "Done", "Failed", "Made"],
    jobs.map((job) => [
      el("code", {}, job.id),
      job.operation,
      job.status,
      progress(`job ${job.id}`, job.succeeded + job.failed, job.total),
      count(job.failed),
      time(job.created),
    ]),
    "This account has no jobs.",
  );
}

async function background() {
  const { jobs } = await admin("GET jobs");
  return table(
    "Background jobs",
    ["Job", "State", "Turns", "Failed", "Last took", "Last ended", "Last failure"],
    jobs.map((job) => [
      job.name,
      job.runningSince
        ? `at work since ${time(job.runningSince)}` + (job.counts ? `, ${count(job.progress)} ${job.counts} done` : "")
        : "waiting",
      count(job.runs),
      count(job.failures),
      `${count(job.lastTookMillis)} ms`,
      time(job.lastEnded),
      job.lastFailure,
    ]),
  );
}

export function jobsPage(_, { who, onLeave }) {
  const sections = [
    part("Orders to put objects under another key", rewraps),
    part("Batch jobs", () => batch(who.split(":")[4])),
    part("Background jobs", background),
  ];
  const timer = setInterval(() => {
    // Not under somebody's hands.
    sections.filter((section) => !section.contains(document.activeElement)).forEach((section) => section.reload());
  }, EVERY);
  onLeave(() => clearInterval(timer));
  return { title: "Jobs", content: [el("p", { class: "hint" }, `Looked at every ${EVERY / 1000} seconds.`), sections] };
}
