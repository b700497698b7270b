// Calls a function every few seconds: not while the tab is hidden, at once when it is seen again, and more and
// more rarely while it fails.

const usual = 3000;
const longest = 30_000;

export class Refresh {
  #work;
  #timer = 0;
  #wait = usual;
  #running = false;
  #again = false;
  nextAt = 0;

  /** `work` returns a promise of whether it went well. */
  constructor(work) {
    this.#work = work;
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) clearTimeout(this.#timer);
      else this.now();
    });
  }

  async now() {
    clearTimeout(this.#timer);
    if (this.#running) {
      this.#again = true;
      return;
    }
    this.#running = true;
    const well = await this.#work();
    this.#running = false;
    this.#wait = well ? usual : Math.min(2 * this.#wait, longest);
    if (this.#again) {
      this.#again = false;
      return this.now();
    }
    this.nextAt = Date.now() + this.#wait;
    if (!document.hidden) this.#timer = setTimeout(() => this.now(), this.#wait);
  }
}
