// Each operation, with each of its parts made wrong in every way: it answers, and as the document says.

import assert from "node:assert/strict";
import { test } from "node:test";

import { operations } from "./document.mjs";
import { ask, isAlive, ways } from "./fixture.mjs";
import { variants } from "./variants.mjs";

/** What is large takes long, and is the same to the daemon whichever way it came: it comes the first way only. */
const fits = (way, { body }) => way === ways[0] || body.length < 100_000;

for (const operation of operations) {
  test(`${operation.id} stands what it does not expect`, async (t) => {
    let asked = 0;
    for (const way of ways) {
      for (const [what, request] of variants(operation)) {
        try {
          if (fits(way, request) && await ask(way, request)) asked += 1;
        } catch (failure) {
          failure.message = `${what}: ${failure.message}`;
          throw failure;
        }
      }
    }
    t.diagnostic(`${asked} requests`);
    assert.ok(await isAlive());
  });
}
