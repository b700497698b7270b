// The forms that narrow down the events and the sync log; what they say is in the address.

import { address } from "./address.js";
import { element, show } from "./dom.js";

const pause = 250;  // ms after the last key
const inputs = {
  q: document.getElementById("search-text"),
  subscriber: document.getElementById("search-subscriber"),
  state: document.getElementById("search-state"),
  outcome: document.getElementById("log-outcome"),
  stream: document.getElementById("log-stream"),
};

function showOptions(id, names, chosen) {
  const all = chosen && !names.includes(chosen) ? [...names, chosen] : names;
  show(id, element("option", { value: "" }, "All"), all.map((name) => element("option", { value: name }, name)));
}

/** Makes the forms say what the address says; not the one in which somebody types. */
export function drawFilters({ status }) {
  const view = address.get();
  if (status) {
    showOptions("search-subscriber", status.subscribers.map(({ name }) => name), view.subscriber);
    showOptions("log-stream", status.streams.map(({ name }) => name).sort(), view.stream);
  }
  for (const [key, input] of Object.entries(inputs)) {
    if (input.value !== view[key] && input !== document.activeElement) input.value = view[key];
  }
}

function clear() {
  for (const key of ["q", "subscriber", "state"]) inputs[key].value = "";
}

/** `searched` and `filtered` are called when the events or the polls to look for have changed. */
export function watchFilters({ searched, filtered }) {
  let timer = 0;
  const take = () => {
    clearTimeout(timer);
    const { q, subscriber, state } = inputs;
    address.change({ q: q.value.trim(), subscriber: subscriber.value, state: state.value, event: "" });
    searched();
  };
  inputs.q.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(take, pause);
  });
  inputs.subscriber.addEventListener("change", take);
  inputs.state.addEventListener("change", take);
  document.getElementById("search").addEventListener("submit", (event) => {
    event.preventDefault();
    take();
  });
  document.getElementById("log-filter").addEventListener("submit", (event) => event.preventDefault());
  document.getElementById("log-filter").addEventListener("change", () => {
    address.change({ outcome: inputs.outcome.value, stream: inputs.stream.value });
    filtered();
  });
  return {
    clearSearch() {
      clear();
      take();
      inputs.q.focus();
    },
  };
}
