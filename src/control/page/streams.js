// The polled lists: how old is what we know of each, when is it asked again, and how did it go lately.

import { element, show } from "./dom.js";
import { age, count } from "./format.js";
import { isLate } from "./health.js";
import { sparkline } from "./sparkline.js";
import { table } from "./table.js";
import { badge } from "./words.js";

const few = 6;
let all = false;

const columns = [
  { label: "Stream" },
  { label: "State" },
  { label: "Last success" },
  { label: "Next poll" },
  { label: "Recent polls" },
];

export function toggleStreams() {
  all = !all;
}

function stateOf(stream) {
  if (stream.failures > 0) return badge(`failed ${stream.failures === 1 ? "once" : `${stream.failures} times`}`, "bad");
  if (stream.hold) return badge("held", "warn");
  if (stream.last_error) return badge("not complete", "warn");
  if (isLate(stream)) return badge("late", "warn");
  if (!stream.last_success_at) return badge("first scan", "calm");
  return badge("OK", "good");
}

const urgency = (stream) => (stream.failures > 0 ? 2 : stream.last_error || isLate(stream) ? 1 : 0);

function row(stream, polls) {
  return {
    key: stream.name,
    cells: [
      element("span", { class: "name" }, stream.name),
      element("div", {}, stateOf(stream), stream.last_error && element("p", { class: "reason" }, stream.last_error)),
      age(stream.last_success_at, "never"),
      age(stream.next_poll_at),
      sparkline(polls) ?? element("span", { class: "quiet" }, "none yet"),
    ],
  };
}

export function drawStreams({ status, history }) {
  const { streams } = status;
  if (streams.length === 0) {
    show("streams-content", element("p", { class: "empty" }, "No stream has been polled yet. The daemon logs in to OpenBoxes first and asks which facilities there are."));
    return;
  }
  // Those in trouble first; a stable sort keeps the others by name.
  const sorted = [...streams].sort((one, other) => urgency(other) - urgency(one));
  const troubled = sorted.filter((stream) => urgency(stream) > 0).length;
  const shown = all ? sorted : sorted.slice(0, Math.max(few, Math.min(troubled, 2 * few)));
  const more = streams.length > few && element(
    "button",
    { type: "button", "data-do": "all-streams", "aria-expanded": String(all) },
    all ? `Show ${few} only` : `Show all ${count(streams.length, "stream")}`,
  );
  show("streams-content", table("Polled streams", columns, shown.map((stream) => row(stream, history.of(stream.name)))), more);
}
