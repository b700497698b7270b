// How old what is shown is, and the banner when the daemon does not answer.

import { show } from "./dom.js";
import { clockTime } from "./format.js";

const banner = document.getElementById("banner");

function since(updatedAt) {
  const seconds = Math.floor((Date.now() - updatedAt) / 1000);
  return seconds < 120 ? `${seconds} s` : `${Math.floor(seconds / 60)} min`;
}

export function drawBanner({ down, updatedAt }) {
  banner.hidden = !down;
  if (!down) return;
  // Said aloud once: it must not change while it is there.
  const shown = updatedAt > 0 ? ` What is shown is from ${clockTime(new Date(updatedAt))}.` : " Does it run, and is control.listen this address?";
  const text = down.words === "no answer" ? "The daemon does not answer" : `The daemon does not answer as it should: ${down.words}`;
  show("banner-text", `${text} since ${clockTime(down.since)}.${shown}`);
}

/** Once a second. `busy`: the next try is under way. */
export function drawFreshness({ down, updatedAt }, nextAt) {
  const next = Math.ceil((nextAt - Date.now()) / 1000);
  if (down) show("banner-next", next > 0 ? `Next try in ${next} s.` : "Trying…");
  show("updated", updatedAt === 0 ? "" : `Updated ${since(updatedAt)} ago`);
  document.body.classList.toggle("stale", down !== null);
}
