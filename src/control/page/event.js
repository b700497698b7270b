// One event: to whom it went, what they answered, why not, and what was sent.

import { element } from "./dom.js";
import { age, count, duration, moment } from "./format.js";
import { table } from "./table.js";
import { attemptBadge, deliveryBadge, worstFirst } from "./words.js";

const columns = [
  { label: "Attempt", class: "narrow" },
  { label: "Began", class: "narrow time" },
  { label: "Took", class: "narrow number" },
  { label: "Result", class: "result" },
  { label: "Answer" },
];

function answer(text) {
  return text ? element("pre", { class: "answer" }, text) : element("span", { class: "quiet" }, "empty");
}

function attemptRow(attempt, key) {
  const { number, started_at: began, duration_ms: took, status, detail, answer: text, probe } = attempt;
  // With a status the detail only repeats it, but for redirects.
  const why = detail && detail !== `answered ${status}` ? detail : null;
  return {
    key,
    cells: [
      String(number),
      moment(began),
      duration(took),
      element("div", {}, attemptBadge(attempt), probe && element("span", { class: "quiet" }, " probe"), why && element("p", { class: "reason" }, why)),
      status ? answer(text) : element("span", { class: "quiet" }, "none"),
    ],
  };
}

/** Newest first: the last answer is what one looks for. */
function attemptTable(delivery) {
  const rows = delivery.attempts.map((attempt, index) => attemptRow(attempt, `${delivery.id} ${index}`)).reverse();
  return table(`Attempts for ${delivery.subscriber}, the newest first`, columns, rows);
}

function sentence({ state, waits_for: waits, last_error: error, finished_at: finished, attempts }) {
  if (state === "delivered") return ["Accepted ", age(finished), "."];
  const tries = attempts.length === 0 ? "Not attempted yet" : `${count(attempts.length, "attempt")} so far`;
  if (state === "dead") return [error ? `${error[0].toUpperCase()}${error.slice(1)}` : "Given up", ", ", age(finished), "."];
  return [`${tries}${error ? `, the last one: ${error}` : ""}. It waits for ${waits ?? "its turn"}.`];
}

function disclosure(id, text, shown, content) {
  const isOpen = shown.has(id);
  return element(
    "div",
    { "data-key": id },
    element("button", { type: "button", class: "disclosure", "data-do": "disclose", "data-id": id, "aria-expanded": String(isOpen) }, text),
    isOpen && content(),
  );
}

function deliveryElement(delivery, shown) {
  const { id, subscriber, state, attempts } = delivery;
  const finished = state === "delivered" || state === "dead";
  return element(
    "div",
    { class: "delivery", "data-key": `delivery ${id}` },
    element(
      "div",
      { class: "line" },
      element("h4", {}, subscriber),
      deliveryBadge(state),
      finished && element("button", { type: "button", class: "small", "data-do": "retry", "data-delivery": id, "data-subscriber": subscriber, "aria-label": `Send again to ${subscriber}` }, "Send again"),
    ),
    element("p", {}, sentence(delivery)),
    attempts.length > 0 && disclosure(`attempts ${id}`, count(attempts.length, "attempt"), shown, () => attemptTable(delivery)),
  );
}

function fact(name, value) {
  return element("div", {}, element("dt", {}, name), element("dd", {}, value));
}

/** `shown`: ids of the disclosures that are open. */
export function eventDetail(id, event, problem, shown) {
  if (problem) return element("p", { class: "problem" }, problem);
  if (event?.id !== id) return element("p", { class: "quiet" }, "Loading…");
  return element(
    "div",
    { class: "event-detail" },
    element("h3", {}, "Deliveries"),
    event.deliveries.length + event.not_sent.length === 0 && element("p", {}, "No subscribers are configured."),
    worstFirst(event.deliveries).map((delivery) => deliveryElement(delivery, shown)),
    event.not_sent.map(({ subscriber, reason }) => element("p", {}, `Not sent to ${subscriber}: ${reason}.`)),
    element("h3", {}, "Event"),
    element(
      "dl",
      { class: "facts" },
      fact("Webhook id", element("code", {}, event.id)),
      fact("About", element("code", {}, event.entity)),
      fact("Happened", moment(event.occurred_at)),
      fact("Stored", moment(event.created_at)),
      event.stream && fact("Found by", event.stream),
    ),
    element(
      "div",
      { class: "line" },
      element("button", { type: "button", class: "small", "data-do": "copy-link" }, "Copy link"),
    ),
    disclosure(`payload ${id}`, "Payload", shown, () => element("pre", { class: "payload" }, JSON.stringify(event.body, null, 2))),
  );
}
