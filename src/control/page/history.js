// The recent polls of every stream, kept here so that a refresh asks only for what is new.

import { read } from "./api.js";
import { bars } from "./sparkline.js";

const atFirst = 500;
const later = 100;

export class History {
  #polls = new Map();
  #loaded = false;

  async load() {
    const { polls } = await read("/v1/polls", { limit: this.#loaded ? later : atFirst });
    this.#loaded = true;
    for (const poll of polls.reverse()) this.#add(poll);
  }

  #add(poll) {
    const known = this.#polls.get(poll.stream) ?? [];
    if (known.some(({ id }) => id === poll.id)) return;
    this.#polls.set(poll.stream, [poll, ...known].slice(0, bars));
  }

  /** The newest first. */
  of(stream) {
    return this.#polls.get(stream) ?? [];
  }
}
