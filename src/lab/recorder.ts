// Gathers the updates of a run into a bundle; used by every host, so that a run saved in the page and
// one saved by the command line are the same file.

import type { RunBundle } from './bundle';
import type { RunUpdate } from './protocol';

export class RunRecorder {
  readonly #started = performance.now();
  readonly #parts: Omit<RunBundle, 'result'> = {
    forecast: null,
    inspection: null,
    profile: null,
    tables: { training: [], evaluation: [] },
    events: [],
  };
  #bundle?: RunBundle;

  record(update: RunUpdate): void {
    switch (update.kind) {
      case 'rows':
        this.#parts.tables[update.table].push(...update.rows);
        return;
      case 'forecast':
        this.#parts.forecast = update.forecast;
        return;
      case 'inspection':
        this.#parts.inspection = update.inspection;
        return;
      case 'profile':
        this.#parts.profile = update.profile;
        return;
      case 'probe':
        this.#parts.probe = update.report;
        return;
      case 'verification':
        this.#parts.verification = update.verification;
        return;
      case 'state':
        this.#event(update.state);
        return;
      case 'failure':
        this.#event(update.message);
        return;
      case 'result':
        this.#bundle = { ...this.#parts, result: update.result };
        return;
      default:
        return;
    }
  }

  #event(text: string): void {
    this.#parts.events.push({ seconds: (performance.now() - this.#started) / 1000, text });
  }

  /** The finished run, once its result has arrived. */
  get bundle(): RunBundle | undefined {
    return this.#bundle;
  }
}
