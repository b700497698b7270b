// A database server as a child process that never outlives this one, listening on a Unix socket alone. It is ours, in a
// folder of its own: the services of the system are neither used nor touched.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** `command`, run as `user` when that is named and we are root. */
export function as(user, command) {
  if (!user || process.getuid() !== 0) return command;
  return ["setpriv", "--reuid", user, "--regid", user, "--clear-groups", ...command];
}

export class Service {
  #child;
  #ended;

  constructor(command, user) {
    const [program, ...args] = as(user, ["setpriv", "--pdeathsig", "INT", ...command]);
    this.#child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
    this.#ended = once(this.#child, "exit");
  }

  /** Redis says it on its output, PostgreSQL on its errors, both in these words. */
  async ready() {
    await new Promise((resolve, reject) => {
      const said = [];
      for (const stream of [this.#child.stdout, this.#child.stderr])
        createInterface({ input: stream }).on("line", (line) => {
          said.push(line);
          if (/ready to accept connections/i.test(line)) resolve();
        });
      this.#ended.then(() => reject(new Error(`the database ended:\n${said.join("\n")}`)), reject);
    });
  }

  /** SIGINT is an orderly end to both, which does not wait for clients. */
  async stop() {
    this.#child.kill("SIGINT");
    await this.#ended;
  }
}
