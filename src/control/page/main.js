// Draws the page and says what its buttons do. model.js asks the daemon; each section draws itself.

import { pause, ping, resume, retry } from "./actions.js";
import { address, link } from "./address.js";
import { closeDialog } from "./dialog.js";
import { drawEvents } from "./events.js";
import { drawFilters, watchFilters } from "./filters.js";
import { tick } from "./format.js";
import { drawBanner, drawFreshness } from "./freshness.js";
import { drawLog } from "./log.js";
import { forgetDetail, forgetFound, forgetPolls, load, model, moreEvents, morePolls } from "./model.js";
import { drawOverview, drawRefusal } from "./overview.js";
import { Refresh } from "./refresh.js";
import { replay } from "./replay.js";
import { drawStreams, toggleStreams } from "./streams.js";
import { drawSubscribers } from "./subscribers.js";
import { drawToken, openTokenPanel, watchToken } from "./token_panel.js";

const sections = [drawFilters, drawEvents, drawLog];
const overStatus = [drawSubscribers, drawStreams];

function draw() {
  drawBanner(model);
  drawToken();
  if (model.refused) {
    drawRefusal(model.refused);
    openTokenPanel();
  } else {
    drawOverview(model);
  }
  if (model.status) overStatus.forEach((section) => section(model));
  sections.forEach((section) => section(model));
  drawFreshness(model, refresh.nextAt);
}

const refresh = new Refresh(async () => {
  const well = await load();
  draw();
  return well;
});

const renew = () => refresh.now();

function toggleEvent(id) {
  const opens = address.get().event !== id;
  address.change({ event: opens ? id : "" }, { remember: opens });
  forgetDetail();
  draw();
  renew();
}

function disclose(id) {
  if (!model.shown.delete(id)) model.shown.add(id);
  draw();
}

async function copyLink(button) {
  const url = new URL(link({ event: address.get().event }), location.href).href;
  try {
    await navigator.clipboard.writeText(url);
    button.textContent = "Copied";
  } catch {
    button.textContent = url;  // no clipboard without https: to be copied by hand
  }
}

function lookElsewhere() {
  forgetFound();
  forgetPolls();
  forgetDetail();
  model.found = null;
  draw();
  document.getElementById("events").scrollIntoView();
  renew();
}

const { clearSearch } = watchFilters({
  searched() {
    forgetFound();
    forgetDetail();
    renew();
  },
  filtered() {
    forgetPolls();
    renew();
  },
});

/** By the `data-do` of the button. */
const doings = {
  "all-streams"() {
    toggleStreams();
    draw();
  },
  "older-events"() {
    moreEvents();
    renew();
  },
  "older-polls"() {
    morePolls();
    renew();
  },
  "clear-search": () => clearSearch(),
  "close-dialog": () => closeDialog(),
  "copy-link": (button) => copyLink(button),
  event: ({ dataset }) => toggleEvent(dataset.event),
  disclose: ({ dataset }) => disclose(dataset.id),
  pause: ({ dataset }) => pause(dataset.subscriber, renew),
  resume: ({ dataset }) => resume(dataset.subscriber, renew),
  ping: ({ dataset }) => ping(dataset.subscriber, renew),
  replay: ({ dataset }) => replay(dataset.subscriber, renew),
  retry: ({ dataset }) => retry(dataset.delivery, dataset.subscriber, renew),
};

/** A click anywhere on the row of an event opens it, but not one that selects text. */
function rowOf(target) {
  if (target.closest("a, button") || !getSelection().isCollapsed) return null;
  return target.closest("tr[data-row]");
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-do]");
  if (button) return doings[button.dataset.do](button);
  const row = rowOf(target);
  if (row) toggleEvent(row.dataset.row);
});
document.getElementById("try-now").addEventListener("click", renew);
address.watch(lookElsewhere);
watchToken(() => {
  drawToken();
  renew();
});
setInterval(() => {
  tick();
  drawFreshness(model, refresh.nextAt);
}, 1000);

drawToken();
drawFilters(model);
const linked = address.get().event !== "";
await renew();
if (linked) document.querySelector("tr.open")?.scrollIntoView({ block: "start" });
