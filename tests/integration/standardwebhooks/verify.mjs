// The daemon polls a simulated OpenBoxes and sends to a server here, as three subscribers: the event itself, and
// CloudEvents in structured and in binary mode. The public `standardwebhooks` package verifies what arrives, the
// exact bytes with the headers that came with them; the SDK of CloudEvents, `cloudevents`, and the JSON Schema of
// CloudEvents, which it holds, read the other two. Ends with status 0 once each event type has arrived in each
// form and all three say the same; anything that is not as it should be ends it with status 1.
//   node verify.mjs FOLDER_WITH_THE_PROGRAMS

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";

import { HTTP, Mode } from "cloudevents";
import followsTheSchema from "cloudevents/dist/schema/v1.js";
import { Webhook, WebhookVerificationError } from "standardwebhooks";

const limitInSeconds = 120;
const programs = path.resolve(process.argv[2] ?? "../../../build/dev");
const folder = mkdtempSync(path.join(tmpdir(), "standardwebhooks-"));
const log = path.join(folder, "log");
const children = [];
const types = ["product.created", "stockMovement.shipped", "stockMovement.received", "purchaseOrder.approved", "inventory.adjusted"];
const forms = { standard: "standard", [Mode.STRUCTURED]: "cloudevents", [Mode.BINARY]: "cloudevents-binary" };
const missing = new Set(types.flatMap((type) => Object.keys(forms).map((form) => `${type} ${form}`)));
const seen = new Map();  // from an event's id to what each form says of it

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

function subscriber([form, format]) {
  return `
  - name: ${format}
    url: http://127.0.0.1:${server.address().port}/${form}
    format: ${format}
    secret: [${secrets.map((secret) => JSON.stringify(secret)).join(", ")}]
    events: ["*"]
    allow_http: true
    allow_private_addresses: true
`;
}

// Two secrets in rotation and an ed25519 key, which the package skips as a version it does not know.
const secrets = [generate(), generate(), generate("--ed25519")];

function verify(headers, body) {
  const event = new Webhook(secrets[0]).verify(body, headers);
  assert.deepEqual(new Webhook(secrets[1]).verify(body, headers), event, "the older secret signs too");
  assert.throws(() => new Webhook(generate()).verify(body, headers), WebhookVerificationError);
  assert.throws(() => new Webhook(secrets[0]).verify(`${body} `, headers), WebhookVerificationError);
  return event;
}

function cloudEvent(mode, headers, body) {
  assert.equal(headers["content-type"], mode === Mode.STRUCTURED ? "application/cloudevents+json" : "application/json");
  const event = HTTP.toEvent({ headers, body });
  assert.ok(event.validate());
  const document = mode === Mode.STRUCTURED ? JSON.parse(body) : event.toJSON();
  assert.ok(followsTheSchema(document), JSON.stringify(followsTheSchema.errors));
  assert.deepEqual([event.specversion, event.datacontenttype], ["1.0", "application/json"]);
  assert.deepEqual([event.source, event.subject], [event.data.source, event.data.id]);
  return event;
}

/** What came, as every form must say it. */
function read(form, headers, body) {
  const signed = verify(headers, body);
  const { type, data, time, id } = form === "standard" ? { ...signed, time: signed.timestamp, id: headers["webhook-id"] } : cloudEvent(form, headers, body);
  assert.ok(type && data, "the envelope is complete");
  assert.equal(id, headers["webhook-id"]);
  return { type, data, time: new Date(time).toISOString() };
}

function take(form, headers, body) {
  const event = read(form, headers, body);
  const id = headers["webhook-id"];
  assert.deepEqual(event, seen.get(id) ?? event, "every form says the same");
  seen.set(id, event);
  if (missing.delete(`${event.type} ${form}`)) console.log(`verified: ${event.type} ${form}`);
}

const server = createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    try {
      take(request.url.slice(1), request.headers, Buffer.concat(chunks).toString("utf8"));
    } catch (error) {
      end(1, `not verified: ${error.stack}`);
    }
    response.writeHead(204).end();
    if (missing.size === 0) end(0, "standardwebhooks and cloudevents verify every event type");
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
subscribers:${Object.entries(forms).map(subscriber).join("")}`;
writeFileSync(configuration, text, { mode: 0o600 });
start("openboxes-webhookd", ["run", "--config", configuration]).stdout.resume();
