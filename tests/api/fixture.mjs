// One world for all tests, with some history in it, and the ways to ask its daemon.

import { mkdirSync } from "node:fs";
import path from "node:path";
import { after, before } from "node:test";

import { World, token } from "../world/world.mjs";
import { exchange } from "./exchange.mjs";
import { isHarmless, judge } from "./judge.mjs";

export const world = new World();

const stormLimit = 5;

/** What a right request is made of, by operation. */
export const known = {};

before(async () => {
  await world.start({ stormLimit });
  await makeHistory();
  await holdOrders();
});

after(() => world.stop());

/** A poll of the orders is held, and stays so, because the next ones fail. */
async function holdOrders() {
  const fail = () => world.happen("faults", { kind: "server_error", path: "*purchaseOrders*", times: 0 });
  await fail();
  for (let count = 0; count <= stormLimit; count += 1) await world.happen(`orders/${await world.happen("orders")}/place`);
  await world.happen("faults", {}, "DELETE");
  await world.until("/v1/status", ({ streams }) => streams.some(({ name, hold }) => name === "purchase-orders" && hold));
  await fail();
}

async function makeHistory() {
  world.wms.status = 400;
  const given_up = await world.productEvent("Bandages \"wide\", <5 cm>");
  world.wms.status = 204;
  const movement = await world.happen("movements", { name: "Weekly round" });
  await world.happen(`movements/${movement}/ship`);
  await world.happen("adjustments", { quantity: -3, comment: "Broken \u2603" });
  await world.until("/v1/events", ({ events }) => events.length >= 3);
  await world.until("/v1/deliveries?state=pending", ({ deliveries }) => deliveries.length === 0);

  const copies = path.join(world.folder, "copies");
  mkdirSync(copies);
  Object.assign(known, {
    copies,
    parts: { event: { id: given_up.id }, pause: { name: "wms" }, resume: { name: "wms" }, ping: { name: "erp" }, poll: { name: "products" }, rebaseline: { name: "inventory/1" }, release: { name: "purchase-orders" }, drop: { name: "purchase-orders" } },
    query: {
      polls: { stream: "inventory/", outcome: "ok" },
      events: { type: "product.created", entity: given_up.entity, q: "Bandages" },
      audit: { action: "subscribers pause" },
      deliveries: { subscriber: "wms", state: "dead", event: given_up.id, type: "product.created" },
    },
    shared: { since: "2026-01-01T00:00:00Z", until: "2999-01-01T00:00:00+02:00", before: 1_000_000, limit: 7 },
    body: {
      retry: { ids: [given_up.deliveries[0].id] },
      drop_deliveries: { ids: [given_up.deliveries[0].id] },
      replay: { subscriber: "wms", since: "2026-01-01T00:00:00Z", until: "2999-01-01T00:00:00Z", types: ["product.*"], states: ["missing", "dead"], dry_run: true },
      pause: { reason: "moving house" },
      ping: { wait_seconds: 10 },
      backup: { file: path.join(copies, "copy.db"), overwrite: true },
    },
  });
}

const listener = () => ({ host: "127.0.0.1", port: new URL(world.url).port });

/** The ways in. `trusted`: may change something. */
export const ways = [
  { name: "the control socket", trusted: true, to: () => ({ path: world.socket }), headers: {} },
  { name: "the listener with the token", trusted: true, to: listener, headers: { authorization: `Bearer ${token}` } },
  { name: "the listener without the token", trusted: false, to: listener, headers: {} },
];

/** Asks and judges; the answer, or null when the request is none that may be sent. */
export async function ask(way, request) {
  const whole = { method: "GET", body: Buffer.alloc(0), ...request, headers: { ...way.headers, ...request.headers } };
  if (!isHarmless(whole, known.copies)) return null;
  const answer = await exchange(way.to(), whole);
  judge(way, whole, answer, world.secrets);
  return answer;
}

/** That the daemon of the beginning is still there, and well. */
export async function isAlive() {
  const { exitCode, signalCode } = world.daemon.child;
  if (exitCode !== null || signalCode !== null) return false;
  const { status } = await exchange(listener(), { target: "/healthz" });
  return status === 200;
}
