// A browser on the console, which tells what went wrong in it.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const require = createRequire(import.meta.url);
const AXE = await readFile(require.resolve("axe-core/axe.min.js"), "utf8");

export const { CONSOLE_URL, CONSOLE_OWN_PORT } = process.env;
export const OWNER = { id: process.env.OWNER_ID, secret: process.env.OWNER_SECRET };
export const LOOKER = { id: process.env.LOOKER_ID, secret: process.env.LOOKER_SECRET };
export const SESSION = {
  id: process.env.SESSION_ID,
  secret: process.env.SESSION_SECRET,
  token: process.env.SESSION_TOKEN,
};
export const READER = { id: process.env.READER_ID, secret: process.env.READER_SECRET };
/** Of an object under SSE-C. */
export const { CUSTOMER_KEY } = process.env;
const SECRETS = [CUSTOMER_KEY, READER.secret, OWNER.secret, LOOKER.secret, SESSION.secret, SESSION.token];

let browser;

export async function launch() {
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });
}

export async function quit() {
  await browser?.close();
}

/** A window with nothing in it yet; `faults` are told by `well`. */
export async function open({ width = 1280, height = 800, dark = false, url = CONSOLE_URL } = {}) {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: dark ? "dark" : "light",
    acceptDownloads: true,
    ignoreHTTPSErrors: true, // nobody vouches for the certificate of a test
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const faults = [];
  page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
  page.on("console", (message) => {
    // Of what is refused the browser tells as well; that is what some of this is about.
    if (message.type() === "error" && !/the server responded with a status of 4/.test(message.text())) {
      faults.push(`console: ${message.text()}`);
    }
  });
  page.on("request", (request) => {
    const asked = request.url();
    if (!asked.startsWith("blob:") && new URL(asked).origin !== new URL(url).origin) {
      faults.push(`asked elsewhere: ${asked}`);
    }
    if (SECRETS.some((secret) => secret && (asked.includes(secret) || asked.includes(encodeURIComponent(secret))))) {
      faults.push(`a secret in the URL ${asked}`);
    }
  });
  await page.addInitScript(() => {
    globalThis.violations = [];
    addEventListener("securitypolicyviolation", (event) => {
      globalThis.violations.push(`${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  await page.goto(url);
  return { page, context, faults };
}

/** Nothing went wrong, and nothing was asked of the policy that it forbids. */
export async function well({ page, faults }) {
  assert.deepEqual(await page.evaluate(() => globalThis.violations), []);
  assert.deepEqual(faults, []);
}

export async function signIn({ page }, who) {
  await page.getByLabel("Access key id").fill(who.id);
  await page.getByLabel("Secret access key").fill(who.secret);
  await page.getByLabel("Session token").fill(who.token ?? "");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("button", { name: "Sign out" }).waitFor();
}

/** Goes to a page and waits until all its parts are there. */
export async function go({ page }, hash) {
  await page.evaluate((to) => {
    location.hash = to;
  }, hash);
  await settled({ page });
}

export async function settled({ page }) {
  await page.locator("main h1").waitFor();
  await page.waitForFunction(() => !document.querySelector("main [aria-busy=true]"));
}

/** Nobody is left out: what axe finds, and that nothing needs to be scrolled sideways. */
export async function accessible({ page }, what) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() =>
    // eslint-disable-next-line no-undef
    axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }),
  );
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
  assert.deepEqual(found, [], what);
  const wider = await page.evaluate(() => document.scrollingElement.scrollWidth - innerWidth);
  assert.ok(wider <= 0, `${what} is ${wider} px wider than the window`);
}

export async function shot({ page }, name) {
  if (process.env.SHOTS) {
    await page.screenshot({ path: `${process.env.SHOTS}/console-${name}.png` });
  }
}
