// Starts and ends the programs: those of $PROGRAMS, by default of the dev build.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, existsSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = path.resolve(root, process.env.PROGRAMS ?? "build/dev");

export function program(name) {
  const places = ["", "tests"].map((place) => path.join(folder, place, name));
  const found = places.find((file) => existsSync(file));
  if (!found) throw new Error(`${name} is not in ${folder}; build it first`);
  return found;
}

export class Program {
  /** Its standard error goes to the file `log` as well. */
  constructor(name, args, { log }) {
    this.name = name;
    this.child = spawn(program(name), args, { stdio: ["ignore", "pipe", "pipe"] });
    this.child.stdout.resume();
    this.errors = createInterface({ input: this.child.stderr });
    this.errors.on("line", (line) => appendFileSync(log, `${name}: ${line}\n`));
  }

  /** The first line of standard output. */
  firstLine() {
    return this.#line(createInterface({ input: this.child.stdout }), /^/);
  }

  /** What the first line of standard error that matches has in its first group. */
  async told(pattern) {
    const line = await this.#line(this.errors, pattern);
    return pattern.exec(line)[1];
  }

  #line(lines, pattern) {
    return new Promise((resolve, reject) => {
      lines.on("line", (line) => pattern.test(line) && resolve(line));
      this.child.once("error", reject);
      this.child.once("exit", (status) => reject(new Error(`${this.name} ended with status ${status}`)));
    });
  }

  async stop(signal = "SIGTERM") {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, "exit");
    this.child.kill(signal);
    await ended;
  }
}
