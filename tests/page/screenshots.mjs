// Takes the screenshots of the README and of docs/operations.md: the real page over a small made-up world in which one subscriber fails.
//   node screenshots.mjs [FOLDER]

import path from "node:path";
import { fileURLToPath } from "node:url";

import { launch } from "./browser.mjs";
import { World } from "../world/world.mjs";

const folder = path.resolve(process.argv[2] ?? fileURLToPath(new URL("../../docs/images", import.meta.url)));

async function makeHistory(world) {
  for (const name of ["Weekly round, clinic north", "Emergency kits"]) {
    const id = await world.happen("movements", { name });
    await world.happen(`movements/${id}/ship`);
    await world.until(`/v1/events?entity=${id}&type=stockMovement.shipped`, ({ events }) => events.length > 0);
    await world.happen(`movements/${id}/receive`);
  }
  const order = await world.happen("orders", { name: "Gloves and gauze, third quarter" });
  await world.happen(`orders/${order}/place`);
  await world.happen("adjustments", { quantity: -12, comment: "Damaged in transport" });
  await world.until("/v1/events", ({ events }) => events.length >= 6);
  await world.until("/v1/deliveries?state=pending", ({ deliveries }) => deliveries.length === 0);
  world.wms.status = 500;
  world.wms.body = '{"error":"database is being upgraded, back at 14:00"}';
  await world.productEvent("Amoxicillin 250 mg, capsules");
  return world.productEvent("Oral rehydration salts", ({ subscriber, state }) => subscriber === "wms" || state === "delivered");
}

async function shoot(browser, world, name, { event, ...options }) {
  const context = await browser.newContext({ reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  await page.goto(event ? `${world.url}#event=${event}` : world.url);
  await page.getByText(/^Updated/).waitFor();
  if (event) {
    await page.getByRole("table", { name: /^Attempts for wms/ }).waitFor();
    await page.getByRole("heading", { name: "Events", exact: true }).evaluate((heading) => heading.scrollIntoView());
  }
  await page.screenshot({ path: path.join(folder, `${name}.png`) });
  await context.close();
}

const world = new World();
const browser = await launch();
try {
  await world.start();
  const event = await makeHistory(world);
  const wide = { viewport: { width: 1200, height: 900 } };
  const dead = (await world.api("/v1/deliveries?state=dead")).deliveries[0]?.event_id ?? event.id;
  await shoot(browser, world, "status-light", { ...wide, colorScheme: "light" });
  await shoot(browser, world, "status-dark", { ...wide, colorScheme: "dark", event: dead });
  await shoot(browser, world, "status-phone", { viewport: { width: 360, height: 740 }, colorScheme: "light" });
} finally {
  await browser.close();
  await world.stop();
}
