// Builds elements and brings them into the page. Data only ever becomes text nodes and attributes, never markup.
// The page is drawn anew at every refresh; patch() changes only what differs, so that focus, selection and
// scroll positions stay. Hence no element has a listener of its own: main.js listens for `data-do`.

const svg = "http://www.w3.org/2000/svg";

/** What turns, hides or steers text, made visible: names and answers come from elsewhere. As core::printable(). */
const deceiving = /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;
const printable = (text) => text.replace(deceiving, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  const kept = children.flat(Infinity).filter((child) => child || child === 0);
  node.append(...kept.map((child) => (typeof child === "string" ? printable(child) : child)));
  return node;
}

/** element("p", {class: "quiet"}, "text", …); a child that is null, false or empty is left out. */
export function element(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

export function drawing(name, attributes = {}, ...children) {
  return fill(document.createElementNS(svg, name), attributes, children);
}

const keyOf = (node) => (node.nodeType === Node.ELEMENT_NODE ? node.getAttribute("data-key") : null);

const sameKind = (one, other) => one.nodeName === other.nodeName && keyOf(one) === keyOf(other);

function patchAttributes(live, fresh) {
  for (const { name } of [...live.attributes]) if (!fresh.hasAttribute(name)) live.removeAttribute(name);
  for (const { name, value } of fresh.attributes) {
    if (live.getAttribute(name) !== value) live.setAttribute(name, value);
  }
}

function patchChildren(live, fresh) {
  const wanted = new Set([...fresh.childNodes].map(keyOf));
  for (const child of [...live.childNodes]) if (!wanted.has(keyOf(child))) child.remove();
  const known = new Map([...live.childNodes].map((child) => [keyOf(child), child]));

  let cursor = live.firstChild;
  for (const child of [...fresh.childNodes]) {
    const match = keyOf(child) === null ? cursor : known.get(keyOf(child));
    if (!match || !sameKind(match, child)) {
      live.insertBefore(child, cursor);
      continue;
    }
    if (match === cursor) cursor = cursor.nextSibling;
    else live.insertBefore(match, cursor);
    patch(match, child);
  }
  while (cursor) {
    const next = cursor.nextSibling;
    cursor.remove();
    cursor = next;
  }
}

function patch(live, fresh) {
  if (live.nodeType !== Node.ELEMENT_NODE) {
    if (live.nodeValue !== fresh.nodeValue) live.nodeValue = fresh.nodeValue;
    return;
  }
  patchAttributes(live, fresh);
  patchChildren(live, fresh);
}

/** Makes these the children of the element with this id. */
export function show(id, ...children) {
  const focused = document.activeElement;
  patchChildren(document.getElementById(id), element("div", {}, ...children));
  // An element that had to be moved has lost it.
  if (focused !== document.activeElement && focused?.isConnected) focused.focus({ preventScroll: true });
}
