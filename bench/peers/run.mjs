// One peer delivers one backlog: a private instance of its database starts in FOLDER, all jobs go into its queue, then
// its workers start. Ends with status 0 once every job is recorded as done. bench/cases/peers.cpp calls it and takes the
// time by what arrives.
//   node run.mjs bullmq|pg-boss --processes N --in-flight N --jobs FILE --url URL --secret whsec_… --folder FOLDER

import { fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";

import { peers } from "./peers.mjs";

const text = { type: "string" };
const { values: options, positionals: names } = parseArgs({
  allowPositionals: true,
  options: { processes: text, "in-flight": text, jobs: text, url: text, secret: text, folder: text },
});
const jobs = readFileSync(options.jobs, "utf8").trimEnd().split("\n").map((line) => JSON.parse(line));
const database = new peers[names[0]].Database(options.folder);

/** Starts the workers; returns once they have recorded all jobs and ended. */
async function deliver() {
  const { url, secret } = options;
  const told = { peer: names[0], connection: database.connection, url, secret, inFlight: Number(options["in-flight"]) };
  const workers = Array.from({ length: Number(options.processes) }, () => fork(new URL("worker.mjs", import.meta.url), [JSON.stringify(told)]));
  const ends = Promise.all(workers.map((worker) => once(worker, "exit")));
  await new Promise((resolve, reject) => {
    const recorded = workers.map(() => 0);
    workers.forEach((worker, i) => {
      worker.on("message", (count) => {
        recorded[i] = count;
        if (recorded.reduce((a, b) => a + b) === jobs.length) resolve();
      });
      worker.on("exit", () => reject(new Error(`a worker of ${names[0]} ended too early`)));
    });
  });
  for (const worker of workers) worker.send("end");
  const statuses = await ends;
  if (statuses.some(([status]) => status !== 0)) throw new Error(`a worker of ${names[0]} failed at its end`);
}

for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => database.stop().finally(() => process.exit(1)));
try {
  await database.start();
  await database.fill(jobs);
  await deliver();
} finally {
  await database.stop();
}
