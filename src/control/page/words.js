// The words of the API as people read them, and how alarming each is: good, warn, bad or calm.

import { element } from "./dom.js";

const deliveryStates = {
  pending: ["to be sent", "warn"],
  waiting: ["behind an earlier one", "warn"],
  delivered: ["delivered", "good"],
  dead: ["given up", "bad"],
};

const subscriberStates = {
  healthy: ["healthy", "good"],
  failing: ["failing", "warn"],
  held: ["held", "bad"],
  disabled: ["disabled", "calm"],
  removed: ["removed", "calm"],
};

const streamStates = {
  failing: ["failing", "bad"],
  held: ["held", "warn"],
  late: ["late", "warn"],
  not_complete: ["not complete", "warn"],
  waiting: ["waiting", "calm"],
  first_scan: ["first scan", "calm"],
  starting: ["starting", "calm"],
  not_available: ["not available", "warn"],
  comparing: ["OK, comparing", "good"],
  ok: ["OK", "good"],
  not_polled: ["not polled", "calm"],
};

const pollOutcomes = {
  ok: ["OK", "good"],
  uncertified: ["uncertified", "warn"],
  failed: ["failed", "bad"],
  held: ["held", "bad"],
};

const errorClasses = {
  timeout: "timed out",
  connect: "no connection",
  tls: "TLS failed",
  resolve: "name not found",
  address: "address not allowed",
  reset: "connection broke",
  protocol: "no HTTP",
  too_large: "answer too long",
  proxy: "proxy refused",
  internal: "broke off here",
};

/** A small coloured label; the word says the same as the colour. */
export function badge(text, level) {
  return element("span", { class: `badge ${level}` }, text);
}

const known = (table, word) => badge(...(table[word] ?? [word, "calm"]));

export const deliveryBadge = (state) => known(deliveryStates, state);
export const subscriberBadge = (state) => known(subscriberStates, state);
export const streamBadge = (state) => known(streamStates, state);
export const streamWord = (state) => streamStates[state]?.[0] ?? state;
export const outcomeBadge = (outcome) => known(pollOutcomes, outcome);
export const deliveryWord = (state) => deliveryStates[state]?.[0] ?? state;
export const deliveryLevel = (state) => deliveryStates[state]?.[1] ?? "calm";
export const pollLevel = (outcome) => pollOutcomes[outcome]?.[1] ?? "calm";

/** Deliveries that need a look before the others, each kind by subscriber. */
export function worstFirst(deliveries) {
  const order = ["dead", "pending", "waiting", "delivered"];
  return [...deliveries].sort(
    (one, other) => order.indexOf(one.state) - order.indexOf(other.state) || one.subscriber.localeCompare(other.subscriber),
  );
}

/** What became of an attempt: "204", "503", "timed out". */
export function attemptBadge({ outcome, status }) {
  if (outcome === "delivered") return badge(`${status} accepted`, "good");
  if (status) return badge(`${status} refused`, "bad");
  return badge(errorClasses[outcome] ?? outcome, "bad");
}
