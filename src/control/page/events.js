// The live table of events; the one that is open shows its deliveries, attempts and payload below its row.

import { address } from "./address.js";
import { element, show } from "./dom.js";
import { eventDetail } from "./event.js";
import { count, moment } from "./format.js";
import { table } from "./table.js";
import { badge, deliveryLevel, deliveryWord, worstFirst } from "./words.js";

const columns = [{ label: "When", class: "narrow time" }, { label: "Event" }, { label: "Deliveries" }];

function deliveryBadges(deliveries) {
  if (deliveries.length === 0) return element("span", { class: "quiet" }, "nobody subscribed");
  return element(
    "div",
    { class: "line" },
    worstFirst(deliveries).map(({ subscriber, state }) => badge(`${subscriber} ${deliveryWord(state)}`, deliveryLevel(state))),
  );
}

function row(event, { open, detail, problem, shown }) {
  const isOpen = event.id === open;
  const name = event.title || event.entity;
  const toggle = element(
    "button",
    {
      type: "button",
      class: "disclosure",
      "data-do": "event",
      "data-event": event.id,
      "aria-expanded": String(isOpen),
      "aria-label": `${event.type}, ${name}`,
    },
    element("span", { class: "name" }, event.type),
  );
  return {
    key: event.id,
    class: isOpen ? "event open" : "event",
    attributes: { "data-row": event.id },
    cells: [
      moment(event.created_at),
      element("div", {}, toggle, element("p", { class: "subject" }, name)),
      deliveryBadges(event.deliveries),
    ],
    detail: isOpen ? eventDetail(event.id, detail, problem, shown) : null,
  };
}

/** A linked event may be too old for the list, or not match the filter; it is shown all the same. */
function withOpenOne(events, open, detail) {
  if (!open || events.some(({ id }) => id === open)) return events;
  if (detail?.id !== open) return [{ id: open, type: "Event", entity: open, deliveries: [], created_at: null }, ...events];
  const place = events.findIndex(({ created_at: created }) => created < detail.created_at);
  const all = [...events];
  all.splice(place < 0 ? all.length : place, 0, detail);
  return all;
}

function emptiness({ q, subscriber, state }) {
  if (!q && !subscriber && !state) {
    return element(
      "p",
      { class: "empty" },
      "No event yet. The first scan of each stream is silent: it only remembers what is there. What changes in OpenBoxes from then on appears here by itself.",
    );
  }
  return element(
    "div",
    { class: "empty" },
    element("p", {}, "No event matches. A text is looked for among the newest 2,000 events; events past their retention are gone."),
    element("button", { type: "button", "data-do": "clear-search" }, "Show all events"),
  );
}

function note(view, events, more) {
  const found = view.q || view.subscriber || view.state;
  if (events.length === 0) return "";
  if (more) return `The newest ${count(events.length, "event")}${found ? " that match" : ""}`;
  return found ? `${count(events.length, "event")} found` : count(events.length, "event");
}

export function drawEvents({ found, searchProblem, detail, detailProblem, shown }) {
  const view = address.get();
  if (searchProblem) {
    show("events-note");
    show("events-content", element("p", { class: "empty problem" }, searchProblem));
    return;
  }
  if (!found) return;
  const events = withOpenOne(found.events, view.event, detail);
  show("events-note", note(view, found.events, found.more));
  if (events.length === 0) {
    show("events-content", emptiness(view));
    return;
  }
  const more = found.more && element("button", { type: "button", "data-do": "older-events" }, "Show older events");
  const rows = events.map((event) => row(event, { open: view.event, detail, problem: detailProblem, shown }));
  show("events-content", table("Events, the newest first", columns, rows), more);
}
