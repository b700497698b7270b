// One world and one browser for all tests; each test opens pages of its own, which must not complain about
// anything: no error in the console, no violation of the Content-Security-Policy, no request to anybody else.

import assert from "node:assert/strict";
import { after, afterEach, before } from "node:test";

import { launch } from "./browser.mjs";
import { World } from "../world/world.mjs";

const patience = 60_000;  // only turns a hang into a failure

export const world = new World();
let browser;
let contexts = [];
let complaints = [];

before(async () => {
  browser = await launch();
  await world.start();
});

after(async () => {
  await browser?.close();
  await world.stop();
});

afterEach(async () => {
  for (const context of contexts) await context.close();
  contexts = [];
  world.wms.status = 204;
  world.wms.body = "";
  const heard = complaints;
  complaints = [];
  assert.deepEqual(heard, []);
});

function listen(page, origin, expected) {
  const complain = (text) => {
    if (!expected.some((pattern) => pattern.test(text))) complaints.push(text);
  };
  page.on("console", (message) => message.type() === "error" && complain(message.text()));
  page.on("pageerror", (error) => complain(String(error)));
  page.on("request", (request) => {
    if (new URL(request.url()).origin !== origin) complain(`asked ${request.url()}`);
  });
}

/** A page that has just opened, not yet at any address. `expected`: patterns of errors that belong to the test. */
export async function blankPage({ expected = [], of = world, ...options } = {}) {
  const context = await browser.newContext({ reducedMotion: "reduce", viewport: { width: 1200, height: 900 }, ...options });
  contexts.push(context);
  const page = await context.newPage();
  page.setDefaultTimeout(patience);
  listen(page, new URL(of.url).origin, expected);
  return page;
}

/** The status page after its first load; `view` is a fragment such as "#event=evt_1". */
export async function openPage({ view = "", ...options } = {}) {
  const page = await blankPage(options);
  await page.goto((options.of ?? world).url + view);
  await loaded(page);
  return page;
}

export function loaded(page) {
  return page.getByText(/^Updated/).waitFor();
}

/** Until the next answer of the daemon is drawn. */
export async function refreshed(page) {
  await page.waitForResponse((response) => new URL(response.url()).pathname === "/v1/status");
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
}

export const visible = (locator) => locator.first().waitFor();
export const gone = (locator) => locator.first().waitFor({ state: "hidden" });

export const section = (page, name) => page.getByRole("region", { name, exact: true });
export const eventRow = (page, id) => page.locator(`tr[data-row="${id}"]`);
