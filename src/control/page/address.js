// What is looked at, in the fragment of the address, so that it can be sent to somebody: #event=evt_…,
// #subscriber=erp&state=dead. A fragment without "=" is the name of a section.

const keys = ["q", "subscriber", "state", "event", "outcome", "stream"];
let current = parse(location.hash) ?? empty();

function empty() {
  return Object.fromEntries(keys.map((key) => [key, ""]));
}

/** Null when the fragment names a section. */
function parse(hash) {
  const text = hash.replace(/^#/, "");
  if (text && !text.includes("=")) return null;
  const given = new URLSearchParams(text);
  return Object.fromEntries(keys.map((key) => [key, given.get(key) ?? ""]));
}

export function link(view) {
  const given = new URLSearchParams(Object.entries({ ...empty(), ...view }).filter(([, value]) => value));
  return `#${given}`;
}

export const address = {
  get: () => current,
  /** `remember`: "back" in the browser leads to what was there before. */
  change(changes, { remember = false } = {}) {
    current = { ...current, ...changes };
    const url = link(current);
    if (remember) history.pushState(null, "", url);
    else history.replaceState(null, "", url);
  },
  /** `then` is called when a link or "back" has led elsewhere. */
  watch(then) {
    addEventListener("popstate", () => {
      const next = parse(location.hash);
      if (!next) return;
      current = next;
      then();
    });
  },
};
