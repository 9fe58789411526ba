// The benchmark beside runs: one at a time, on the device of the session, and never while something trains.

import type { BenchRequest, BenchUpdate } from '../bench/format';
import type { Gpu } from '../gpu/device';
import { messageOf } from './failures';
import type { RunUpdate } from './protocol';

export class Benchmark {
  #stopping: AbortController | undefined;
  #ended: Promise<void> = Promise.resolve();

  constructor(
    private readonly emit: (update: RunUpdate) => void,
    private readonly acquire: () => Promise<Gpu>,
  ) {}

  get running(): boolean {
    return this.#stopping !== undefined;
  }

  async cases(): Promise<void> {
    const { caseNames } = await import('../bench/cases');
    this.emit({ kind: 'benchCases', cases: caseNames() });
  }

  /** Ends with a `done` or `failed` update; `training` refuses it. */
  run(request: BenchRequest, training: boolean): Promise<void> {
    const refusal = training
      ? 'A run is going on, and each would slow the other down. Stop it, then measure.'
      : this.running && 'A benchmark is going on already.';
    if (refusal) {
      this.emit({ kind: 'bench', update: { kind: 'failed', message: refusal } });
      return Promise.resolve();
    }
    this.#stopping = new AbortController();
    this.#ended = this.#measure(request, this.#stopping.signal);
    return this.#ended;
  }

  async #measure(request: BenchRequest, signal: AbortSignal): Promise<void> {
    try {
      const [{ runBench }, gpu] = await Promise.all([import('../bench/runner'), this.acquire()]);
      this.emit({ kind: 'adapter', adapter: gpu.report });
      await runBench(gpu, [], request, (update) => this.#tell(update), signal);
    } catch (error) {
      this.#tell({ kind: 'failed', message: messageOf(error) });
    }
  }

  /** After its last update nothing is going on any more. */
  #tell(update: BenchUpdate): void {
    if (update.kind === 'done' || update.kind === 'failed') this.#stopping = undefined;
    this.emit({ kind: 'bench', update });
  }

  /** Resolves when nothing is being measured. */
  async stop(): Promise<void> {
    this.#stopping?.abort();
    await this.#ended;
  }
}
