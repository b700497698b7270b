// A simulated OpenBoxes, two subscribers and the daemon between them, all on loopback ports that the kernel chose:
// `erp` is the real webhook-receiver, `wms` a server here that fails as it is told.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { Program, program } from "./programs.mjs";
import { Subscriber } from "./subscriber.mjs";

export const token = "token-of-the-test-world";
const password = "password-of-the-test-world";
const facilities = 2;

export class World {
  folder = mkdtempSync(path.join(tmpdir(), "webhookd-world-"));
  #log = path.join(this.folder, "log");
  #programs = [];
  #listen = "127.0.0.1:0";
  wms = new Subscriber();

  #start(name, ...args) {
    const started = new Program(name, args, { log: this.#log });
    this.#programs.push(started);
    return started;
  }

  /** `subscribers`: false for none. `stormLimit`: detection.storm_limit. */
  async start({ subscribers = true, stormLimit = 10_000 } = {}) {
    this.#stormLimit = stormLimit;
    this.openboxes = await this.#start("openboxes-simulator", "--facilities", String(facilities), "--password", password).firstLine();
    this.secret = execFileSync(program("openboxes-webhookd"), ["secret", "generate"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
    const erp = await this.#start("webhook-receiver", "--secret", this.secret).firstLine();
    const wms = await this.wms.start();
    this.#subscribers = subscribers ? [["erp", `${erp}/hooks`, "0s"], ["wms", wms, "100ms, 100ms"]].map(([name, url, retry]) => subscriber(name, url, this.secret, retry)).join("") : " []";
    await this.startDaemon();
  }

  #subscribers = "";
  #stormLimit = 0;

  /** Again at the same address, when it has run before. */
  async startDaemon() {
    const file = path.join(this.folder, "openboxes-webhooks.yaml");
    writeFileSync(file, this.#configuration(), { mode: 0o600 });
    this.daemon = this.#start("openboxes-webhookd", "run", "--config", file);
    this.url = await this.daemon.told(/listening url=(\S+)/);
    this.#listen = new URL(this.url).host;
    await this.baselined();
  }

  #configuration() {
    return `
openboxes: {url: "${this.openboxes}", username: webhooks@example.org, password: ${password}, requests_per_minute: 10000}
polling: {products: 200ms, stock_movements: 1s, purchase_orders: 1s, inventory: 1s}
detection: {storm_limit: ${this.#stormLimit}}
store: {path: state.db}
control: {socket: control.sock, listen: "${this.#listen}", token: ${token}}
delivery: {jitter: 0%, probe_interval_max: 200ms}
subscribers:${this.#subscribers}
`;
  }

  /** The control socket. */
  get socket() {
    return path.join(this.folder, "control.sock");
  }

  /** What no answer may ever hold. */
  get secrets() {
    return [token, password, this.secret.replace(/^whsec_/, "")];
  }

  async api(target) {
    const answer = await fetch(new URL(target, this.url));
    return answer.json();
  }

  /** Polls a stream now, out of turn. */
  async poll(stream) {
    const headers = { authorization: `Bearer ${token}` };
    const answer = await fetch(new URL(`/v1/streams/${stream}/poll`, this.url), { method: "POST", headers });
    if (!answer.ok) throw new Error(await answer.text());
  }

  /** Until `test` likes what the API says. */
  async until(target, test) {
    const limit = Date.now() + 60_000;
    let document;
    while (Date.now() < limit) {
      document = await this.api(target);
      if (test(document)) return document;
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    throw new Error(`${target} did not become as expected: ${JSON.stringify(document)}\n${this.log()}`);
  }

  /** Until every first scan is done: what happens in OpenBoxes before it is silent. */
  baselined() {
    const expected = 2 + 3 * facilities;  // products and orders; of each facility movements out and in, inventory
    const helps = ({ name }) => name === "facilities" || name.startsWith("feeds/");  // nothing to miss
    const done = ({ streams }) => streams.filter((stream) => stream.baselined && !helps(stream)).length === expected;
    return this.until("/v1/status", done);
  }

  /** Makes something happen in OpenBoxes; returns its id. */
  async happen(target, body = {}, method = "POST") {
    const url = new URL(`/simulator/${target}`, this.openboxes);
    const answer = await fetch(url, { method, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${target}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()).id;
  }

  /** Creates a product and returns its event, as soon as there is one whose deliveries all satisfy `test`. */
  async productEvent(name, test = ({ state }) => state === "delivered" || state === "dead") {
    const id = await this.happen("products", { name });
    const find = ({ events }) => events.length > 0 && events[0].deliveries.every(test);
    return (await this.until(`/v1/events?entity=product:${id}`, find)).events[0];
  }

  log() {
    return readFileSync(this.#log, "utf8").split("\n").slice(-40).join("\n");
  }

  async stop() {
    for (const started of this.#programs.reverse()) await started.stop("SIGKILL");
    this.wms.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function subscriber(name, url, secret, retry) {
  return `
  - {name: ${name}, url: "${url}", secret: "${secret}", events: ["*"], retry: [${retry}], allow_http: true, allow_private_addresses: true}`;
}
