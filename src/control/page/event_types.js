// The event types that there are: the daemon knows them, and is asked once.

import { read } from "./api.js";
import { element, show } from "./dom.js";

let asked = null;

async function ask() {
  const { event_types: described } = await read("/v1/event-types");
  const types = described.map(({ type }) => type);
  show("event-types", types.map((type) => element("option", { value: type })));
  return types;
}

/** Their names; the fields where one is typed suggest them. */
export async function eventTypes() {
  asked ??= ask();
  try {
    return await asked;
  } catch (error) {
    asked = null;  // asked again with the next refresh
    throw error;
  }
}
