// What a host asks of a running experiment that must not share the GPU with a training step: done when the
// run stands between two events, one after another.

export class Errands {
  #waiting: (() => Promise<void>)[] = [];

  /** Resolves when `errand` is done; it must not throw. */
  add(errand: () => Promise<void>): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(() => errand().then(resolve));
    });
  }

  /** Does what waits, and what is added meanwhile. */
  async run(): Promise<void> {
    for (let errand = this.#waiting.shift(); errand; errand = this.#waiting.shift()) await errand();
  }
}
