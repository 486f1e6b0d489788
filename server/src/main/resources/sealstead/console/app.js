// The frame: who is signed in, where the pages are, and which one is shown.

import { abandon, sts } from "./api.js";
import { button, clear, el, field, freshId, liveRegion, problem, say, svg, to } from "./dom.js";
import { forget, isSignedIn, signIn } from "./session.js";
import { learnTime } from "./sigv4.js";
import { transferList } from "./transfer.js";
import { all } from "./xml.js";
import { auditPage } from "./audit.js";
import { bucketPage } from "./bucket.js";
import { bucketsPage } from "./buckets.js";
import { encryptionPage } from "./encryption.js";
import { explainPage } from "./explain.js";
import { jobsPage } from "./jobs.js";
import { keyPage } from "./key.js";
import { keysPage } from "./keys.js";
import { metricsPage } from "./metrics.js";
import { objectPage } from "./object.js";
import { peoplePage } from "./people.js";

const PAGES = {
  buckets: { label: "Buckets", make: bucketsPage },
  bucket: { under: "buckets", make: bucketPage },
  encryption: { under: "buckets", make: encryptionPage },
  object: { under: "buckets", make: objectPage },
  keys: { label: "KMS keys", make: keysPage },
  key: { under: "keys", make: keyPage },
  metrics: { label: "Metrics", make: metricsPage },
  audit: { label: "Audit", make: auditPage },
  explain: { label: "Explain", make: explainPage },
  jobs: { label: "Jobs", make: jobsPage },
  people: { label: "People", make: peoplePage },
};

const transferring = transferList();
const main = el("main", { id: "main", tabindex: "-1" });
let who = null;
let leave = [];

function seal() {
  return svg(
    "svg",
    { viewBox: "0 0 32 32", width: "24", height: "24", "aria-hidden": "true", class: "seal" },
    svg("path", { class: "shield", d: "M16 2 28 6v9c0 8-5 13-12 15C9 28 4 23 4 15V6Z" }),
    svg("path", { class: "hole", d: "M16 10a4 4 0 0 1 2 7.4V22h-4v-4.6A4 4 0 0 1 16 10Z" }),
  );
}

function signOut() {
  forget();
  abandon();
  // A new page has nothing of what this one knew.
  location.replace(location.pathname);
}

function route() {
  const [name, query = ""] = location.hash.replace(/^#\//, "").split("?");
  return { name: PAGES[name] ? name : "buckets", parameters: Object.fromEntries(new URLSearchParams(query)) };
}

function navigation(current) {
  const at = PAGES[current].under ?? current;
  return el(
    "nav",
    { "aria-label": "Pages" },
    el(
      "ul",
      {},
      Object.entries(PAGES)
        .filter(([, page]) => page.label)
        .map(([name, page]) => {
          const link = to(name, {}, page.label);
          if (name === at) {
            link.setAttribute("aria-current", "page");
          }
          return el("li", {}, link);
        }),
    ),
  );
}

function frame(current) {
  const skip = el("button", { type: "button", class: "skip" }, "Skip to the page");
  skip.addEventListener("click", () => main.focus());
  return el(
    "header",
    {},
    skip,
    el("div", { class: "brand" }, seal(), el("span", {}, "Sealstead")),
    navigation(current),
    el("div", { class: "who" }, el("span", { title: who }, who), button("Sign out", signOut)),
  );
}

/** Shows the page that the address names. */
async function show(moved) {
  leave.forEach((work) => work());
  leave = [];
  document.querySelectorAll("dialog").forEach((open) => open.close()); // or who waits for its answer would do so for ever
  say();
  if (!isSignedIn()) {
    showSignIn();
    return;
  }
  const { name, parameters } = route();
  clear(document.body, frame(name), liveRegion(), main, transferring);
  try {
    const page = PAGES[name].make(parameters, { who, onLeave: (work) => leave.push(work) });
    document.title = `${page.title} – Sealstead`;
    clear(main, page.above, el("h1", { tabindex: "-1" }, page.title), page.content);
  } catch (failed) {
    clear(main, el("h1", { tabindex: "-1" }, "This page cannot be shown"), problem(failed));
  }
  if (moved) {
    main.querySelector("h1").focus();
  }
}

function insecure() {
  return el(
    "div",
    { class: "problem" },
    el("p", {}, "Browsers sign only for pages that came by HTTPS, or from this machine itself."),
    el(
      "p",
      {},
      "Open the console as https://… (settings tls.certificate and tls.key), or as http://localhost:PORT/ through a tunnel ",
      "such as ",
      el("code", {}, "ssh -L 9000:localhost:9000 SERVER"),
      ".",
    ),
  );
}

function showSignIn() {
  document.title = "Sign in – Sealstead";
  const heading = freshId("h");
  const secret = { autocomplete: "off", spellcheck: "false", autocapitalize: "none" };
  const accessKeyId = el("input", { type: "text", required: true, name: "access-key", ...secret });
  const secretAccessKey = el("input", { type: "password", required: true, name: "secret", ...secret });
  const sessionToken = el("input", { type: "password", name: "token", ...secret });
  const region = el("input", { type: "text", required: true, value: document.documentElement.dataset.region, ...secret });
  const wrong = el("div", { role: "alert" });
  const done = button("Sign in", null, { kind: "main", submit: true });
  const form = el(
    "form",
    { "aria-labelledby": heading },
    el("h1", { id: heading }, "Sign in"),
    el("p", {}, "With the keys of a user, of a role's session, or of an account's root. You can do here what they may."),
    field("Access key id", accessKeyId),
    field("Secret access key", secretAccessKey),
    field("Session token", sessionToken, "Only for temporary credentials."),
    field("Region", region),
    wrong,
    el("div", { class: "buttons" }, done),
    el(
      "p",
      { class: "hint" },
      "They stay in this page's memory: each request is signed here, and the secret is sent nowhere. Signing out, reloading ",
      "and leaving the page forget them.",
    ),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    done.disabled = true;
    clear(wrong);
    try {
      // A clock that is wrong here must not keep anybody out.
      const { headers } = await fetch(location.pathname, { method: "HEAD", cache: "no-store", credentials: "omit" });
      learnTime(headers.get("date"));
      await signIn({
        accessKeyId: accessKeyId.value.trim(),
        secretAccessKey: secretAccessKey.value.trim(),
        sessionToken: sessionToken.value.trim(),
        region: region.value.trim(),
      });
      secretAccessKey.value = "";
      sessionToken.value = "";
      who = all(await sts("GetCallerIdentity"), "Arn")[0].textContent;
      await show(true);
    } catch (failed) {
      forget();
      clear(wrong, problem(failed));
    } finally {
      done.disabled = false;
    }
  });
  const ready = window.isSecureContext && crypto.subtle;
  const brand = el("div", { class: "brand" }, seal(), el("span", {}, "Sealstead"));
  const content = ready ? form : [el("h1", {}, "Sign in"), insecure()];
  clear(document.body, el("main", { class: "entrance" }, brand, content));
  if (ready) {
    accessKeyId.focus();
  }
}

addEventListener("hashchange", () => show(true));
addEventListener("pageshow", (event) => {
  if (event.persisted) {
    location.reload();
  }
});
show(false);
