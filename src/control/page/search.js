// Finds events. Those that a subscriber or a state narrows down are looked up by their deliveries, which the
// daemon has an index for; a text is looked up among the events.

import { read } from "./api.js";
import { eventTypes } from "./event_types.js";

const most = 1000;  // of one answer of the API
const statesOf = { unfinished: ["pending", "waiting"] };

/** One row per event, with those of its deliveries that were asked for. */
function eventsOf(deliveries) {
  const events = new Map();
  for (const { id, event_id, type, entity, title, created_at, subscriber, state } of deliveries) {
    if (!events.has(event_id)) events.set(event_id, { id: event_id, type, entity, title, created_at, deliveries: [] });
    events.get(event_id).deliveries.push({ id, subscriber, state });
  }
  return [...events.values()];
}

async function byDelivery({ q, subscriber, state }, limit) {
  const pages = await Promise.all(
    (statesOf[state] ?? [state]).map((one) => read("/v1/deliveries", { subscriber, state: one, type: q, limit })),
  );
  const deliveries = pages.flatMap((page) => page.deliveries).sort((one, other) => (one.created_at < other.created_at ? 1 : -1));
  return { events: eventsOf(deliveries), more: pages.some((page) => page.next_before !== null) };
}

async function byText({ q, subscriber, state }, limit) {
  const narrowed = subscriber || state;
  const { events, next_before: next } = await read("/v1/events", { q, limit: narrowed ? most : limit });
  const states = statesOf[state] ?? [state];
  const wanted = (delivery) => (!subscriber || delivery.subscriber === subscriber) && (!state || states.includes(delivery.state));
  const found = narrowed ? events.filter((event) => event.deliveries.some(wanted)) : events;
  return { events: found, more: next !== null && !narrowed };
}

/** {events, more}: newest first, up to `limit` of them. */
export async function search(view, limit) {
  const q = view.q.trim();
  const types = await eventTypes();
  const byDeliveries = (view.subscriber || view.state) && (q === "" || types.includes(q));
  return byDeliveries ? byDelivery({ ...view, q }, limit) : byText({ ...view, q }, limit);
}
