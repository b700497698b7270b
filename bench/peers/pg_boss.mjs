// pg-boss on Debian's PostgreSQL, durable.

import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";
import path from "node:path";

import pg from "pg";
import { PgBoss } from "pg-boss";

import { as, Service } from "./service.mjs";

const name = "webhooks";
const owner = "postgres"; // PostgreSQL refuses to run as root; Debian's package makes this user

const settings = {
  listen_addresses: "", // a Unix socket instead, which is faster than TCP
  fsync: "on",
  synchronous_commit: "on",
  shared_buffers: "512MB", // all of it in memory
  max_wal_size: "4GB", // no checkpoint during a run of few seconds
  wal_level: "minimal", // nobody replicates it, so less is written
  max_wal_senders: 0,
  jit: "off", // compiling its short queries would take longer than running them
};

function program(file) {
  const versions = "/usr/lib/postgresql";
  return path.join(versions, readdirSync(versions).sort().at(-1), "bin", file);
}

function open(connection) {
  // No schedules, and no maintenance during the run.
  return new PgBoss({ ...connection, schedule: false, supervise: false }).on("error", console.error);
}

export class Database {
  #folder;
  #service;

  constructor(folder) {
    this.#folder = path.join(folder, "postgresql");
    this.connection = { host: this.#folder, user: owner, database: "postgres" };
  }

  async start() {
    const data = path.join(this.#folder, "data");
    mkdirSync(this.#folder);
    if (process.getuid() === 0) execFileSync("chown", [owner, this.#folder]);
    const [initdb, ...args] = as(owner, [program("initdb"), "--pgdata", data, "--username", owner, "--auth", "trust"]);
    execFileSync(initdb, [...args, "--encoding", "UTF8", "--locale", "C", "--no-sync"], { stdio: "ignore" });
    const options = Object.entries(settings).flatMap(([key, value]) => ["-c", `${key}=${value}`]);
    this.#service = new Service([program("postgres"), "-D", data, "-k", this.#folder, ...options], owner);
    await this.#service.ready();
  }

  async fill(jobs) {
    const boss = open(this.connection);
    await boss.start();
    // A table of its own, as for any large queue; retries as a sender of webhooks has them.
    await boss.createQueue(name, { partition: true, retryLimit: 9, retryDelay: 1, retryBackoff: true });
    for (let first = 0; first < jobs.length; first += 1000)
      await boss.insert(name, jobs.slice(first, first + 1000).map((data) => ({ data })));
    await boss.stop();
    // What autovacuum and the next checkpoint would do is not left for the run.
    const client = new pg.Client(this.connection);
    await client.connect();
    await client.query("vacuum analyze");
    await client.query("checkpoint");
    await client.end();
  }

  async stop() {
    await this.#service?.stop();
  }
}

/** Returns a function that ends the work. */
export async function work({ connection, inFlight, send, recorded, failed }) {
  const boss = open(connection);
  boss.on("error", failed);
  await boss.start();
  const options = {
    // Fetched and recorded in batches; two at a time, so that one is delivered while the other is recorded. Of 25 to 200,
    // 200 was the fastest; the sender has no more of them in flight than it may.
    batchSize: 200,
    localConcurrency: 2,
    burstWhenBatchFull: true, // no pause as long as there is more
    perJobResults: true, // a webhook that fails must not repeat the others of its batch; measured: costs nothing
  };
  await boss.work(name, options, async (jobs) => {
    const results = await Promise.all(jobs.map((job) => deliver(job, send)));
    recorded(jobs.length);
    return results;
  });
  return () => boss.stop();
}

async function deliver(job, send) {
  try {
    await send(job.data);
    return { id: job.id, status: "completed" };
  } catch (problem) {
    return { id: job.id, status: "failed", output: { message: problem.message } };
  }
}
