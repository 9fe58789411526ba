// The benchmark's page: our engine alone. pageWithPeers.ts adds the others.

import type { Peer } from '../../src/bench/contender';
import type { BenchRequest, BenchUpdate } from '../../src/bench/format';
import { runBench } from '../../src/bench/runner';
import { acquireGpu } from '../../src/gpu/device';

declare global {
  interface Window {
    /** Put here by the command line. */
    benchUpdate(update: BenchUpdate): Promise<void>;
    startBench(request: BenchRequest): void;
  }
}

/** Lets the command line start a benchmark against these peers. */
export function offerBench(openPeers: () => Promise<Peer[]>): void {
  let sent: Promise<void> = Promise.resolve();
  const emit = (update: BenchUpdate): void => {
    sent = sent.then(() => window.benchUpdate(update));
  };
  window.startBench = async (request) => {
    try {
      await runBench(await acquireGpu(), await openPeers(), request, emit);
    } catch (error) {
      emit({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
    }
  };
}
