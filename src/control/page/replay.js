// Replay: events of the past, sent to a subscriber again or for the first time. Counted first, always: nothing is
// sent before the numbers were seen, and a change of what is asked for makes them be counted again.

import { change } from "./api.js";
import { ask } from "./dialog.js";
import { element } from "./dom.js";
import { count } from "./format.js";

const day = 86_400_000;

/** For <input type="datetime-local">, in the zone of the browser. */
function localTime(instant) {
  const date = new Date(instant);
  return new Date(date - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function check(name, text, explanation, checked) {
  return element(
    "label",
    { class: "check" },
    element("input", { type: "checkbox", name: "states", value: name, checked }),
    element("span", {}, text, " ", element("span", { class: "quiet" }, explanation)),
  );
}

function fields() {
  return [
    element(
      "div",
      { class: "line" },
      element("label", { class: "field" }, "From", element("input", { type: "datetime-local", name: "since", required: true, value: localTime(Date.now() - day) })),
      element("label", { class: "field" }, "Until", element("input", { type: "datetime-local", name: "until" })),
    ),
    element("label", { class: "field" }, "Only these types", element("input", { name: "types", list: "event-types", placeholder: "All; * stands for any text: stockMovement.*", autocomplete: "off" })),
    element(
      "fieldset",
      {},
      element("legend", {}, "Which"),
      check("missing", "Missing", "match its filter and were never queued for it", true),
      check("dead", "Given up", "all attempts failed", true),
      check("delivered", "Delivered", "again, although it accepted them", false),
    ),
  ];
}

function wanted(name, form) {
  const { since, until, types } = form.elements;
  const body = { subscriber: name, since: new Date(since.value).toISOString() };
  if (until.value) body.until = new Date(until.value).toISOString();
  if (types.value.trim()) body.types = types.value.split(/[\s,]+/).filter(Boolean);
  body.states = [...form.querySelectorAll("[name=states]:checked")].map((box) => box.value);
  if (body.states.length === 0) throw new Error("Choose at least one of missing, given up and delivered.");
  return body;
}

function counted({ queued, missing, dead, delivered, unfinished, events }) {
  const parts = [`${missing} missing`, `${dead} given up`, `${delivered} delivered`].join(", ");
  const left = unfinished > 0 ? ` ${unfinished} more will be sent anyway.` : "";
  return `${count(queued, "event")} of ${events.toLocaleString("en")} looked at: ${parts}.${left}`;
}

export function replay(name, changed) {
  let seen = "";
  ask({
    title: `Replay to ${name}`,
    text: "Queues events of the past for it, oldest first; ids and bodies stay. First they are only counted.",
    fields: fields(),
    confirm: "Count",
    act: async (form) => {
      const body = wanted(name, form);
      const asked = JSON.stringify(body);
      if (asked !== seen) {
        const counts = await change("/v1/replay", { ...body, dry_run: true });
        seen = counts.queued > 0 ? asked : "";
        return { text: `Would queue ${counted(counts)}`, level: "calm", confirm: counts.queued > 0 ? `Send ${count(counts.queued, "event")}` : "Count" };
      }
      const counts = await change("/v1/replay", body);
      changed();
      return { text: `Queued ${counted(counts)}`, done: true };
    },
  });
}
