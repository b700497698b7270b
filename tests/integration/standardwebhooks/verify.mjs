// The daemon polls a simulated OpenBoxes and sends to a server here, which lets the public `standardwebhooks`
// package verify what arrives: the exact bytes, with the headers that came with them. Ends with status 0 once
// one webhook of each event type is verified; any that is not ends it with status 1.
//   node verify.mjs FOLDER_WITH_THE_PROGRAMS

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";

import { Webhook, WebhookVerificationError } from "standardwebhooks";

const limitInSeconds = 120;
const programs = path.resolve(process.argv[2] ?? "../../../build/dev");
const folder = mkdtempSync(path.join(tmpdir(), "standardwebhooks-"));
const log = path.join(folder, "log");
const children = [];
const missing = new Set([
  "product.created",
  "stockMovement.shipped",
  "stockMovement.received",
  "purchaseOrder.approved",
  "inventory.adjusted",
]);

function end(status, message) {
  console.log(message);
  for (const child of children) child.kill("SIGKILL");
  if (status !== 0) console.log(existsSync(log) ? readFileSync(log, "utf8") : "");
  rmSync(folder, { recursive: true, force: true });
  process.exit(status);
}

function program(name) {
  const places = ["", "tests"].map((place) => path.join(programs, place, name));
  return places.find((file) => existsSync(file)) ?? places[0];
}

function start(name, args) {
  const child = spawn(program(name), args, { stdio: ["ignore", "pipe", "pipe"] });
  child.on("error", (error) => end(1, `${name} cannot be started: ${error.message}`));
  child.on("exit", (status) => end(1, `${name} ended with status ${status}`));
  child.stderr.on("data", (text) => writeFileSync(log, text, { flag: "a" }));
  children.push(child);
  return child;
}

function firstLine(child) {
  return new Promise((resolve) => createInterface({ input: child.stdout }).once("line", resolve));
}

function generate(...options) {
  return execFileSync(program("openboxes-webhookd"), ["secret", "generate", ...options], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  }).trim();
}

// Two secrets in rotation and an ed25519 key, which the package skips as a version it does not know.
const secrets = [generate(), generate(), generate("--ed25519")];

function verify(headers, body) {
  const event = new Webhook(secrets[0]).verify(body, headers);
  assert.deepEqual(new Webhook(secrets[1]).verify(body, headers), event, "the older secret signs too");
  assert.throws(() => new Webhook(generate()).verify(body, headers), WebhookVerificationError);
  assert.throws(() => new Webhook(secrets[0]).verify(`${body} `, headers), WebhookVerificationError);
  assert.ok(event.type && event.timestamp && event.data, "the envelope is complete");
  return event.type;
}

const server = createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    try {
      const type = verify(request.headers, Buffer.concat(chunks).toString("utf8"));
      if (missing.delete(type)) console.log(`verified: ${type}`);
    } catch (error) {
      end(1, `not verified: ${error.stack}`);
    }
    response.writeHead(204).end();
    if (missing.size === 0) end(0, "standardwebhooks verifies every event type");
  });
});

setTimeout(() => end(1, `not seen in ${limitInSeconds} s: ${[...missing].join(", ")}`), limitInSeconds * 1000);
const simulator = start("openboxes-simulator", ["--activity", "200ms"]);
const openboxes = await firstLine(simulator);
simulator.stdout.resume();
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));

const configuration = path.join(folder, "openboxes-webhooks.yaml");
const text = `
openboxes: {url: "${openboxes}", username: webhooks@example.org, password: openboxes, requests_per_minute: 6000}
polling: {products: 500ms, stock_movements: 500ms, purchase_orders: 500ms, inventory: 500ms}
store: {path: state.db}
control: {socket: control.sock, listen: ""}
subscribers:
  - name: npm
    url: http://127.0.0.1:${server.address().port}/
    secret: [${secrets.map((secret) => JSON.stringify(secret)).join(", ")}]
    events: ["*"]
    allow_http: true
    allow_private_addresses: true
`;
writeFileSync(configuration, text, { mode: 0o600 });
start("openboxes-webhookd", ["run", "--config", configuration]).stdout.resume();
