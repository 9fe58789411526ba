// Tuning as something a session does instead of a run: the device has nothing else to do meanwhile.

import type { Gpu } from '../gpu/device';
import type { RunRequest, RunUpdate } from './protocol';

export class Tuner {
  #stopped = false;

  constructor(
    private readonly emit: (update: RunUpdate) => void,
    /** Resolves when the device is free. */
    private readonly acquire: () => Promise<Gpu>,
  ) {}

  /** Tells how far it is until it has ended; throws what it failed with. */
  async run(request: RunRequest): Promise<void> {
    this.#stopped = false;
    const gpu = await this.acquire();
    this.emit({ kind: 'adapter', adapter: gpu.report });
    const { tuneRun } = await import('./tuneRun');
    await tuneRun(request, gpu, {
      report: (tuning) => this.emit({ kind: 'tuning', tuning }),
      ended: () => this.#stopped,
    });
  }

  /** What is measured by then is kept. */
  stop(): void {
    this.#stopped = true;
  }
}
