// When to look inside a run again: once a second, and less often where a look costs more than its share of
// the training's time.

const INTERVAL_MILLISECONDS = 1000;
/** Looks may take this share of the time; the promise to the reader is 5 %. */
const SHARE = 0.04;

export class ProbePace {
  #due = 0;

  /** Milliseconds until the next routine look. */
  wait(now: number): number {
    return Math.max(0, this.#due - now);
  }

  /** Notes a look that took `milliseconds`. Looks the reader asked for in between put the next one off. */
  took(milliseconds: number, now: number): void {
    this.#due = Math.max(Math.max(this.#due, now) + milliseconds / SHARE, now + INTERVAL_MILLISECONDS);
  }
}
