// XML that comes, and XML that goes.

/** @returns the document; what is no XML is an error */
export function parse(text) {
  const found = new DOMParser().parseFromString(text, "application/xml");
  if (found.querySelector("parsererror")) {
    throw new Error("The server's answer is no XML.");
  }
  return found;
}

/** The texts of all elements of that name, wherever they stand. */
export function texts(text, name) {
  try {
    return all(parse(text), name).map((node) => node.textContent);
  } catch {
    return [];
  }
}

export function all(node, name) {
  return Array.from(node.getElementsByTagNameNS("*", name));
}

/** The children of that name. */
export function children(node, name) {
  return Array.from(node?.children ?? []).filter((child) => child.localName === name);
}

/** The first child of that name, or what it leads to; a path has dots. */
export function child(node, path) {
  return path.split(".").reduce((at, name) => (at ? children(at, name)[0] : undefined), node);
}

export function text(node, path, otherwise = "") {
  return child(node, path)?.textContent ?? otherwise;
}

function escaped(value) {
  return String(value).replace(/[<>&'"\u0000-\u001f\u007f-\u009f]/g, (c) => `&#${c.codePointAt(0)};`);
}

/** Nested pairs of names and values as XML: `["Tag", [["Key", "a"], ["Value", "b"]]]`. */
export function xml(name, content, namespace) {
  const head = namespace ? `${name} xmlns="${escaped(namespace)}"` : name;
  return `<${head}>${inner(content)}</${name}>`;
}

function inner(content) {
  return Array.isArray(content) ? content.map(([name, value]) => xml(name, value)).join("") : escaped(content);
}

/** The same, to be read. */
export function shownXml(name, content, namespace, indent = "") {
  const head = namespace ? `${name} xmlns="${escaped(namespace)}"` : name;
  if (!Array.isArray(content)) {
    return `${indent}<${head}>${escaped(content)}</${name}>`;
  }
  const lines = content.map(([each, value]) => shownXml(each, value, undefined, `${indent}  `));
  return [`${indent}<${head}>`, ...lines, `${indent}</${name}>`].join("\n");
}
