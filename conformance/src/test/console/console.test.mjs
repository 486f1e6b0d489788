// What people do in the console, in a real browser, against a real server.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { accessible, CONSOLE_OWN_PORT, CONSOLE_URL, CUSTOMER_KEY, go, launch, LOOKER, open, OWNER } from "./browser.mjs";
import { quit, READER, SESSION, settled, shot, signIn, well } from "./browser.mjs";

const HOSTILE = "<img src=x onerror=globalThis.pwned=1>";
const SECRET_TEXT = Buffer.from("secret, as in the README\n");
const LARGE = randomBytes(16 * 1024 * 1024 + 11); // three parts

before(launch);
after(quit);

/** A file on the disk, which the browser reads for itself. */
async function file(name, bytes) {
  const path = join(await mkdtemp(join(tmpdir(), "console-")), name);
  await writeFile(path, bytes);
  return path;
}

async function upload({ page }, path, prefix) {
  await page.getByRole("button", { name: "Upload", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Files").setInputFiles(path);
  if (prefix !== undefined) {
    await dialog.getByLabel("Before their names").fill(prefix);
  }
  await dialog.getByRole("button", { name: "Upload" }).click();
  await dialog.waitFor({ state: "detached" });
}

async function downloaded(page, press) {
  const [download] = await Promise.all([page.waitForEvent("download"), press()]);
  return readFile(await download.path());
}

const DIRECTORY = "console--use1-az4--x-s3";

let keyId = "";

test("what the README does on the command line", async () => {
  const window = await open();
  const { page } = window;
  await shot(window, "sign-in");
  await signIn(window, OWNER);
  await go(window, "#/keys");
  await page.getByRole("button", { name: "Create a key" }).click();
  await page.getByRole("dialog").getByLabel("Alias").fill("alias/readme");
  await page.getByRole("dialog").getByRole("button", { name: "Create" }).click();
  const heading = page.getByRole("heading", { name: /^Key [0-9a-f-]{36}$/ });
  await heading.waitFor();
  keyId = (await heading.textContent()).slice(4);

  await go(window, "#/buckets");
  await page.getByRole("button", { name: "Create a bucket" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("my-bucket");
  await dialog.getByRole("radio", { name: "SSE-KMS", exact: true }).check();
  await dialog.getByLabel("KMS key").fill("alias/readme");
  assert.ok(await dialog.getByLabel("S3 Bucket Key").isChecked());
  await dialog.getByRole("button", { name: "Create" }).click();
  await page.getByRole("heading", { name: "my-bucket" }).waitFor();
  await settled(window);

  await upload(window, await file("secret", SECRET_TEXT));
  await page.getByText("done – aws:kms").waitFor();
  await page.getByRole("button", { name: "Why?" }).click();
  await page.getByText("the bucket's default encryption says so").waitFor();
  await page.getByRole("link", { name: "secret", exact: true }).click();
  await page.getByText("SSE-KMS: its key is under a KMS key.").waitFor();
  await page.getByText("yes: the KMS is not asked for each object").waitFor();
  await page.getByText("That is what the bucket's default encryption says now.").waitFor();
  await page.getByRole("link", { name: new RegExp(`key/${keyId}$`) }).waitFor();
  await page.getByRole("button", { name: "Why may I see it?" }).click();
  await page.getByText("ALLOW: s3:GetObject").waitFor();
  await settled(window);
  await shot(window, "object");
  const bytes = await downloaded(page, () => page.getByRole("button", { name: "Download" }).click());
  assert.deepEqual(bytes, SECRET_TEXT);
  await well(window);
  await window.context.close();
});

test("a large file in parts, with progress, and one that is cancelled", async () => {
  const window = await open();
  const { page } = window;
  await signIn(window, OWNER);
  await go(window, "#/bucket?name=my-bucket");
  const seen = page.waitForFunction(() => {
    const bar = document.querySelector(".transfers progress");
    return bar && bar.value > 0 && bar.value < bar.max;
  });
  await upload(window, await file("large", LARGE), "deep/folder/");
  await seen;
  await page.getByText("done – aws:kms").waitFor();
  await page.getByRole("link", { name: "deep/" }).click();
  await page.getByRole("link", { name: "folder/", exact: true }).click();
  await page.getByRole("link", { name: "large", exact: true }).waitFor();
  const bytes = await downloaded(page, () => page.getByRole("button", { name: /^Download / }).click());
  assert.ok(bytes.equals(LARGE));

  // Its second part is held up, so that there is something to cancel.
  let held;
  const reached = new Promise((resolve) => {
    held = resolve;
  });
  await page.route(/partNumber=2/, () => held());
  await upload(window, await file("cancelled", LARGE), "");
  await reached;
  await page.getByRole("button", { name: "Cancel cancelled" }).click();
  await page.locator(".transfers .state", { hasText: "cancelled" }).waitFor();
  await page.getByRole("button", { name: "Remove cancelled from the list" }).waitFor();
  await well(window);
  await window.context.close();
});

test("a directory bucket, by sessions of its own", async () => {
  const window = await open();
  const { page } = window;
  const asked = [];
  page.on("request", (request) => asked.push([request, request.headers()]));
  await signIn(window, OWNER);
  await go(window, "#/buckets");
  await page.getByText("This account has none.").waitFor();
  await page.getByRole("button", { name: "Create a directory bucket" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("console");
  await page.getByRole("dialog").getByLabel("Zone").fill("use1-az9");
  await page.getByRole("dialog").getByRole("button", { name: "Create" }).click();
  await page.getByRole("dialog").getByText("InvalidRequest").waitFor();
  await page.getByRole("dialog").getByLabel("Zone").fill("use1-az4");
  await page.getByRole("dialog").getByText(DIRECTORY).waitFor();
  await page.getByRole("dialog").getByRole("button", { name: "Create" }).click();
  await page.getByRole("heading", { name: DIRECTORY }).waitFor();
  await settled(window);
  assert.equal(await page.getByText("Versioning").count(), 0);

  await upload(window, await file("small", SECRET_TEXT), "deep/folder/");
  await page.getByText("done – AES256").waitFor();
  await page.getByRole("button", { name: /^Remove .* from the list/ }).click();
  await upload(window, await file("large", LARGE), "deep/folder/");
  await page.getByText("done – AES256").waitFor();
  await page.getByLabel("Folder", { exact: true }).fill("deep");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await page.getByRole("link", { name: "folder/", exact: true }).click();
  await page.getByRole("button", { name: "Download deep/folder/large" }).waitFor();
  await settled(window);
  await shot(window, "directory");
  const bytes = await downloaded(page, () => page.getByRole("button", { name: "Download deep/folder/large" }).click());
  assert.ok(bytes.equals(LARGE));
  await page.getByRole("link", { name: "small", exact: true }).click();
  await page.getByText("SSE-S3: a key of its own").waitFor();
  await page.getByText("EXPRESS_ONEZONE").waitFor();
  await page.getByText("That is what the bucket's default encryption says now.").waitFor();
  assert.equal(await page.getByRole("heading", { name: "Tags" }).count(), 0);
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await page.getByRole("button", { name: "Download deep/folder/large" }).waitFor();
  assert.equal(await page.getByRole("link", { name: "small", exact: true }).count(), 0);

  const sessions = asked.filter(([request]) => new URL(request.url()).searchParams.has("session"));
  assert.equal(sessions.length, 1);
  const data = asked.filter(([request]) => new URL(request.url()).pathname.startsWith(`/${DIRECTORY}/`));
  assert.ok(data.length >= 8 && data.every(([, headers]) => headers["x-amz-s3session-token"]));

  await well(window);
  await window.context.close();
});

test("who may only read a directory bucket reads it", async () => {
  const window = await open();
  const { page } = window;
  await signIn(window, READER);
  await go(window, `#/bucket?name=${DIRECTORY}&prefix=deep/folder/`);
  await page.getByRole("link", { name: "large", exact: true }).waitFor();
  await upload(window, await file("refused", SECRET_TEXT));
  await page.locator(".transfers .missing code", { hasText: "s3express:CreateSession" }).waitFor();
  await well(window);
  await window.context.close();
});

test("a directory bucket gets its KMS key", async () => {
  const window = await open();
  const { page } = window;
  await signIn(window, OWNER);
  // A session that began before has the protection of then.
  await go(window, `#/bucket?name=${DIRECTORY}`);
  await go(window, `#/encryption?bucket=${DIRECTORY}`);
  assert.equal(await page.getByRole("radio").count(), 2);
  await page.getByRole("radio", { name: "SSE-KMS" }).check();
  await page.getByLabel("KMS key").fill(keyId);
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText(`The default encryption of ${DIRECTORY} is set.`).waitFor();
  await go(window, `#/bucket?name=${DIRECTORY}`);
  await upload(window, await file("under-kms", SECRET_TEXT), "");
  await page.getByText("done – aws:kms under").waitFor();
  await well(window);
  await window.context.close();
});

/** A customer's key is nowhere once what it was typed for is done. */
async function keyIsGone({ page }) {
  const kept = await page.evaluate(() => ({
    html: document.documentElement.outerHTML,
    inputs: Array.from(document.querySelectorAll("input"), (input) => input.value).join(" "),
  }));
  assert.ok(!kept.html.includes(CUSTOMER_KEY) && !kept.inputs.includes(CUSTOMER_KEY));
}

test("objects under a customer's key, which is typed for each action", async () => {
  const window = await open();
  const { page } = window;
  const dialog = page.getByRole("dialog");
  await signIn(window, OWNER);
  await go(window, "#/buckets");
  await page.getByRole("button", { name: "Create a bucket" }).click();
  await dialog.getByLabel("Name").fill("brought");
  await dialog.getByLabel("Refuse keys that clients bring").uncheck();
  await dialog.getByRole("button", { name: "Create" }).click();
  await page.getByRole("heading", { name: "brought" }).waitFor();
  await settled(window);

  for (const [name, bytes] of [
    ["small", SECRET_TEXT],
    ["large", LARGE],
  ]) {
    await page.getByRole("button", { name: "Upload", exact: true }).click();
    await dialog.getByLabel("Files").setInputFiles(await file(name, bytes));
    await dialog.getByRole("radio", { name: "SSE-C" }).check();
    await dialog.getByRole("button", { name: "Make a key" }).click();
    assert.match(await dialog.getByLabel("Customer's key").inputValue(), /^[A-Za-z0-9+/]{43}=$/);
    await dialog.getByLabel("Customer's key").fill("too short");
    await dialog.getByRole("button", { name: "Upload" }).click();
    await dialog.getByText("A customer's key has 32 bytes").waitFor();
    await dialog.getByLabel("Customer's key").fill(CUSTOMER_KEY);
    await accessible(window, "an upload under a customer's key");
    await dialog.getByRole("button", { name: "Upload" }).click();
    await dialog.waitFor({ state: "detached" });
    await page.getByText("done – SSE-C").waitFor();
    await page.getByRole("button", { name: `Remove ${name} from the list` }).click();
    await keyIsGone(window);
  }

  await page.getByRole("button", { name: "Download large" }).click();
  await dialog.getByLabel("Customer's key").fill(randomBytes(32).toString("base64"));
  await dialog.getByRole("button", { name: "Download" }).click();
  await dialog.getByText("It does not open with this key").waitFor();
  await dialog.getByLabel("Customer's key").fill(CUSTOMER_KEY);
  await accessible(window, "the question for a customer's key");
  await shot(window, "customer-key");
  const bytes = await downloaded(page, () => dialog.getByRole("button", { name: "Download" }).click());
  assert.ok(bytes.equals(LARGE));
  await keyIsGone(window);
  await page.getByRole("button", { name: /^Remove .* from the list/ }).click();
  await page.getByRole("button", { name: "Download small" }).click();
  await dialog.waitFor();
  await page.keyboard.press("Escape");
  await page.locator(".transfers .state", { hasText: "cancelled" }).waitFor();

  await page.getByRole("link", { name: "small", exact: true }).click();
  await page.getByText("SSE-C: its key is under one that its writer brought.").waitFor();
  await page.getByRole("button", { name: "Look at it" }).click();
  await dialog.getByLabel("Customer's key").fill(CUSTOMER_KEY);
  await dialog.getByRole("button", { name: "Look" }).click();
  await page.getByText("MD5 of the key").waitFor();
  await keyIsGone(window);
  await accessible(window, "an object under a customer's key");
  await shot(window, "customer-object");
  await page.getByRole("button", { name: "Download", exact: true }).click();
  await dialog.getByLabel("Customer's key").fill(CUSTOMER_KEY);
  const small = await downloaded(page, () => dialog.getByRole("button", { name: "Download" }).click());
  assert.deepEqual(small, SECRET_TEXT);
  await keyIsGone(window);
  await well(window);
  await window.context.close();
});

test("names that would be markup are text", async () => {
  const window = await open();
  const { page } = window;
  await signIn(window, OWNER);
  await go(window, "#/bucket?name=my-bucket");
  await upload(window, await file("evil.txt", SECRET_TEXT), HOSTILE);
  await page.getByText("done – aws:kms").waitFor();
  await page.getByRole("link", { name: `${HOSTILE}evil.txt` }).click();
  await page.getByRole("heading", { name: `${HOSTILE}evil.txt` }).waitFor();
  await page.getByText("SSE-KMS: its key is under a KMS key.").waitFor();
  await page.getByRole("button", { name: "Add a tag" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("colour");
  await page.getByRole("dialog").getByLabel("Value").fill("a+b=c@d");
  await page.getByRole("dialog").getByRole("button", { name: "Add" }).click();
  await page.getByRole("rowheader", { name: "colour" }).waitFor();
  await go(window, `#/object?bucket=my-bucket&key=${encodeURIComponent(`${HOSTILE}none`)}`);
  await go(window, `#/key?id=${encodeURIComponent(HOSTILE)}`);
  await page.getByRole("heading", { name: HOSTILE }).waitFor();
  await go(window, `#/people?kind=user&name=${encodeURIComponent(HOSTILE)}`);
  await go(window, `#/audit?resource=${encodeURIComponent(HOSTILE)}`);
  assert.equal(await page.evaluate(() => globalThis.pwned), undefined);
  assert.equal(await page.locator("img").count(), 0);
  await well(window);
  await window.context.close();
});

test("the default encryption is shown as XML and as a command before it is sent", async () => {
  const window = await open();
  const { page } = window;
  await signIn(window, OWNER);
  await go(window, "#/encryption?bucket=many");
  await page.getByRole("radio", { name: "DSSE-KMS" }).check();
  await page.getByLabel("KMS key").fill("alias/readme");
  await page.getByText("<SSEAlgorithm>aws:kms:dsse</SSEAlgorithm>").waitFor();
  await page.getByRole("radio", { name: "SSE-KMS", exact: true }).check();
  await page.getByText("<BucketKeyEnabled>true</BucketKeyEnabled>").waitFor();
  await page.getByText("aws s3api put-bucket-encryption --bucket many").waitFor();
  await page.getByText('"KMSMasterKeyID":"alias/readme"').waitFor();
  await shot(window, "encryption");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("The default encryption of many is set.").waitFor();
  await settled(window);
  assert.equal(await page.getByLabel("KMS key").inputValue(), "alias/readme");
  await page.getByLabel("KMS key").fill("alias/none");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("dialog").getByText("The KMS knows no key alias/none").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await well(window);
  await window.context.close();
});

test("a page of a large bucket is all that is in the document", async () => {
  const window = await open();
  const { page } = window;
  await signIn(window, OWNER);
  await go(window, "#/bucket?name=many");
  assert.equal(await page.locator("tbody tr").count(), 100);
  await page.getByRole("link", { name: "key-000", exact: true }).waitFor();
  await page.getByRole("button", { name: "Next page" }).click();
  await page.getByRole("link", { name: "key-100", exact: true }).waitFor();
  assert.equal(await page.locator("tbody tr").count(), 100);
  await page.getByRole("button", { name: "Next page" }).click();
  await page.getByRole("link", { name: "key-249", exact: true }).waitFor();
  assert.equal(await page.locator("tbody tr").count(), 50);
  assert.equal(await page.getByRole("button", { name: "Next page" }).count(), 0);
  await page.getByRole("button", { name: "Previous page" }).click();
  await page.getByRole("link", { name: "key-100", exact: true }).waitFor();
  await page.getByLabel("Names that begin with").fill("key-24");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await page.getByRole("link", { name: "9", exact: true }).waitFor();
  assert.equal(await page.locator("tbody tr").count(), 10);
  await go(window, "#/bucket?name=many");
  await page.getByRole("button", { name: "Turn on versioning" }).click();
  await page.getByText("On: what is replaced or deleted stays as a version.").waitFor();
  await page.getByRole("button", { name: "Delete key-000" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await page.getByText("key-000 is deleted.").waitFor();
  await page.getByRole("link", { name: "Show versions" }).click();
  await page.getByRole("button", { name: "Delete the marker of key-000" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await page.getByRole("button", { name: "Delete key-000 null" }).waitFor();
  await well(window);
  await window.context.close();
});

test("a key's life", async () => {
  const window = await open();
  const { page } = window;
  await signIn(window, OWNER);
  await go(window, `#/key?id=${keyId}`);
  await page.getByRole("rowheader", { name: "alias/readme" }).waitFor();
  await page.getByRole("button", { name: "Rotate now" }).click();
  await page.getByRole("cell", { name: "on demand" }).waitFor();
  await page.getByRole("button", { name: "Rotate by itself each year" }).click();
  await page.getByText("By itself every 365 days").waitFor();

  const editor = page.getByLabel("Policy", { exact: true });
  const good = await editor.inputValue();
  await editor.fill("{");
  await page.getByText("This is no JSON").waitFor();
  await editor.fill('{"Version":"2012-10-17","Statement":[{"Effect":"Perhaps"}]}');
  await page.getByRole("button", { name: "Save the policy" }).click();
  await page.getByText("MalformedPolicyDocumentException").first().waitFor();
  await editor.fill(good);
  await page.getByLabel("Who", { exact: true }).fill("arn:aws:iam::111122223333:user/looker");
  await page.getByRole("button", { name: "Try" }).click();
  await page.getByRole("row", { name: /kms:Decrypt implicitDeny/ }).waitFor();
  const statement = {
    Effect: "Allow",
    Principal: { AWS: "arn:aws:iam::111122223333:user/looker" },
    Action: "kms:Decrypt",
    Resource: "*",
  };
  const wider = JSON.parse(good);
  wider.Statement.push(statement);
  await editor.fill(JSON.stringify(wider));
  await page.getByRole("button", { name: "Try" }).click();
  await page.getByRole("row", { name: /kms:Decrypt allowed/ }).waitFor();
  await page.getByRole("button", { name: "Save the policy" }).click();
  await page.getByText("The policy is in force.").waitFor();

  await page.getByRole("button", { name: "Create a grant" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Grantee").fill("arn:aws:iam::111122223333:user/looker");
  await dialog.getByLabel("Decrypt").check();
  await dialog.getByRole("button", { name: "Create" }).click();
  await page.getByRole("rowheader", { name: /user\/looker/ }).waitFor();
  await page.getByRole("button", { name: /^Revoke grant/ }).click();
  await page.getByText("The grant is revoked.").waitFor();
  await page.getByText("Nobody has a grant.").waitFor();
  await page.evaluate(() => scrollTo(0, 0));
  await shot(window, "key");

  await page.getByRole("button", { name: "Schedule its deletion" }).click();
  await page.getByText(/stored versions .* will be unreadable for ever/).waitFor();
  await page.getByRole("cell", { name: "yes" }).first().waitFor();
  await shot(window, "impact");
  await page.getByLabel("Confirm it although the key is in use").check();
  await page.getByRole("dialog").getByRole("button", { name: "Schedule the deletion" }).click();
  await page.getByText("PendingDeletion").waitFor();
  await page.getByRole("button", { name: "Cancel the deletion" }).click();
  await page.getByText("Disabled", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Enable", exact: true }).click();
  await page.getByText("Enabled", { exact: true }).waitFor();
  await well(window);
  await window.context.close();
});

test("the trail is searched, a request is explained, policies are attached", async () => {
  const window = await open();
  const { page } = window;
  await signIn(window, OWNER);
  await go(window, "#/audit");
  await page.getByLabel("Operation").fill("RotateKeyOnDemand");
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByRole("cell", { name: "kms RotateKeyOnDemand" }).waitFor();
  assert.equal(await page.locator("tbody tr").count(), 1);
  await page.getByRole("button", { name: /^Details of RotateKeyOnDemand/ }).click();
  await page.getByRole("dialog").getByText("sourceIPAddress").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Verify the chain" }).click();
  await page.getByText("are there as they were written.").waitFor();
  await page.getByRole("link", { name: /^[0-9A-F]{16}$/ }).first().click();
  await page.getByRole("heading", { name: "Allowed: kms:RotateKeyOnDemand" }).waitFor();

  await go(window, "#/people?kind=user&name=looker");
  await page.getByRole("button", { name: "Attach a policy" }).click();
  await page.getByRole("dialog").getByLabel("Policy").fill("arn:aws:iam::111122223333:policy/none");
  await page.getByRole("dialog").getByRole("button", { name: "Attach" }).click();
  await page.getByRole("dialog").getByText("NoSuchEntity").waitFor();
  await page.getByRole("dialog").getByLabel("Policy").fill("arn:aws:iam::111122223333:policy/readers");
  await page.getByRole("dialog").getByRole("button", { name: "Attach" }).click();
  await page.getByRole("button", { name: "Document of readers" }).click();
  await page.getByRole("dialog").getByText("s3:GetBucketLocation").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Detach readers" }).click();
  await page.getByText("None is attached.").waitFor();

  await go(window, "#/metrics");
  await page.getByRole("img", { name: /^KMS calls made, and saved by bucket keys/ }).waitFor();
  await page.getByRole("button", { name: "Count what is under which key now" }).click();
  await page.getByRole("group", { name: "Coverage by bucket" }).waitFor();
  await page.evaluate(() => scrollTo(0, 0));
  await shot(window, "metrics");
  await well(window);
  await window.context.close();
});

const EVERYWHERE = () => [
  ["buckets", "#/buckets"],
  ["bucket", "#/bucket?name=my-bucket"],
  ["versions", "#/bucket?name=many&versions=yes"],
  ["default encryption", "#/encryption?bucket=my-bucket"],
  ["object", "#/object?bucket=my-bucket&key=secret"],
  ["directory bucket", `#/bucket?name=${DIRECTORY}`],
  ["default encryption of a directory bucket", `#/encryption?bucket=${DIRECTORY}`],
  ["object of a directory bucket", `#/object?bucket=${DIRECTORY}&key=deep/folder/large`],
  ["keys", "#/keys"],
  ["key", `#/key?id=${keyId}`],
  ["metrics", "#/metrics"],
  ["audit", "#/audit"],
  ["explain", "#/explain"],
  ["jobs", "#/jobs"],
  ["people", "#/people"],
  ["user", "#/people?kind=user&name=looker"],
];

test("who may little sees what is missing, and nothing else breaks", async () => {
  const window = await open();
  const { page } = window;
  await signIn(window, LOOKER);
  await page.getByRole("link", { name: "my-bucket", exact: true }).waitFor();
  const missing = {};
  for (const [name, hash] of EVERYWHERE()) {
    await go(window, hash);
    missing[name] = await page.locator(".missing code").allTextContents();
  }
  assert.deepEqual(missing.buckets, []);
  assert.deepEqual(missing.bucket, ["s3:ListBucket", "s3:GetBucketVersioning"]);
  assert.deepEqual(missing.versions, ["s3:ListBucketVersions", "s3:GetBucketVersioning"]);
  assert.deepEqual(missing["default encryption"], ["s3:GetEncryptionConfiguration"]);
  assert.deepEqual(missing.object, ["s3:GetObject", "s3:GetObjectTagging", "s3:ListBucketVersions"]);
  assert.deepEqual(missing["directory bucket"], ["s3express:CreateSession"]);
  assert.deepEqual(missing["default encryption of a directory bucket"], ["s3express:GetEncryptionConfiguration"]);
  assert.deepEqual(missing["object of a directory bucket"], ["s3express:CreateSession"]);
  assert.deepEqual(missing.keys, ["kms:ListKeys"]);
  assert.ok(missing.key.includes("kms:DescribeKey") && missing.key.includes("kms:GetKeyPolicy"));
  assert.deepEqual(missing.metrics, ["sealstead:GetMetrics"]);
  assert.deepEqual(missing.audit, ["sealstead:SearchAuditTrail"]);
  assert.deepEqual(missing.jobs, ["sealstead:GetRewrapOrder", "s3:ListJobs", "sealstead:ListJobs"]);
  assert.deepEqual(missing.people, [
    "sealstead:ListAccounts",
    "iam:ListUsers",
    "iam:ListRoles",
    "iam:ListGroups",
    "iam:ListPolicies",
  ]);
  await go(window, "#/buckets");
  await page.getByRole("button", { name: "Create a bucket" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("not-mine");
  await page.getByRole("dialog").getByRole("button", { name: "Create" }).click();
  await page.getByRole("dialog").getByText("s3:CreateBucket").first().waitFor();
  await accessible(window, "a refusal");
  await well(window);
  await window.context.close();
});

for (const [width, dark] of [
  [1280, false],
  [320, true],
]) {
  test(`every page is for everybody, ${width} wide, ${dark ? "dark" : "light"}`, async () => {
    const window = await open({ width, dark });
    const { page } = window;
    await accessible(window, "sign in");
    await signIn(window, OWNER);
    for (const [name, hash] of EVERYWHERE()) {
      await go(window, hash);
      await well(window);
      await accessible(window, name);
      if (name === "bucket") {
        await shot(window, dark ? "phone" : "bucket");
      }
    }
    for (const [hash, name] of [
      ["#/buckets", "Create a bucket"],
      ["#/buckets", "Create a directory bucket"],
      [`#/bucket?name=${DIRECTORY}`, "Upload"],
      ["#/bucket?name=my-bucket", "Upload"],
      ["#/keys", "Create a key"],
      [`#/key?id=${keyId}`, "Schedule its deletion"],
    ]) {
      await go(window, hash);
      await page.getByRole("button", { name, exact: true }).click();
      await page.getByRole("dialog").waitFor();
      await page.waitForFunction(() => !document.querySelector("dialog [aria-busy=true]"));
      await accessible(window, `the dialog ${name}`);
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
    }
    await window.context.close();
  });
}

test("all is done by keys", async () => {
  const window = await open();
  const { page } = window;
  await signIn(window, OWNER);
  await go(window, "#/buckets");
  await page.evaluate(() => document.activeElement.blur());
  const focused = () => page.evaluate(() => document.activeElement.textContent);
  await page.reload();
  await signIn(window, OWNER);
  await settled(window);
  await page.evaluate(() => document.querySelector(".skip").focus());
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "main");
  await page.keyboard.press("Tab");
  assert.equal(await focused(), "Create a bucket");
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
  assert.equal(outline, "solid");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  for (let press = 0; press < 30; press += 1) {
    await page.keyboard.press("Tab");
    const outside = await page.evaluate(
      () => document.activeElement !== document.body && !document.querySelector("dialog").contains(document.activeElement),
    );
    assert.equal(outside, false);
  }
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  assert.equal(await focused(), "Create a bucket");
  await page.getByRole("link", { name: "KMS keys" }).press("Enter");
  await settled(window);
  assert.equal(await focused(), "KMS keys");
  await window.context.close();
});

test("credentials are in memory only, and go", async () => {
  const window = await open();
  const { page, context } = window;
  await signIn(window, SESSION);
  await page.getByText(/assumed-role|user\/|:root/).first().waitFor();
  await go(window, "#/bucket?name=my-bucket");
  const kept = await page.evaluate(async () => ({
    local: { ...localStorage },
    session: { ...sessionStorage },
    cookies: document.cookie,
    databases: await indexedDB.databases(),
    caches: await caches.keys(),
    workers: (await navigator.serviceWorker.getRegistrations()).length,
    inputs: Array.from(document.querySelectorAll("input"), (input) => input.value).join(""),
    html: document.documentElement.outerHTML,
  }));
  assert.deepEqual([kept.local, kept.session, kept.cookies], [{}, {}, ""]);
  assert.deepEqual([kept.databases, kept.caches, kept.workers], [[], [], 0]);
  for (const secret of [SESSION.secret, SESSION.token]) {
    assert.ok(!kept.html.includes(secret) && !kept.inputs.includes(secret) && !page.url().includes(secret));
  }
  assert.deepEqual(await context.cookies(), []);
  await page.reload();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await signIn(window, SESSION);
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await page.goBack();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await signIn(window, OWNER);
  await page.goto("about:blank");
  await page.goBack();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await page.getByLabel("Access key id").fill(OWNER.id);
  await page.getByLabel("Secret access key").fill("wrong");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText("SignatureDoesNotMatch").waitFor();
  await well(window);
  await context.close();
});

test("another page has no hold of the console, not even an object of the same origin", async () => {
  const { page, context } = await open({ url: process.env.EVIL_URL });
  const outcome = await page.evaluate(async (address) => {
    const frame = document.createElement("iframe");
    frame.src = address;
    document.body.append(frame);
    await new Promise((resolve) => {
      frame.addEventListener("load", resolve);
    });
    let framed;
    try {
      framed = frame.contentDocument?.body.textContent.includes("Sealstead") ?? false;
    } catch {
      framed = false;
    }
    return { origin: location.origin, framed };
  }, CONSOLE_URL);
  assert.deepEqual(outcome, { origin: new URL(CONSOLE_URL).origin, framed: false });
  const [opened, reached] = await Promise.all([
    context.waitForEvent("page"),
    page.evaluate(async (address) => {
      const opened = window.open(address);
      await new Promise((resolve) => {
        setTimeout(resolve, 1000); // until the page has come, and the handle has gone
      });
      try {
        return opened !== null && !opened.closed && opened.document.title !== undefined && opened.location.href === address;
      } catch {
        return false;
      }
    }, CONSOLE_URL),
  ]);
  await opened.getByRole("heading", { name: "Sign in" }).waitFor();
  assert.equal(reached, false);
  assert.equal(await opened.evaluate(() => window.opener), null);
  await context.close();
});

test("without a secure context it says why nobody can sign in", async () => {
  const { page, context } = await open();
  await page.addInitScript(() => {
    Object.defineProperty(globalThis, "isSecureContext", { value: false });
  });
  await page.reload();
  await page.getByText("Browsers sign only for pages that came by HTTPS").waitFor();
  assert.equal(await page.getByRole("button", { name: "Sign in" }).count(), 0);
  await context.close();
});

test("a bucket of another region of the server is found where it is", async () => {
  const window = await open();
  const { page } = window;
  await signIn(window, OWNER);
  await go(window, "#/object?bucket=far&key=there");
  await page.getByText("SSE-S3: a key of its own").waitFor();
  await go(window, "#/bucket?name=far");
  await upload(window, await file("here", SECRET_TEXT));
  await page.getByText("done – AES256").waitFor();
  await well(window);
  await window.context.close();
});

test("a browser whose clock is wrong signs by the server's", async () => {
  const window = await open();
  await window.page.clock.setFixedTime(Date.now() + 3 * 3600 * 1000);
  await signIn(window, OWNER);
  await go(window, "#/bucket?name=my-bucket");
  await window.page.getByRole("link", { name: "secret", exact: true }).waitFor();
  await well(window);
  await window.context.close();
});

test("over TLS and at an address of its own it does the same", async () => {
  const window = await open({ url: CONSOLE_OWN_PORT });
  await signIn(window, { id: process.env.OTHER_ID, secret: process.env.OTHER_SECRET });
  await go(window, "#/metrics");
  await go(window, "#/keys");
  await window.page.getByText("This account has no keys yet.").waitFor();
  await well(window);
  await window.context.close();
});
