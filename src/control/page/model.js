// Everything the page knows, and how it is asked for.

import { address } from "./address.js";
import { ApiError, NoAnswer, read, readiness } from "./api.js";
import { setClock } from "./format.js";
import { History } from "./history.js";
import { loadLog } from "./log.js";
import { search } from "./search.js";

const pageOfEvents = 25;
const pageOfPolls = 15;
const most = 1000;  // of one answer of the API
const fewDeliveries = 2;

export const model = {
  status: null,
  notReady: [],
  history: new History(),
  found: null,
  searchProblem: "",
  detail: null,
  detailProblem: "",
  log: null,
  logProblem: "",
  shown: new Set(),  // disclosures of the open event
  eventLimit: pageOfEvents,
  pollLimit: pageOfPolls,
  updatedAt: 0,
  down: null,        // {since, words}: the daemon does not answer
  refused: "",       // why it lets nobody read, in its words
};

/** What `ask` returns; the refusals that concern this question alone become `problem`. */
async function answerTo(ask) {
  try {
    return { value: await ask(), problem: "" };
  } catch (error) {
    if (error instanceof ApiError && error.status !== 401) return { value: null, problem: error.message };
    throw error;
  }
}

async function loadFound() {
  const view = { ...address.get() };
  const { value, problem } = await answerTo(() => search(viewOf(view), model.eventLimit));
  const now = address.get();
  if (["q", "subscriber", "state"].some((key) => now[key] !== view[key])) return;  // asked for something else meanwhile
  model.found = value;
  model.searchProblem = problem;
}

const viewOf = ({ q, subscriber, state }) => ({ q, subscriber, state });

async function loadDetail() {
  const { event } = address.get();
  if (!event) return;
  const { value, problem } = await answerTo(() => read(`/v1/events/${encodeURIComponent(event)}`));
  if (address.get().event !== event) return;
  if (value && model.detail?.id !== event) openAttempts(value);
  model.detail = value;
  model.detailProblem = problem;
}

/** What one opens an event for: the attempts that did not succeed, or the only ones. */
function openAttempts({ deliveries }) {
  for (const { id, state } of deliveries) {
    if (state !== "delivered" || deliveries.length <= fewDeliveries) model.shown.add(`attempts ${id}`);
  }
}

async function loadPolls() {
  const { outcome, stream } = address.get();
  const { value, problem } = await answerTo(() => loadLog(model.pollLimit));
  const now = address.get();
  if (now.outcome !== outcome || now.stream !== stream) return;
  model.log = value;
  model.logProblem = problem;
}

/** True when the daemon told everything. */
export async function load() {
  try {
    const [status, notReady] = await Promise.all([
      read("/v1/status"),
      readiness(),
      model.history.load(),
      loadFound(),
      loadDetail(),
      loadPolls(),
    ]);
    setClock(status.at);
    Object.assign(model, { status, notReady, down: null, refused: "", updatedAt: Date.now() });
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) {
      model.refused = error.message;
      model.down = null;
    } else if (error instanceof NoAnswer || error instanceof ApiError) {
      model.down = { since: model.down?.since ?? new Date().toISOString(), words: error.message };
    } else {
      throw error;
    }
    return false;
  }
}

/** Other events, or another open one, are looked at. */
export function forgetFound() {
  model.eventLimit = pageOfEvents;
}

export function forgetDetail() {
  model.detail = null;
  model.detailProblem = "";
  model.shown.clear();
}

export function moreEvents() {
  model.eventLimit = Math.min(2 * model.eventLimit, most);
}

export function morePolls() {
  model.pollLimit = Math.min(2 * model.pollLimit, most);
}

export function forgetPolls() {
  model.pollLimit = pageOfPolls;
}
