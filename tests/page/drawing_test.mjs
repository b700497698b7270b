// show() of dom.js makes the page say what it should, whatever it said before.

import assert from "node:assert/strict";
import { test } from "node:test";

import { openPage } from "./fixture.mjs";

test("whatever was drawn before, the new drawing is complete and keeps the elements of known keys", async () => {
  const page = await openPage();
  const faults = await page.evaluate(async () => {
    const { element, show } = await import("/dom.js");
    const place = document.createElement("div");
    place.id = "place";
    document.body.append(place);
    let seed = 7;
    const random = (limit) => {
      seed = (seed * 48271) % 2147483647;
      return seed % limit;
    };
    const drawing = () => {
      const keys = [..."abcdef"].filter(() => random(3) > 0).sort(() => random(3) - 1);
      const rows = keys.map((key) => element("p", { "data-key": key, class: `c${random(3)}`, hidden: random(2) === 0 }, key, random(2) && element("b", {}, String(random(9)))));
      const loose = [element("i", {}, "loose"), "text", element("u", {}, "other")].slice(random(4));
      return [...loose, ...rows];
    };
    const found = [];
    for (let round = 0; round < 500; round += 1) {
      const before = new Map([...place.querySelectorAll("[data-key]")].map((one) => [one.dataset.key, one]));
      const fresh = drawing();
      const expected = element("div", {}, fresh.map((one) => (one.cloneNode ? one.cloneNode(true) : one))).innerHTML;
      show("place", ...fresh);
      if (place.innerHTML !== expected) found.push(`${place.innerHTML} is not ${expected}`);
      for (const one of place.querySelectorAll("[data-key]")) {
        if (before.has(one.dataset.key) && before.get(one.dataset.key) !== one) found.push(`${one.dataset.key} was made anew`);
      }
    }
    return found;
  });
  assert.deepEqual(faults, []);
});

test("durations and counts read well", async () => {
  const page = await openPage();
  const words = await page.evaluate(async () => {
    const { count, duration } = await import("/format.js");
    return [
      ...[0, 999, 1000, 9950, 59_999, 60_000, 3_599_999, 3_600_000, 90_061_000].map((length) => duration(length)),
      count(1, "event"),
      count(1200, "delivery", "deliveries"),
    ];
  });
  assert.deepEqual(words, ["0 ms", "999 ms", "1.0 s", "9.9 s", "59 s", "1 min", "59 min", "1 h", "1 d 1 h", "1 event", "1,200 deliveries"]);
});
