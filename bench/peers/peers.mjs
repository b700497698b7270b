// The peers by name. Each offers a `Database` (start, fill, stop) and `work`, which delivers what is in its queue.

import * as bullmq from "./bullmq.mjs";
import * as pgBoss from "./pg_boss.mjs";

export const peers = { bullmq, "pg-boss": pgBoss };
