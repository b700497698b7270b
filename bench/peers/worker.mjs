// A worker process of one peer: delivers what is in the queue until its parent tells it to end, or dies.
//   node worker.mjs JSON, started by run.mjs

import { peers } from "./peers.mjs";
import { Sender } from "./sender.mjs";

const { peer, url, secret, connection, inFlight } = JSON.parse(process.argv[2]);
const sender = new Sender(url, secret, inFlight);

let recorded = 0;
const stop = await peers[peer].work({
  connection,
  inFlight,
  send: (job) => sender.send(job),
  recorded: (count) => (recorded += count),
  failed: (problem) => {
    console.error(problem);
    process.exit(1);
  },
});

// Not one message for each job, which would cost something.
const telling = setInterval(() => process.send(recorded), 50);
process.once("message", async () => {
  clearInterval(telling);
  await stop();
  await sender.close();
  process.disconnect();
});
process.on("disconnect", () => process.exit());
