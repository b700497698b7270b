// Who is sent webhooks: how each is doing, what waits for it and why, and what can be done about it.

import { link } from "./address.js";
import { element, show } from "./dom.js";
import { age, distance } from "./format.js";
import { table } from "./table.js";
import { subscriberBadge } from "./words.js";

const columns = [
  { label: "Subscriber" },
  { label: "State" },
  { label: "Waiting", class: "number" },
  { label: "Given up", class: "number" },
  { label: "Oldest waiting" },
  { label: "Last success" },
  { label: "Actions", class: "actions" },
];

function explanation({ state, reason, failing_since: since, paused_until: until, trouble, in_flight: flying, last_success_at: success }) {
  const lines = [];
  if (reason && state !== "healthy") lines.push(reason);
  if (state === "failing" && since) lines.push(element("span", {}, "Began ", age(since)));
  if (state === "disabled") lines.push("enabled: false in the configuration; its events queue");
  if (state === "removed") lines.push("No longer in the configuration; what it is owed is kept");
  if (until && state === "failing") lines.push(`Next probe ${distance(until)}`);
  if (until && state === "healthy") lines.push(`Asked to wait; goes on ${distance(until)}`);
  if (trouble) lines.push(`Attempts cannot be recorded: ${trouble}`);
  if (flying > 0) lines.push(`${flying} being sent`);
  if (lines.length === 0 && state === "healthy" && !success) lines.push("Nothing sent yet");
  return lines.map((line) => element("p", { class: "reason" }, line));
}

/** A number that leads to the events behind it. */
function events(name, state, number, what) {
  if (number === 0) return element("span", { class: "quiet" }, "0");
  return element("a", { href: link({ subscriber: name, state }), "aria-label": `${number} ${what} for ${name}` }, number.toLocaleString("en"));
}

const button = (action, text, name) =>
  element("button", { type: "button", "data-do": action, "data-subscriber": name, "aria-label": `${text} ${name}` }, text);

function actions({ name, state }) {
  if (state === "removed") return element("span", { class: "quiet" }, "–");
  return element(
    "div",
    { class: "line" },
    state === "held" ? button("resume", "Resume", name) : button("pause", "Pause", name),
    button("ping", "Ping", name),
    button("replay", "Replay", name),
  );
}

function row(subscriber) {
  const { name, state, url, pending, dead, oldest_at: oldest, last_success_at: success } = subscriber;
  return {
    key: name,
    cells: [
      element("div", {}, element("span", { class: "name" }, name), url && element("p", { class: "quiet small" }, url)),
      element("div", {}, subscriberBadge(state), explanation(subscriber)),
      events(name, "unfinished", pending, "waiting"),
      events(name, "dead", dead, "given up"),
      age(oldest),
      age(success, "never"),
      actions(subscriber),
    ],
  };
}

export function drawSubscribers({ status }) {
  if (status.subscribers.length === 0) {
    show(
      "subscribers-content",
      element("p", { class: "empty" }, "No subscriber is configured, so nothing is sent to anybody. Add one to ", element("code", {}, "subscribers:"), " in the configuration and reload."),
    );
    return;
  }
  show("subscribers-content", table("Subscribers", columns, status.subscribers.map(row)));
}
