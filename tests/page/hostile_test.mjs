// What others wrote is text.

import assert from "node:assert/strict";
import { test } from "node:test";

import { blankPage, eventRow, loaded, visible, world } from "./fixture.mjs";

const markup = '<img src=x onerror="window.harmed = 1"><script>window.harmed = 1</script>';

test("markup in a name or in an answer is shown as it is, and nothing of it runs", async () => {
  world.wms.status = 400;
  world.wms.body = `${markup}\u0000\u202e end`;
  const event = await world.productEvent(`Cotton ${markup}\u202e`);
  const page = await blankPage();
  await page.goto(`${world.url}#event=${event.id}`);
  await loaded(page);
  await visible(eventRow(page, event.id).getByText(`Cotton ${markup}`));
  await visible(page.getByRole("table", { name: /^Attempts for wms/ }).getByText(markup));
  await page.getByRole("button", { name: "Payload" }).click();
  await visible(page.locator("pre.payload", { hasText: "Cotton <img src=x" }));
  assert.equal(await page.locator("main img, main script").count(), 0);
  assert.equal(await page.evaluate(() => window.harmed), undefined);
  assert.doesNotMatch(await page.locator("main").textContent(), /[\u009b\u202e]/, "nothing turns the text around");
});

test("markup in the address is text as well", async () => {
  const page = await blankPage({ expected: [/404/] });
  await page.goto(`${world.url}#q=${encodeURIComponent(markup)}&event=${encodeURIComponent(markup)}&subscriber=%3Cb%3E`);
  await loaded(page);
  await visible(page.getByText(/there is no event/));
  assert.equal(await page.locator("main img, main script, main b").count(), 0);
});

test("nothing violates the policy, and it would not run what is inline", async () => {
  const page = await blankPage({ expected: [/Content Security Policy/] });
  const answer = await page.goto(world.url);
  assert.match(answer.headers()["content-security-policy"], /^default-src 'none'; script-src 'self'/);
  await loaded(page);
  const violated = await page.evaluate(
    () =>
      new Promise((resolve) => {
        document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) => resolve(effectiveDirective));
        const script = document.createElement("script");
        script.textContent = "window.harmed = 1";
        document.body.append(script);
      }),
  );
  assert.match(violated, /^script-src/);
  assert.equal(await page.evaluate(() => window.harmed), undefined);
});
