// What a new user sees at once.

import assert from "node:assert/strict";
import { test } from "node:test";

import { openPage, section, visible, world } from "./fixture.mjs";
import { World } from "../world/world.mjs";

test("the first load tells health, subscribers, streams, and the sync log", async () => {
  const page = await openPage();
  await visible(page.getByText("All is well"));
  await visible(page.getByText(world.openboxes, { exact: true }));
  const erp = page.getByRole("table", { name: "Subscribers" }).getByRole("row", { name: /erp/ });
  assert.match(await erp.innerText(), /healthy/);
  const products = page.getByRole("table", { name: "Polled streams" }).getByRole("row", { name: /products/ });
  assert.match(await products.innerText(), /OK/);
  await visible(page.getByRole("table", { name: /^Polls/ }).getByText("baseline").or(page.getByRole("table", { name: /^Polls/ }).getByText("newest")));
});

test("the sparkline of a stream draws its polls and describes them", async () => {
  const page = await openPage();
  const line = page.getByRole("row", { name: /products/ }).first().getByRole("img");
  assert.match(await line.getAttribute("aria-label"), /^The last \d+ polls?, all succeeded/);
  assert.ok((await line.locator("rect").count()) > 1);
});

test("all streams are shown on demand", async () => {
  const page = await openPage();
  const streams = section(page, "Streams");
  const rows = streams.getByRole("row");
  assert.equal(await rows.count(), 7);
  await streams.getByRole("button", { name: /^Show all/ }).click();
  await visible(streams.getByText("stock-movements/outbound/1"));
  assert.equal(await streams.getByRole("button").getAttribute("aria-expanded"), "true");
});

test("a world without events and subscribers says why it is empty and what to do", async () => {
  const empty = new World();
  try {
    await empty.start({ subscribers: false });
    const page = await openPage({ of: empty });
    await visible(page.getByText(/No event yet. The first scan of each stream is silent/));
    await visible(page.getByText(/No subscriber is configured/));
  } finally {
    await empty.stop();
  }
});

test("the sync log can be narrowed to failed polls and to a stream", async () => {
  await world.happen("faults", { kind: "server_error", path: "*product*", times: 0 });
  await world.until("/v1/polls?outcome=failed", ({ polls }) => polls.length > 0);
  await world.happen("faults", {}, "DELETE");
  await world.poll("products");
  const page = await openPage();
  const log = section(page, "Sync log");
  await log.getByLabel("Outcome").selectOption("failed");
  await visible(log.getByText(/500/));
  await log.getByLabel("Stream").selectOption("purchase-orders");
  await visible(log.getByText("No such poll"));
  assert.match(page.url(), /#outcome=failed&stream=purchase-orders$/);
});
