// What can be done to subscribers and deliveries, each after saying what it means.

import { change } from "./api.js";
import { ask } from "./dialog.js";
import { element } from "./dom.js";
import { duration } from "./format.js";
import { attemptBadge, deliveryWord } from "./words.js";

const path = (name, action) => `/v1/subscribers/${encodeURIComponent(name)}/${action}`;

export function pause(name, changed) {
  ask({
    title: `Pause ${name}`,
    text: "Nothing is sent to it until it is resumed, even after a restart of the daemon. Its events queue, none is lost.",
    fields: element(
      "div",
      { class: "field" },
      element("label", { for: "pause-reason" }, "Reason ", element("span", { class: "quiet" }, "(others will see it)")),
      element("input", { id: "pause-reason", name: "reason", autocomplete: "off" }),
    ),
    confirm: "Pause",
    act: async (form) => {
      const reason = form.elements.reason.value.trim();
      const subscriber = await change(path(name, "pause"), reason ? { reason } : {});
      changed();
      return { text: `${name} is ${subscriber.state}; its events wait.`, done: true };
    },
  });
}

export function resume(name, changed) {
  ask({
    title: `Resume ${name}`,
    text: "What has queued for it is sent now, in order.",
    confirm: "Resume",
    act: async () => {
      const subscriber = await change(path(name, "resume"));
      changed();
      return { text: `${name} is ${subscriber.state}; its queue is being sent.`, done: true };
    },
  });
}

function describePing({ attempt, waits_for: waits }) {
  if (!attempt) return { text: `There was no attempt in time. The ping waits for ${waits ?? "its turn"}.`, level: "bad" };
  const accepted = attempt.outcome === "delivered";
  return {
    text: accepted ? `Accepted in ${duration(attempt.duration_ms)}. ` : `Not accepted after ${duration(attempt.duration_ms)}: ${attempt.detail ?? attempt.outcome}. `,
    level: accepted ? "good" : "bad",
    more: [attemptBadge(attempt), attempt.answer ? element("pre", { class: "answer" }, attempt.answer) : ""],
  };
}

export function ping(name, changed) {
  ask({
    title: `Ping ${name}`,
    text: "Sends it one signed webhookd.ping now, an event like others: should it not be accepted, it is tried again.",
    confirm: "Send ping",
    act: async () => {
      const answered = describePing(await change(path(name, "ping")));
      changed();
      return { ...answered, done: true };
    },
  });
}

export function retry(delivery, subscriber, changed) {
  ask({
    title: `Send again to ${subscriber}`,
    text: "The same webhook, with the same id and body; its attempts count from one again. A receiver that has it already should throw it away by its id.",
    confirm: "Send again",
    act: async () => {
      const { deliveries } = await change("/v1/deliveries/retry", { ids: [Number(delivery)] });
      changed();
      const [{ was, state }] = deliveries;
      return { text: `It was ${deliveryWord(was)} and is now ${deliveryWord(state)}.`, done: true };
    },
  });
}
