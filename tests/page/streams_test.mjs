// A hundred streams and more are read at a glance: by facility, the worst first.

import assert from "node:assert/strict";
import { test } from "node:test";

import { openPage } from "./fixture.mjs";

/** Of 40 facilities: one fails, two wait for their first scan, the others are well. */
function country() {
  const at = "2026-06-02T10:00:00Z";
  const stream = (name, facility, more = {}) => ({
    name, facility, state: "ok", note: null, baselined: true, last_success_at: at, next_poll_at: at,
    last_error: null, failures: 0, hold: null, ...more,
  });
  const states = [
    { state: "failing", failures: 3, note: "the last 3 polls failed: HTTP 500" },
    { state: "waiting", note: "waiting for its first scan, 12 before it", last_success_at: null },
    { state: "waiting", note: "waiting for its first scan, 9 before it", last_success_at: null },
  ];
  const ofFacility = (index) => {
    const facility = { id: String(index), name: `Depot ${index}` };
    const name = (list) => `${list}/${index}`;
    return [
      stream(name("inventory"), facility, states[index]),
      stream(name("stock-movements/inbound"), facility),
      stream(name("stock-movements/outbound"), facility),
    ];
  };
  const all = Array.from({ length: 40 }, (_, index) => ofFacility(index));
  const shared = ["facilities", "products", "purchase-orders"].map((name) => stream(name, null));
  return { streams: [...all.slice(0, 3).flat(), ...shared, ...all.slice(3).flat()], feeds: { mode: "auto", working: true, note: null } };
}

test("of 123 streams those that need a look are shown with their facility, the others are summed up", async () => {
  const page = await openPage();
  const { rows, text } = await page.evaluate(async (status) => {
    const { drawStreams } = await import("/streams.js");
    drawStreams({ status, history: { of: () => [] } });  // until the next refresh
    const content = document.getElementById("streams-content");
    return { rows: [...content.querySelectorAll("tbody tr")].map((row) => row.innerText), text: content.innerText };
  }, country());
  assert.equal(rows.length, 6);
  assert.match(rows[0], /^Depot 0\b[^]*failed 3 times[^]*inventory\/0: the last 3 polls failed: HTTP 500/);
  assert.match(rows[1], /^Depot 1\b[^]*waiting for its first scan, 12 before it[^]*never/);
  assert.match(rows[3], /^facilities\b[^]*OK/);
  assert.match(text, /Further 111 streams: 111 OK\./);
  assert.match(text, /Show all 123 streams/);
});

test("all streams of a facility are one row", async () => {
  const page = await openPage();
  const groups = await page.evaluate(async ({ streams }) => {
    const { groupsOf } = await import("/streams.js");
    return groupsOf(streams).map(({ name, streams: own }) => `${name} ${own.length}`);
  }, country());
  assert.equal(groups.length, 43);
  assert.deepEqual(groups.slice(2, 5), ["Depot 2 3", "facilities 1", "products 1"]);
});
