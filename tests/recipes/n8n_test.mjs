// docs/recipes/n8n-workflow.json: its shape, and its node with code, with stand-ins for what n8n gives it.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";

import { recipe, run, secret } from "./program.mjs";

const workflow = JSON.parse(recipe("n8n-workflow.json"));
const nodes = new Map(workflow.nodes.map((node) => [node.name, node]));
const names = [...nodes.keys()];

// The parameters of these nodes, in these versions, as n8n documents them.
const documented = {
  "n8n-nodes-base.webhook": { version: 2, parameters: ["httpMethod", "path", "responseMode", "options"], options: ["rawBody"] },
  "n8n-nodes-base.code": { version: 2, parameters: ["mode", "language", "jsCode"] },
  "n8n-nodes-base.respondToWebhook": { version: 1.1, parameters: ["respondWith", "options"], options: ["responseCode"] },
  "n8n-nodes-base.removeDuplicates": { version: 2, parameters: ["operation", "logic", "dedupeValue", "options"], options: ["historySize"] },
  "n8n-nodes-base.noOp": { version: 1, parameters: [] },
};

test("every node is one that n8n documents", () => {
  for (const { name, type, typeVersion, parameters, position, id } of workflow.nodes) {
    const { version, parameters: known, options = [] } = documented[type];
    assert.equal(typeVersion, version, name);
    assert.deepEqual(Object.keys(parameters), known, name);
    assert.deepEqual(Object.keys(parameters.options ?? {}), options, name);
    assert.ok(position.length === 2 && id, name);
  }
  assert.equal(names.length, workflow.nodes.length, "two nodes of one name");
});

test("the nodes follow each other, from the webhook on", () => {
  const next = (name) => workflow.connections[name]?.main[0][0];
  const way = [];
  for (let name = "Webhook"; name; name = next(name)?.node) way.push(name);
  assert.deepEqual(way, names);
  for (const name of names.slice(0, -1)) assert.deepEqual(next(name), { node: next(name).node, type: "main", index: 0 });
});

test("the webhook keeps the bytes, and the answer waits for the signature", () => {
  const { httpMethod, path, responseMode, options } = nodes.get("Webhook").parameters;
  assert.deepEqual([httpMethod, responseMode, options.rawBody], ["POST", "responseNode", true]);
  assert.match(recipe("n8n.md"), new RegExp(`/webhook/${path}\n`));
  assert.ok(names.indexOf("Verify") < names.indexOf("Respond"));
});

const AsyncFunction = (async () => {}).constructor;
const body = run(["schema", "purchaseOrder.approved", "--example"]);

function verify(headers, bytes) {
  const code = nodes.get("Verify").parameters.jsCode.replace("whsec_REPLACE_ME", secret);
  const given = { json: { headers } };
  const self = { helpers: { getBinaryDataBuffer: async (item, property) => item === 0 && property === "data" && Buffer.from(bytes) } };
  return new AsyncFunction("$input", "require", code).call(self, { first: () => given }, createRequire(import.meta.url));
}

function headersFor(key) {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = run(["sign", "--secret", key, "--id", "evt_1", "--timestamp", timestamp], { input: body }).trim();
  return { "webhook-id": "evt_1", "webhook-timestamp": timestamp, "webhook-signature": signature };
}

test("what the daemon signed goes on as the event with its id", async () => {
  const [{ json }] = await verify(headersFor(secret), body);
  assert.deepEqual(json, { id: "evt_1", ...JSON.parse(body) });
});

test("what it did not sign ends there", async () => {
  const headers = headersFor(secret);
  const other = headersFor("whsec_ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=");
  const cases = [[headers, `${body} `], [other, body], [{}, body], [{ ...headers, "webhook-timestamp": "1" }, body]];
  for (const [given, bytes] of cases) await assert.rejects(verify(given, bytes), /does not verify/);
});
