// The top of the page: how it is, as a headline and a list of what is wrong; and the foot.

import { element, show } from "./dom.js";
import { age, clockTime, count } from "./format.js";
import { assess } from "./health.js";
import { badge } from "./words.js";

function troubleElement({ level, text, href, details = [] }) {
  const sentence = href ? element("a", { href }, text) : text;
  return element(
    "li",
    {},
    badge(level === "bad" ? "problem" : "warning", level),
    element("div", {}, sentence, details.map((line) => element("p", { class: "reason" }, line))),
  );
}

function showHealth(level, headline, calm, troubles = []) {
  document.getElementById("health").className = `health ${level}`;
  show(
    "health-content",
    element("p", { class: "headline", role: "status" }, headline),
    calm && element("p", { class: "quiet" }, calm),
    troubles.length > 0 && element("ul", { class: "troubles" }, troubles.map(troubleElement)),
  );
}

export function drawOverview({ status, notReady, down }) {
  if (down) return showHealth("bad", "The daemon does not answer", "");
  if (!status) return;
  const { level, headline, calm, troubles } = assess(status, notReady);
  showHealth(level, headline, calm, troubles);
  document.title = `${troubles.length > 0 ? `(${troubles.length}) ` : ""}openboxes-webhookd`;
  show("source", status.source);
  const { version, started_at: started } = status.daemon;
  const { budget } = status;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  show(
    "about",
    `Version ${version}, started `,
    age(started),
    `. ${budget.used_last_minute} of ${count(budget.requests_per_minute, "request")} a minute used.`,
    ` Times are ${zone} time, by the clock of the daemon it is ${clockTime(status.at)}.`,
  );
}

/** The token that is missing for reading, in the words of the daemon. */
export function drawRefusal(words) {
  showHealth("warn", "Reading takes the token here", words);
}
