// The polled lists, a row for each facility and for each list that is about all of them, as the daemon sorts them: the
// worst first. How old is what we know of them, when are they asked again, and how did it go lately.

import { element, show } from "./dom.js";
import { age, count } from "./format.js";
import { sparkline } from "./sparkline.js";
import { table } from "./table.js";
import { badge, streamBadge, streamWord } from "./words.js";

const few = 6;
let all = false;

const columns = [
  { label: "Facility or list" },
  { label: "State" },
  { label: "Last success" },
  { label: "Next poll" },
  { label: "Recent polls" },
];

export function toggleStreams() {
  all = !all;
}

const calm = ["ok", "comparing", "not_polled"];
const isCalm = ({ state }) => calm.includes(state);

/** [{key, name, streams}], in the order of the streams, of which each facility's stand together. */
export function groupsOf(streams) {
  const groups = [];
  for (const stream of streams) {
    const { facility, name } = stream;
    const key = facility ? `facility ${facility.id}` : name;
    const last = groups.at(-1);
    if (last?.key === key) last.streams.push(stream);
    else groups.push({ key, name: facility?.name ?? name, streams: [stream] });
  }
  return groups;
}

const earliest = (instants) => instants.filter(Boolean).sort()[0] ?? null;

/** Of several lists the oldest counts, and that one of them has never been read. */
function lastSuccess(streams) {
  const instants = streams.map((stream) => stream.last_success_at);
  return instants.includes(null) ? null : earliest(instants);
}

function notesOf({ streams }) {
  const told = streams.filter(({ note }) => note);
  return told.map(({ name, facility, note }) => element("p", { class: "reason" }, facility ? `${name}: ${note}` : note));
}

/** Of the worst, which comes first. */
function stateOf([worst]) {
  if (worst.state !== "failing") return streamBadge(worst.state);
  return badge(`failed ${worst.failures === 1 ? "once" : `${worst.failures} times`}`, "bad");
}

/** Of a facility; the others are named by their notes. */
function namesOf({ streams }) {
  if (!streams[0].facility) return null;
  return streams.filter(({ note }) => !note).map(({ name }) => element("div", { class: "quiet" }, name));
}

const newestFirst = (one, other) => Date.parse(other.began_at) - Date.parse(one.began_at);

function row(group, history) {
  const { key, name, streams } = group;
  const polls = streams.flatMap((stream) => history.of(stream.name)).sort(newestFirst);
  return {
    key,
    cells: [
      element("div", {}, element("span", { class: "name" }, name), namesOf(group)),
      element("div", {}, stateOf(streams), notesOf(group)),
      age(lastSuccess(streams), "never"),
      age(earliest(streams.map((stream) => stream.next_poll_at))),
      sparkline(polls) ?? element("span", { class: "quiet" }, "none yet"),
    ],
  };
}

/** "110 OK, 7 waiting for the first scan" */
function sumOf(groups) {
  const numbers = new Map();
  for (const { state } of groups.flatMap(({ streams }) => streams)) numbers.set(state, (numbers.get(state) ?? 0) + 1);
  return [...numbers].map(([state, number]) => `${number.toLocaleString("en")} ${streamWord(state)}`).join(", ");
}

export function drawStreams({ status, history }) {
  const { streams, feeds } = status;
  if (streams.length === 0) {
    show("streams-content", element("p", { class: "empty" }, "No stream is polled yet. The daemon logs in to OpenBoxes first and asks which facilities there are."));
    return;
  }
  const groups = groupsOf(streams);
  const troubled = groups.filter((group) => !group.streams.every(isCalm)).length;
  const shown = all ? groups : groups.slice(0, Math.max(few, Math.min(troubled, 2 * few)));
  const rest = groups.slice(shown.length);
  const more = groups.length > few && element(
    "button",
    { type: "button", "data-do": "all-streams", "aria-expanded": String(all) },
    all ? `Show ${few} only` : `Show all ${count(streams.length, "stream")}`,
  );
  show(
    "streams-content",
    feeds?.note && element("p", { class: "quiet" }, `Lists that see all facilities at once: ${feeds.note}.`),
    table("Polled streams", columns, shown.map((group) => row(group, history))),
    rest.length > 0 && element("p", { class: "quiet" }, `Further ${count(rest.flatMap((group) => group.streams).length, "stream")}: ${sumOf(rest)}.`),
    more,
  );
}
