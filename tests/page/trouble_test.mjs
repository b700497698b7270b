// What is wrong is said, in the page as well as of it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { blankPage, gone, openPage, visible, world } from "./fixture.mjs";
import { token } from "../world/world.mjs";

test("a daemon that is down is said to be, and the page recovers by itself", async () => {
  const page = await openPage({ expected: [/ERR_CONNECTION_REFUSED/, /ERR_CONNECTION_RESET/, /ERR_EMPTY_RESPONSE/] });
  await world.daemon.stop("SIGKILL");
  await visible(page.getByRole("alert").getByText(/The daemon does not answer since/));
  await visible(page.getByText(/Next try in|Trying/));
  await visible(page.getByRole("table", { name: "Subscribers" }));
  await world.startDaemon();
  await page.getByRole("button", { name: "Try now" }).click();
  await gone(page.getByRole("alert"));
  await gone(page.getByText("The daemon does not answer"));
});

test("where reading takes the token the page asks for it and then reads", async () => {
  const page = await blankPage({ expected: [/401/] });
  await page.route("**/v1/**", (route) => {
    if (route.request().headers().authorization) return route.continue();
    return route.fulfill({ status: 401, contentType: "text/plain", body: "this needs the token of the configuration (control.token)\n" });
  });
  await page.goto(world.url);
  await visible(page.getByText("Reading takes the token here"));
  await page.getByLabel(/^Token/).fill("not the token 123");
  await page.keyboard.press("Enter");
  await visible(page.getByRole("button", { name: "Enter token" }));
  await page.getByLabel(/^Token/).fill(token);
  await page.keyboard.press("Enter");
  await visible(page.getByRole("table", { name: "Subscribers" }));
});

test("an OpenBoxes out of reach is a problem", async () => {
  await world.happen("faults", { kind: "reset", times: 0 });
  await world.until("/v1/status", ({ daemon }) => !daemon.source_reachable);
  const page = await openPage();
  await visible(page.getByText(/OpenBoxes cannot be reached/));
  await world.happen("faults", {}, "DELETE");
  await gone(page.getByText(/OpenBoxes cannot be reached/));
  await world.poll("products");  // which would take its time after failures
});

const calm = {
  daemon: { source_reachable: true, state_file_writable: true },
  configuration: { loaded_at: "2026-06-02T10:00:00Z", reload_errors: [] },
  budget: { requests_per_minute: 50, needed_per_minute: 20, exceeded: false },
  streams: [],
  subscribers: [],
};

const subscriber = { name: "erp", state: "healthy", reason: null, pending: 0, dead: 0, failing_since: null, trouble: null };

const cases = [
  ["nothing", {}, [], "good", /^All is well$/],
  [
    "a full disk",
    { daemon: { ...calm.daemon, state_file_writable: false } },
    ["the state file cannot be written"],
    "bad",
    /^The state file cannot be written/,
  ],
  [
    "a damaged file",
    { daemon: { ...calm.daemon, state_file_writable: false, state_file_damage: "the state file is damaged: restore it" } },
    ["THE STATE FILE IS DAMAGED: nothing is polled or sent; the log says what to do"],
    "bad",
    /^The state file is damaged/,
  ],
  [
    "a refused reload",
    { configuration: { ...calm.configuration, reload_errors: ["line 7: no such key"] } },
    ["the configuration file is wrong; what was read before is in force"],
    "warn",
    /reload was refused/,
  ],
  ["a daemon that stops", {}, ["the daemon is stopping"], "bad", /^Not ready: the daemon is stopping/],
  [
    "an exceeded budget",
    { budget: { ...calm.budget, needed_per_minute: 70.2, exceeded: true } },
    [],
    "warn",
    /needs 71 requests a minute, 50 are allowed/,
  ],
  [
    "a held subscriber",
    { subscribers: [{ ...subscriber, state: "held", reason: "answered 410", pending: 1 }] },
    [],
    "bad",
    /^erp is held, 1 delivery waits: answered 410/,
  ],
  [
    "attempts that cannot be recorded",
    { subscribers: [{ ...subscriber, trouble: "disk full" }] },
    [],
    "bad",
    /cannot be recorded: disk full/,
  ],
  [
    "a failing stream",
    { streams: [{ name: "products", failures: 2, last_error: "answered 500", next_poll_at: null }] },
    [],
    "warn",
    /^products: the last 2 polls did not succeed/,
  ],
];

test("health tells of each trouble once", async () => {
  const page = await openPage();
  for (const [subject, status, notReady, level, pattern] of cases) {
    const found = await page.evaluate(
      async ([given, sentences]) => (await import("/health.js")).assess(given, sentences),
      [{ ...calm, ...status }, notReady],
    );
    assert.equal(found.level, level, subject);
    assert.match(found.troubles[0]?.text ?? found.headline, pattern);
    assert.ok(found.troubles.length <= 1, subject);
  }
});
