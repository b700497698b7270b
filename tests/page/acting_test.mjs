// Actions take the token; what the daemon refuses is shown in its words.

import assert from "node:assert/strict";
import { test } from "node:test";

import { eventRow, openPage, visible, world } from "./fixture.mjs";
import { token } from "../world/world.mjs";

const keepToken = (page) => page.evaluate((text) => sessionStorage.setItem("openboxes-webhookd.token", text), token);
const stateOf = async (name) => (await world.api("/v1/status")).subscribers.find((one) => one.name === name).state;

async function confirm(page, text) {
  await page.getByRole("dialog").getByRole("button", { name: text, exact: true }).click();
}

test("without a token an action says what it takes; a wrong one is refused; the right one pauses and resumes", async () => {
  const page = await openPage({ expected: [/401/] });
  const dialog = page.getByRole("dialog");
  await page.getByRole("button", { name: "Pause wms" }).click();
  await visible(dialog.getByText(/control.token of the daemon's configuration/));
  await confirm(page, "Pause");
  assert.equal(await stateOf("wms"), "healthy");

  await dialog.getByLabel("Token").fill("no such token 123");
  await dialog.getByLabel(/Reason/).fill("moving house");
  await confirm(page, "Pause");
  await visible(dialog.getByText("this needs the token of the configuration (control.token)"));
  assert.equal(await stateOf("wms"), "healthy");

  await dialog.getByLabel("Token").fill(token);
  await confirm(page, "Pause");
  await visible(dialog.getByText("wms is held"));
  await confirm(page, "Close");
  await visible(page.getByText(/wms is held, 0 deliveries wait: .*moving house/));
  assert.equal(await stateOf("wms"), "held");

  await page.getByRole("button", { name: "Resume wms" }).click();
  await confirm(page, "Resume");
  await visible(dialog.getByText("wms is healthy"));
  await confirm(page, "Close");
  await visible(page.getByRole("button", { name: "Pause wms" }));
  await visible(page.getByText("Token kept"));
});

test("the token is kept in this tab only, and can be forgotten", async () => {
  const page = await openPage();
  await page.getByRole("button", { name: "Enter token" }).click();
  await page.getByLabel(/^Token/).fill(token);
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Token kept" }).click();
  assert.equal(await page.evaluate(() => localStorage.length + document.cookie.length), 0);
  await page.getByRole("button", { name: "Forget" }).click();
  await visible(page.getByRole("button", { name: "Enter token" }));
  assert.equal(await page.evaluate(() => sessionStorage.length), 0);
});

test("a ping shows what was answered", async () => {
  const page = await openPage();
  await keepToken(page);
  await page.getByRole("button", { name: "Ping erp" }).click();
  await confirm(page, "Send ping");
  await visible(page.getByRole("dialog").getByText(/^Accepted in/));
});

test("a ping that is refused shows the answer", async () => {
  world.wms.status = 500;
  world.wms.body = "out of order";
  const page = await openPage();
  await keepToken(page);
  await page.getByRole("button", { name: "Ping wms" }).click();
  await confirm(page, "Send ping");
  await visible(page.getByRole("dialog").getByText("out of order"));
  world.wms.status = 204;
  await world.until("/v1/deliveries?subscriber=wms&type=webhookd.ping", ({ deliveries }) => deliveries.every(({ finished_at: at }) => at));
});

test("a delivery that was given up is sent again", async () => {
  world.wms.status = 400;
  const event = await world.productEvent("Catheters");
  world.wms.status = 204;
  const page = await openPage({ view: `#event=${event.id}` });
  await keepToken(page);
  await page.getByRole("button", { name: "Send again to wms" }).click();
  await confirm(page, "Send again");
  await visible(page.getByRole("dialog").getByText("It was given up and is now to be sent."));
  await confirm(page, "Close");
  await visible(eventRow(page, event.id).getByText("wms delivered"));
  assert.equal(world.wms.ids.filter((id) => id === event.id).length > 1, true);
});

test("a replay counts first, sends only after that, and counts anew when something was changed", async () => {
  world.wms.status = 400;
  await world.productEvent("Thermometers");
  world.wms.status = 204;
  const page = await openPage();
  await keepToken(page);
  const dialog = page.getByRole("dialog");
  await page.getByRole("button", { name: "Replay wms" }).click();
  await confirm(page, "Count");
  await visible(dialog.getByText(/^Would queue .* given up/));
  const dead = (await world.api("/v1/deliveries?state=dead")).deliveries.length;
  assert.ok(dead > 0);
  await dialog.getByLabel(/^Delivered/).check();
  await dialog.getByRole("button", { name: /^Send/ }).click();
  await visible(dialog.getByText(/^Would queue .* [1-9]\d* delivered/));
  await dialog.getByLabel(/^Delivered/).uncheck();
  await dialog.getByRole("button", { name: /^Send/ }).click();
  await dialog.getByRole("button", { name: /^Send/ }).click();
  await visible(dialog.getByText(/^Queued/));
  await world.until("/v1/deliveries?state=dead", ({ deliveries }) => deliveries.length === 0);
});
