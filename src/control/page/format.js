// Times, durations and counts in words. Ages are reckoned by the clock of the daemon, which the browser's may
// not agree with.

import { element } from "./dom.js";

let ahead = 0;

/** `at`: what the daemon's clock says now. */
export function setClock(at) {
  ahead = Date.parse(at) - Date.now();
}

export function now() {
  return Date.now() + ahead;
}

/** "1 event", "3 events" */
export function count(number, noun, plural = `${noun}s`) {
  return `${number.toLocaleString("en")} ${number === 1 ? noun : plural}`;
}

const units = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
  ["s", 1000],
];

/** The largest unit, with the next one where it matters: "3 d 4 h", "12 min", "45 s", "350 ms". */
export function duration(milliseconds) {
  if (milliseconds < 1000) return `${Math.max(0, Math.round(milliseconds))} ms`;
  const first = units.findIndex(([, length]) => milliseconds >= length);
  const [name, length] = units[first];
  if (name === "s") return milliseconds < 10_000 ? `${(milliseconds / 1000).toFixed(1)} s` : `${Math.floor(milliseconds / 1000)} s`;
  const whole = Math.floor(milliseconds / length);
  const [smaller, smallerLength] = units[first + 1];
  const rest = Math.floor((milliseconds % length) / smallerLength);
  return name === "min" || rest === 0 ? `${whole} ${name}` : `${whole} ${name} ${rest} ${smaller}`;
}

/** As duration(), but calm when it ticks: at least one second, and no parts of one. */
export function wholeSeconds(milliseconds) {
  const seconds = Math.max(1, Math.floor(milliseconds / 1000));
  return duration(seconds * 1000).replace(".0 s", " s");
}

/** "5 s ago", "in 2 min" */
export function distance(instant) {
  const difference = now() - Date.parse(instant);
  if (Math.abs(difference) < 1000) return "now";
  const text = wholeSeconds(Math.abs(difference));
  return difference > 0 ? `${text} ago` : `in ${text}`;
}

const two = (number) => String(number).padStart(2, "0");

function day(date) {
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** In the zone of the browser; the day only when it is not today: "10:11:12", "2026-06-02 10:11:12". */
export function clockTime(instant) {
  const date = new Date(instant);
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  return day(date) === day(new Date(now())) ? time : `${day(date)} ${time}`;
}

/** A <time> that says how far away it is and goes on counting (tick()); a dash for none. */
export function age(instant, none = "–") {
  if (!instant) return element("span", { class: "quiet" }, none);
  return element("time", { datetime: instant, title: clockTime(instant), "data-age": true }, distance(instant));
}

/** A <time> with the time of day; how long ago is in its tooltip. */
export function moment(instant) {
  if (!instant) return element("span", { class: "quiet" }, "–");
  return element("time", { datetime: instant, title: instant }, clockTime(instant));
}

/** Once a second. */
export function tick() {
  for (const time of document.querySelectorAll("time[data-age]")) {
    const text = distance(time.dateTime);
    if (time.textContent !== text) time.textContent = text;
  }
}
