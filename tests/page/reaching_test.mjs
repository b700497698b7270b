// Everybody can use it: with the keyboard, on a phone, in light and dark.

import assert from "node:assert/strict";
import { test } from "node:test";

import { eventRow, openPage, visible, world } from "./fixture.mjs";
import { focused, lowContrasts, overflowing } from "./in_page.mjs";

const longName = `Compound ${"sodium-lactate-".repeat(12)}`;

async function failedEvent() {
  world.wms.status = 400;
  world.wms.body = `no${"-really".repeat(60)}`;
  return world.productEvent(longName);
}

async function openWithEverything(options) {
  const event = await failedEvent();
  const page = await openPage({ view: `#event=${event.id}`, ...options });
  await page.getByRole("button", { name: "Payload" }).click();
  await visible(page.locator("pre.payload"));
  await page.getByRole("button", { name: "Enter token" }).click();
  return page;
}

for (const colorScheme of ["light", "dark"]) {
  test(`every text has a contrast of 4.5 or more in ${colorScheme}`, async () => {
    const page = await openWithEverything({ colorScheme });
    const { found, judged } = await page.evaluate(lowContrasts);
    assert.deepEqual(found, []);
    assert.ok(judged > 100, `${judged} texts were judged`);
    await page.getByRole("button", { name: "Replay wms" }).click();
    assert.deepEqual((await page.evaluate(lowContrasts)).found, []);
  });
}

test("the two schemes differ", async () => {
  const grounds = [];
  for (const colorScheme of ["light", "dark"]) {
    const page = await openPage({ colorScheme });
    grounds.push(await page.evaluate(() => getComputedStyle(document.body).backgroundColor));
  }
  assert.notEqual(grounds[0], grounds[1]);
});

for (const width of [360, 700, 1000]) {
  test(`nothing makes the page scroll sideways at ${width} px`, async () => {
    const page = await openWithEverything({ viewport: { width, height: 740 } });
    assert.deepEqual(await page.evaluate(overflowing), { scrolls: false, elements: [] });
    await page.getByRole("button", { name: "Replay erp" }).click();
    assert.deepEqual(await page.evaluate(overflowing), { scrolls: false, elements: [] });
  });
}

test("no motion for those who asked for none", async () => {
  const page = await openPage();
  assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).scrollBehavior), "auto");
});

/** Presses Tab until `test` likes what has the focus; all of it on the way must be seen to have it. */
async function tabTo(page, test) {
  for (let presses = 0; presses < 100; presses += 1) {
    await page.keyboard.press("Tab");
    const element = await page.evaluate(focused);
    if (element.tag === "BODY") continue;
    assert.ok(element.outlined && element.seen, `the focus is not seen on ${JSON.stringify(element)}`);
    if (test(element)) return element;
  }
  throw new Error("Tab did not lead there");
}

test("the keyboard alone leads to an event, its attempts and its payload", async () => {
  const event = await failedEvent();
  const page = await openPage();
  await tabTo(page, ({ name }) => name === "Skip to the events");
  await page.keyboard.press("Enter");
  await tabTo(page, ({ id }) => id === "search-text");
  await page.keyboard.type(event.id);
  await visible(page.getByText("1 event found"));
  await tabTo(page, ({ name }) => name.startsWith("product.created"));
  await page.keyboard.press("Enter");
  await visible(page.getByRole("table", { name: /^Attempts for wms/ }));
  assert.equal(await eventRow(page, event.id).getByRole("button").getAttribute("aria-expanded"), "true");
  assert.match((await page.evaluate(focused)).name, /^product.created/);
  await tabTo(page, ({ name }) => name === "Payload");
  await page.keyboard.press("Space");
  await visible(page.locator("pre.payload"));
});

test("the keyboard alone opens a dialog, leaves it, and is where it was", async () => {
  const page = await openPage();
  await tabTo(page, ({ name }) => name === "Ping wms");
  await page.keyboard.press("Enter");
  await visible(page.getByRole("dialog", { name: "Ping wms" }));
  await tabTo(page, ({ name }) => name === "Send ping");
  await page.keyboard.press("Escape");
  assert.equal((await page.evaluate(focused)).name, "Ping wms");
});

test("every table has a caption and scopes, every field a label", async () => {
  const page = await openWithEverything();
  const faults = await page.evaluate(() => [
    ...[...document.querySelectorAll("table")].filter((table) => !table.caption?.textContent),
    ...[...document.querySelectorAll("th")].filter((cell) => !cell.scope),
    ...[...document.querySelectorAll("input, select")].filter((field) => field.labels.length === 0),
  ].map((element) => element.outerHTML));
  assert.deepEqual(faults, []);
});
