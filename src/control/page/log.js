// The sync log: every poll, failed ones too.

import { address } from "./address.js";
import { read } from "./api.js";
import { element, show } from "./dom.js";
import { duration, moment } from "./format.js";
import { table } from "./table.js";
import { outcomeBadge } from "./words.js";

const columns = [
  { label: "Ended", class: "narrow time" },
  { label: "Stream" },
  { label: "Outcome" },
  { label: "Took", class: "number" },
  { label: "Requests", class: "number" },
  { label: "Rows", class: "number" },
  { label: "Changes", class: "number" },
  { label: "Events", class: "number" },
];

export async function loadLog(limit) {
  const { outcome, stream } = address.get();
  const { polls, next_before: next } = await read("/v1/polls", { outcome, stream, limit });
  return { polls, more: next !== null };
}

function row(poll) {
  return {
    key: String(poll.id),
    cells: [
      moment(poll.ended_at),
      element("span", {}, poll.stream, " ", element("span", { class: "quiet" }, poll.reach)),
      element("div", {}, outcomeBadge(poll.outcome), poll.error && element("p", { class: "reason" }, poll.error)),
      duration(poll.duration_ms),
      ...[poll.requests, poll.rows, poll.changes, poll.events].map((number) => number.toLocaleString("en")),
    ],
  };
}

export function drawLog({ log, logProblem }) {
  const { outcome, stream } = address.get();
  if (logProblem) return show("log-content", element("p", { class: "empty problem" }, logProblem));
  if (!log) return;
  if (log.polls.length === 0) {
    const text = outcome || stream ? "No such poll within the retention of the sync log." : "No poll yet.";
    return show("log-content", element("p", { class: "empty" }, text));
  }
  const more = log.more && element("button", { type: "button", "data-do": "older-polls" }, "Show older polls");
  show("log-content", table("Polls, the newest first", columns, log.polls.map(row)), more);
}
