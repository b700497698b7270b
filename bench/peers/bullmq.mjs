// BullMQ on Debian's Redis, durable.

import path from "node:path";

import { Queue, Worker } from "bullmq";

import { Service } from "./service.mjs";

const name = "webhooks";

const settings = {
  port: 0, // a Unix socket instead, which is faster than TCP
  save: "", // no snapshots beside the log
  appendonly: "yes",
  appendfsync: "always", // each write is on disk before it is answered, as an outbox must be
  "auto-aof-rewrite-percentage": 0, // rewriting the log would be charged to a run of few seconds
  "maxmemory-policy": "noeviction", // BullMQ demands it
};

export class Database {
  #folder;
  #service;

  constructor(folder) {
    this.#folder = folder;
    this.connection = { path: path.join(folder, "redis.sock") };
  }

  async start() {
    const options = Object.entries(settings).flatMap(([key, value]) => [`--${key}`, String(value)]);
    this.#service = new Service(["redis-server", ...options, "--dir", this.#folder, "--unixsocket", this.connection.path]);
    await this.#service.ready();
  }

  async fill(jobs) {
    const opts = {
      // As a sender of webhooks has it.
      attempts: 10,
      backoff: { type: "exponential", delay: 1000 },
      // Measured here: not slower than to keep them, and faster than to keep the last 1,000.
      removeOnComplete: true,
    };
    const queue = new Queue(name, { connection: this.connection });
    // The body is a text, not an object: what is tried again must have the bytes that were signed, and a text is faster
    // to store and to load.
    for (let first = 0; first < jobs.length; first += 1000)
      await queue.addBulk(jobs.slice(first, first + 1000).map((data) => ({ name: "webhook", data, opts })));
    await queue.close();
  }

  async stop() {
    await this.#service?.stop();
  }
}

/** Returns a function that ends the work. */
export async function work({ connection, inFlight, send, recorded, failed }) {
  // A job that is done brings the next one in the same round trip; the manual recommends nothing else for throughput.
  const worker = new Worker(name, (job) => send(job.data), { connection, concurrency: inFlight });
  worker.on("completed", () => recorded(1));
  worker.on("failed", (job, problem) => failed(problem));
  worker.on("error", failed);
  return () => worker.close();
}
