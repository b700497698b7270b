// The page keeps up by itself.

import assert from "node:assert/strict";
import { test } from "node:test";

import { blankPage, eventRow, loaded, openPage, refreshed, visible, world } from "./fixture.mjs";

test("a new event appears without a reload", async () => {
  const page = await openPage();
  await page.evaluate(() => (window.before = true));
  const event = await world.productEvent("Masks");
  await visible(eventRow(page, event.id));
  assert.equal(await page.evaluate(() => window.before), true);
});

test("an open event, the focus and the text in the search field outlive a refresh", async () => {
  const event = await world.productEvent("Syringes");
  const page = await openPage({ view: `#event=${event.id}` });
  const field = page.getByRole("combobox", { name: "Search" });
  await page.getByRole("button", { name: "Payload" }).focus();
  await world.productEvent("Needles");
  await refreshed(page);
  await refreshed(page);
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Payload");
  await field.focus();
  await page.keyboard.type("syr");
  await refreshed(page);
  assert.equal(await field.inputValue(), "syr");
});

test("a hidden tab asks nothing, and asks at once when it is seen again", async () => {
  const page = await blankPage();
  await page.clock.install();
  await page.goto(world.url);
  await loaded(page);
  const see = (hidden) =>
    page.evaluate((value) => {
      Object.defineProperty(document, "hidden", { value, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }, hidden);
  await see(true);
  let asked = 0;
  page.on("request", () => (asked += 1));
  await page.clock.runFor(600_000);
  assert.equal(asked, 0);
  await Promise.all([refreshed(page), see(false)]);
});
