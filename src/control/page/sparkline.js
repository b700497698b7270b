// The recent polls of a stream as little bars, the newest on the right: their height is how long each took, their
// colour how it ended; a strong bar found events.

import { drawing } from "./dom.js";
import { count, duration } from "./format.js";
import { pollLevel } from "./words.js";

export const bars = 40;
const step = 3;
const height = 24;
const least = 3;

function median(numbers) {
  return [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length / 2)];
}

function describe(polls) {
  const failed = polls.filter((poll) => poll.outcome !== "ok").length;
  const events = polls.reduce((sum, poll) => sum + poll.events, 0);
  const parts = [`The last ${count(polls.length, "poll")}`];
  parts.push(failed === 0 ? "all succeeded" : `${failed} did not succeed`);
  parts.push(`half took less than ${duration(median(polls.map((poll) => poll.duration_ms)))}`);
  if (events > 0) parts.push(`${count(events, "event")} found`);
  return parts.join(", ");
}

function kindOf(poll) {
  if (poll.outcome !== "ok") return pollLevel(poll.outcome);
  return poll.events > 0 ? "found" : "idle";
}

/** `polls`: of one stream, the newest first. Null when there are none. */
export function sparkline(polls) {
  if (polls.length === 0) return null;
  const shown = polls.slice(0, bars);
  const longest = Math.max(...shown.map((poll) => poll.duration_ms), 1);
  const bar = (poll, index) => {
    // The square root: one slow poll must not flatten all others.
    const tall = poll.outcome === "ok" ? Math.max(least, height * Math.sqrt(poll.duration_ms / longest)) : height;
    const x = (bars - 1 - index) * step;
    return drawing("rect", { class: kindOf(poll), x, y: (height - tall).toFixed(1), width: step - 1, height: tall.toFixed(1) });
  };
  const text = describe(shown);
  return drawing(
    "svg",
    { class: "sparkline", viewBox: `0 0 ${bars * step} ${height}`, role: "img", "aria-label": text },
    drawing("title", {}, text),
    drawing("rect", { class: "base", x: 0, y: height - 1, width: bars * step - 1, height: 1 }),
    shown.map(bar).reverse(),
  );
}
