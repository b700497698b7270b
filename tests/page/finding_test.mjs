// Was event X sent, when, to whom, what did they answer, and why not: in three clicks.

import assert from "node:assert/strict";
import { test } from "node:test";

import { eventRow, gone, openPage, section, visible, world } from "./fixture.mjs";

test("three clicks lead from the first page to an event that was given up, its answer and its payload", async () => {
  world.wms.status = 400;
  world.wms.body = "unknown warehouse 7";
  const event = await world.productEvent("Bandages, elastic");
  const page = await openPage();

  await page.getByRole("link", { name: /given up for wms/ }).click();
  await eventRow(page, event.id).getByRole("button").click();
  const attempts = page.getByRole("table", { name: /^Attempts for wms/ });
  await visible(attempts.getByText("unknown warehouse 7"));
  await visible(attempts.getByText("400 refused"));
  await page.getByRole("button", { name: "Payload" }).click();
  await visible(page.getByText('"name": "Bandages, elastic"'));
});

test("an event is found by its name, id, entity and type", async () => {
  const event = await world.productEvent("Zinc tablets");
  const other = await world.productEvent("Soap");
  const page = await openPage();
  const field = page.getByRole("combobox", { name: "Search" });
  for (const text of ["zinc", event.id, event.entity, event.entity.split(":")[1]]) {
    await field.fill(text);
    await gone(eventRow(page, other.id));
    await visible(eventRow(page, event.id));
    await visible(page.getByText("1 event found"));
  }
  await field.fill("product.created");
  await visible(eventRow(page, other.id));
});

test("every event type that the daemon knows is suggested where one is typed", async () => {
  const page = await openPage();
  const types = await page.locator("#event-types option").evaluateAll((options) => options.map(({ value }) => value));
  for (const type of ["product.created", "webhookd.pollHeld", "webhookd.subscriberRecovered"]) assert.ok(types.includes(type), type);
});

test("events are narrowed by subscriber and state", async () => {
  world.wms.status = 400;
  const dead = await world.productEvent("Splints");
  world.wms.status = 204;
  const good = await world.productEvent("Plasters");
  const page = await openPage();
  const events = section(page, "Events");
  await events.getByLabel("Subscriber").selectOption("wms");
  await events.getByLabel("State").selectOption("dead");
  await gone(eventRow(page, good.id));
  await visible(eventRow(page, dead.id).getByText("wms given up"));
  await page.getByRole("combobox", { name: "Search" }).fill("splints");
  await visible(page.getByText("1 event found"));
  await events.getByLabel("Subscriber").selectOption("erp");
  await visible(page.getByText(/No event matches/));
  await events.getByRole("button", { name: "Show all events" }).click();
  await visible(eventRow(page, good.id));
});

test("the address of an open event can be sent to somebody, and back closes it", async () => {
  const event = await world.productEvent("Gloves");
  const page = await openPage();
  await eventRow(page, event.id).getByText("Gloves").click();
  await visible(page.getByRole("button", { name: "Payload" }));
  const link = page.url();
  await page.goBack();
  await gone(page.getByRole("button", { name: "Payload" }));
  const other = await openPage({ view: new URL(link).hash });
  await visible(other.getByRole("table", { name: /^Attempts for erp/ }));
  assert.equal(await eventRow(other, event.id).getByRole("button").getAttribute("aria-expanded"), "true");
});

test("a linked event that is not there is said to be missing", async () => {
  const page = await openPage({ view: "#event=evt_nothing", expected: [/404/] });
  await visible(page.getByText(/there is no event evt_nothing/));
});
