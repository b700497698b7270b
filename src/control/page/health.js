// What is wrong, in sentences, the worst first: from the status, and from what /readyz says. Pure, so that it can
// be tested with any status.

import { link } from "./address.js";
import { count, distance, now, wholeSeconds } from "./format.js";

const namedStreams = 3;

const bad = (text, more = {}) => ({ level: "bad", text, ...more });
const warn = (text, more = {}) => ({ level: "warn", text, ...more });

function ofDaemon({ daemon, configuration, budget }) {
  const found = [];
  if (daemon.state_file_damage) {
    found.push(bad("The state file is damaged. Nothing is polled or sent.", { details: [daemon.state_file_damage] }));
  } else if (daemon.state_file_writable === false) {
    found.push(bad("The state file cannot be written (is the disk full?). Nothing is sent that could not be stored."));
  }
  const errors = configuration?.reload_errors ?? [];
  if (errors.length > 0) {
    const since = configuration.loaded_at ? ` loaded ${distance(configuration.loaded_at)}` : "";
    found.push(warn(`The last reload was refused; the configuration${since} stays in force.`, { details: errors }));
  }
  if (budget.exceeded) {
    const needed = budget.needed_per_minute === null ? "more" : Math.ceil(budget.needed_per_minute);
    found.push(
      warn(`Polling needs ${needed} requests a minute, ${budget.requests_per_minute} are allowed: polls come late.`),
    );
  }
  return found;
}

function ofReadiness(sentences) {
  // These two are told above, with more to them.
  const told = /^the (state file|configuration file)\b/i;
  return sentences.filter((sentence) => !told.test(sentence)).map((sentence) => bad(`Not ready: ${sentence}.`));
}

const isFailing = ({ state, failures, last_error: error, failed_scan: scan }) =>
  (failures > 0 || error || scan) && state !== "not_available" && state !== "not_polled";

/** "Clinic, inventory/2: the last 3 polls did not succeed." */
function failureOf({ name, facility, failures, last_error: error, failed_scan: scan }) {
  const title = facility ? `${facility.name}, ${name}` : name;
  if (failures === 0 && !error) return `${title}: the ${scan.first ? "first scan" : "comparison"} cannot finish.`;
  return `${title}: ${failures > 1 ? `the last ${failures} polls` : "the last poll"} did not succeed.`;
}

function ofStreams({ daemon, streams }) {
  const failing = streams.filter(isFailing);
  const href = "#streams";
  if (daemon.source_reachable === false) {
    const why = failing.find((stream) => stream.last_error)?.last_error;
    return [
      bad("OpenBoxes cannot be reached. Polls pause and probe; when it is back, one comparison finds what happened meanwhile.", {
        href,
        details: why ? [why] : [],
      }),
    ];
  }
  const found = failing
    .slice(0, namedStreams)
    .map((stream) => {
      const why = stream.last_error ?? stream.failed_scan?.reason;
      return warn(failureOf(stream), { href, details: why ? [why] : [] });
    });
  if (failing.length > namedStreams) {
    found.push(warn(`${count(failing.length - namedStreams, "more stream")} did not succeed either.`, { href }));
  }
  const late = streams.filter(({ state }) => state === "late");
  if (late.length > 0) found.push(warn(`${count(late.length, "stream")} ${late.length === 1 ? "waits" : "wait"} much longer than promised.`, { href }));
  return found;
}

/** That changes are told later than they could be. */
function ofPromises({ daemon, feeds, budget }) {
  if (daemon.source_reachable === false) return [];
  const found = [];
  if (feeds?.mode === "auto" && feeds.note) {
    found.push(warn(`Lists that see all facilities at once: ${feeds.note}.`, { href: "#streams" }));
  }
  const broken = (budget.delays ?? []).filter(({ behind_seconds: behind, worst_seconds: worst }) => behind !== null && behind > worst);
  if (broken.length > 0) {
    const details = broken.map(
      ({ types, behind_seconds: behind, worst_seconds: worst }) =>
        `${types.join(", ")}: what is known is ${wholeSeconds(behind * 1000)} old, ${wholeSeconds(worst * 1000)} at worst are promised`,
    );
    found.push(warn("Changes are told later than promised.", { href: "#streams", details }));
  }
  return found;
}

/** What is not sent: "12 deliveries wait" */
const waiting = (pending) => `${count(pending, "delivery", "deliveries")} ${pending === 1 ? "waits" : "wait"}`;

function ofSubscriber(subscriber) {
  const { name, state, reason, pending, dead, failing_since: since, trouble } = subscriber;
  const found = [];
  const href = link({ subscriber: name });
  if (state === "held") found.push(bad(`${name} is held, ${waiting(pending)}: ${reason ?? "no reason given"}`, { href }));
  if (state === "failing") {
    const length = since ? ` for ${wholeSeconds(now() - Date.parse(since))}` : "";
    found.push(warn(`${name} has been failing${length}, ${waiting(pending)}${reason ? `: ${reason}` : ""}`, { href }));
  }
  if (trouble) found.push(bad(`${name}: finished attempts cannot be recorded: ${trouble}`));
  if (dead > 0) {
    const were = dead === 1 ? "was" : "were";
    found.push(
      warn(`${name}: ${count(dead, "delivery", "deliveries")} ${were} given up.`, {
        href: link({ subscriber: name, state: "dead" }),
      }),
    );
  }
  return found;
}

function calm({ streams, subscribers }) {
  const waits = streams.filter(({ state }) => state === "waiting").length;
  const first = waits === 0 ? "" : `, ${waits} ${waits === 1 ? "waits" : "wait"} for a first scan`;
  const polled = streams.length === 0 ? "No stream is polled yet" : `${count(streams.length, "stream")} polled${first}`;
  const sent = subscribers.length === 0 ? "no subscriber configured" : `${count(subscribers.length, "subscriber")}`;
  return `${polled}, ${sent}.`;
}

/** {level, headline, calm, troubles: [{level, text, href, details}]} */
export function assess(status, notReady) {
  const troubles = [
    ...ofDaemon(status),
    ...ofReadiness(notReady),
    ...ofStreams(status),
    ...ofPromises(status),
    ...status.subscribers.flatMap(ofSubscriber),
  ].sort((one, other) => Number(other.level === "bad") - Number(one.level === "bad"));
  if (troubles.length === 0) return { level: "good", headline: "All is well", calm: calm(status), troubles };
  return { level: troubles[0].level, headline: count(troubles.length, "thing") + " to look at", calm: "", troubles };
}
