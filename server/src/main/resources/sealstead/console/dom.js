// The one place that makes elements. Whatever comes from the server goes into the page as text; there is no way here
// to give markup, a handler or a style as a string.

const SVG = "http://www.w3.org/2000/svg";
const NAMES = /^(?:aria-[a-z]+|data-[a-z]+|[a-z][a-zA-Z0-9]*|stroke-[a-z]+|text-anchor)$/;
const REFUSED = /^(?:on.*|style|srcdoc|src|action|formaction)$/i;
/** Properties that are no attributes, or do not follow them. */
const PROPERTIES = new Set(["value", "checked", "disabled", "selected", "multiple", "required", "readOnly", "hidden"]);

function set(element, name, value) {
  if (value === undefined || value === null || value === false) {
    return;
  }
  if (PROPERTIES.has(name)) {
    element[name] = value;
    return;
  }
  if (!NAMES.test(name) || REFUSED.test(name)) {
    throw new Error(`not an attribute of ours: ${name}`);
  }
  if (name === "href" && !/^(?:#|blob:)/.test(value) && !value.startsWith(`${location.origin}/`)) {
    throw new Error("links lead to this server alone");
  }
  element.setAttribute(name, value === true ? "" : String(value));
}

function build(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (name === "on") {
      for (const [event, handler] of Object.entries(value)) {
        element.addEventListener(event, handler);
      }
    } else {
      set(element, name, value);
    }
  }
  fill(element, children);
  return element;
}

/** Adds nodes, and everything else as text. */
function fill(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child !== undefined && child !== null && child !== false) {
      element.append(child instanceof Node ? child : document.createTextNode(String(child)));
    }
  }
  return element;
}

export function el(name, attributes, ...children) {
  if (/^(?:script|style|iframe|object|embed|base|meta|link)$/i.test(name)) {
    throw new Error(`not an element of ours: ${name}`);
  }
  return build(document.createElement(name), attributes, children);
}

export function svg(name, attributes, ...children) {
  return build(document.createElementNS(SVG, name), attributes, children);
}

export function clear(element, ...children) {
  element.replaceChildren();
  return fill(element, children);
}

let ids = 0;

export function freshId(prefix = "e") {
  ids += 1;
  return `${prefix}-${ids}`;
}

/** A button; while its work is under way it cannot be pressed again. */
export function button(label, work, { kind = "", describe, submit = false } = {}) {
  const made = el("button", { type: submit ? "submit" : "button", class: kind, "aria-label": describe }, label);
  if (work) {
    made.addEventListener("click", async () => {
      if (made.dataset.busy) {
        return;
      }
      // It keeps the focus, which a disabled one would lose.
      made.dataset.busy = "yes";
      try {
        await work(made);
      } finally {
        delete made.dataset.busy;
      }
    });
  }
  return made;
}

/** An input with its label and, if there is one, a hint that screen readers tell. */
export function field(label, input, hint) {
  input.id ||= freshId("f");
  const hinted = hint ? el("p", { class: "hint", id: `${input.id}-hint` }, hint) : null;
  if (hinted) {
    input.setAttribute("aria-describedby", hinted.id);
  }
  return el("div", { class: "field" }, el("label", { for: input.id }, label), input, hinted);
}

/** A box to tick, with its label behind it. */
export function tick(label, input, hint) {
  input.id ||= freshId("f");
  const hinted = hint ? el("p", { class: "hint", id: `${input.id}-hint` }, hint) : null;
  if (hinted) {
    input.setAttribute("aria-describedby", hinted.id);
  }
  return el("div", { class: "tick" }, input, el("label", { for: input.id }, label), hinted);
}

/** Choices of which one is taken, each with what it means. */
export function choices(legend, name, rows, chosen, changed) {
  const inputs = rows.map((row) => {
    const input = el("input", { type: "radio", name, value: row.value, checked: row.value === chosen });
    input.addEventListener("change", () => changed?.(row.value));
    return tick(row.label, input, row.hint);
  });
  const set = el("fieldset", {}, el("legend", {}, legend), inputs);
  return {
    element: set,
    value: () => set.querySelector("input:checked")?.value ?? "",
  };
}

function columnHead(head) {
  return el("th", { scope: "col" }, head || el("span", { class: "unseen" }, "What can be done"));
}

/** A table; it scrolls by itself where the page is narrow, by keys too. */
export function table(caption, heads, rows, empty = "There are none.") {
  if (rows.length === 0) {
    return el("p", { class: "empty" }, empty);
  }
  const id = freshId("c");
  return el(
    "div",
    { class: "scroll", tabindex: "0", role: "group", "aria-labelledby": id },
    el(
      "table",
      {},
      el("caption", { id }, caption),
      el("thead", {}, el("tr", {}, heads.map(columnHead))),
      el(
        "tbody",
        {},
        rows.map((row) =>
          el("tr", {}, row.map((cell, at) => (at === 0 ? el("th", { scope: "row" }, cell) : el("td", {}, cell)))),
        ),
      ),
    ),
  );
}

/** Names and what they are. */
export function facts(rows) {
  return el(
    "dl",
    { class: "facts" },
    rows.filter(Boolean).map(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]),
  );
}

export function code(text) {
  return el("pre", { tabindex: "0", role: "group", "aria-label": "Text to copy" }, el("code", {}, text));
}

/** A dialog that keeps the focus within itself and closes by Escape. Resolves to what its work answers, or undefined. */
export function dialog(title, content, { label = "OK", kind = "", work = () => true, cancel = "Cancel" } = {}) {
  return new Promise((resolve) => {
    let answer;
    const id = freshId("d");
    const wrong = el("div", { role: "alert" });
    const form = el("form", { method: "dialog" });
    const box = el("dialog", { "aria-labelledby": id }, form);
    const done = el("button", { type: "submit", class: kind || "main" }, label);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      done.disabled = true;
      clear(wrong);
      try {
        answer = await work();
        if (answer !== false) {
          box.close();
        }
      } catch (failed) {
        clear(wrong, problem(failed));
      } finally {
        done.disabled = false;
      }
    });
    fill(form, [
      el("h2", { id }, title),
      content,
      wrong,
      el("div", { class: "buttons" }, done, cancel && button(cancel, () => box.close())),
    ]);
    box.addEventListener("close", () => {
      box.remove();
      resolve(answer);
    });
    document.body.append(box);
    box.showModal();
    (form.querySelector("input, select, textarea") ?? done).focus();
  });
}

/** Asks before something is done that cannot be undone. With `name` it must be typed. */
export function confirm(title, text, label, work, name) {
  const typed = el("input", { type: "text", autocomplete: "off", spellcheck: "false" });
  return dialog(title, [el("p", {}, text), name && field(`Type ${name} to confirm`, typed)], {
    label,
    kind: "danger",
    work: () => {
      if (name && typed.value !== name) {
        throw new Error(`What you typed is not ${name}.`);
      }
      return work();
    },
  });
}

/** What went wrong, in words: of a refusal the action that is missing. */
export function problem(failed) {
  const missing = failed.isRefusal && failed.action;
  return el(
    "div",
    { class: missing ? "problem missing" : "problem" },
    missing
      ? el("p", {}, "You are not allowed to do this. The action that is missing: ", el("code", {}, failed.action))
      : null,
    el("p", {}, failed.code ? `${failed.code}: ` : "", failed.message || "It failed, and the server did not say why."),
    failed.requestId ? el("p", { class: "hint" }, `Request ${failed.requestId}`) : null,
  );
}

const live = el("div", { role: "status", "aria-live": "polite", class: "live" });

export function liveRegion() {
  return live;
}

/** Says what became of something, to eyes and to screen readers. */
export function say(...words) {
  clear(live, ...words);
}

/** A part of a page that fills itself, and where it fails says so in its own place. */
export function part(title, load, { level = "h2" } = {}) {
  const id = freshId("s");
  const body = el("div", { "aria-busy": "true" }, el("p", { class: "hint" }, "Loading …"));
  const section = el("section", title ? { "aria-labelledby": id } : {}, title && el(level, { id }, title), body);
  const run = async () => {
    body.setAttribute("aria-busy", "true");
    try {
      const made = await load(run);
      clear(body, made);
    } catch (failed) {
      clear(body, problem(failed));
    } finally {
      body.setAttribute("aria-busy", "false");
    }
  };
  section.reload = run;
  run();
  return section;
}

/** Does something, and says what became of it. */
export async function attempt(work, done) {
  try {
    const answer = await work();
    if (done) {
      say(done);
    }
    return answer;
  } catch (failed) {
    say(problem(failed));
    return undefined;
  }
}

export function size(bytes) {
  const units = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB"];
  let value = Number(bytes);
  let at = 0;
  while (value >= 1024 && at < units.length - 1) {
    value /= 1024;
    at += 1;
  }
  return `${at === 0 ? value : value.toFixed(value < 10 ? 1 : 0)} ${units[at]}`;
}

export function count(number) {
  return Number(number).toLocaleString("en");
}

export function time(text) {
  const at = new Date(text);
  return text && !Number.isNaN(at.getTime()) ? at.toISOString().replace("T", " ").replace(/\.\d+Z/, " UTC") : "";
}

/** A list of which one page is shown, whatever it is long. `load` is given the token of a page and answers `next`. */
export function paged(title, load, show) {
  const before = [];
  let token;
  const turn = async (forward, next) => {
    if (forward) {
      before.push(token);
      token = next;
    } else {
      token = before.pop();
    }
    await section.reload();
    say(`Page ${before.length + 1}`);
    section.querySelector("h2")?.focus();
  };
  const section = part(title, async () => {
    const page = await load(token);
    return [
      show(page),
      (before.length > 0 || page.next) &&
        el(
          "nav",
          { class: "pager", "aria-label": `Pages of ${title}` },
          before.length > 0 && button("Previous page", () => turn(false)),
          el("span", {}, `Page ${before.length + 1}`),
          page.next && button("Next page", () => turn(true, page.next)),
        ),
    ];
  });
  section.querySelector("h2")?.setAttribute("tabindex", "-1");
  return section;
}

/** A link within the console. */
export function to(page, parameters, ...words) {
  return el("a", { href: address(page, parameters) }, words);
}

export function address(page, parameters = {}) {
  const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value));
  return `#/${page}${query.size > 0 ? `?${query}` : ""}`;
}
