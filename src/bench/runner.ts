// Runs the benchmark on a device: peaks first, then case by case.

import type { Peaks } from '../base/roofline';
import { measurePeaks } from '../compile/peaks';
import type { Gpu } from '../gpu/device';
import { chosenCases } from './cases';
import type { BenchCase, Entry, Peer, Results, Rival } from './contender';
import { type BenchRequest, type BenchRow, type BenchUpdate, caseName, type Implementation } from './format';
import { rooflineOf } from './roofline';
import { sample } from './sampling';

type Emit = (update: BenchUpdate) => void;

/** Never throws: a failure is the last update. */
export async function runBench(
  gpu: Gpu,
  peers: readonly Peer[],
  request: BenchRequest,
  emit: Emit,
  signal?: AbortSignal,
): Promise<void> {
  try {
    const cases = chosenCases(request);
    const total = cases.length;
    const peaks: Peaks = { flops: 0, bytesPerSecond: 0 };
    // Before and after: the better of the two counts, since whatever else the machine does only takes away.
    const measure = async (done: number): Promise<void> => {
      emit({ kind: 'status', text: 'Measuring what the adapter can do at best', done, total });
      const found = await measurePeaks(gpu);
      peaks.flops = Math.max(peaks.flops, found.flops);
      peaks.bytesPerSecond = Math.max(peaks.bytesPerSecond, found.bytesPerSecond);
      emit({ kind: 'peaks', adapter: gpu.report, ...peaks });
    };
    await measure(0);
    for (const [done, one] of cases.entries()) {
      if (signal?.aborted) break;
      emit({ kind: 'status', text: caseName(one), done, total });
      await runCase({ gpu, peers, peaks, emit, signal, samples: request.samples }, one);
    }
    if (!signal?.aborted) await measure(total);
    emit({ kind: 'done', stopped: signal?.aborted ?? false });
  } catch (error) {
    emit({ kind: 'failed', message: messageOf(error) });
  }
}

interface Contender {
  implementation: Implementation;
  entry: Entry;
  open: () => Promise<Rival>;
}

/** Our implementation and the others of an entry, those that can express it. */
function contendersOf(gpu: Gpu, peers: readonly Peer[], entry: Entry): Contender[] {
  const { ours, problem } = entry;
  const own: Contender[] = ours ? [{ implementation: 'tessera', entry, open: () => ours(gpu) }] : [];
  if (!problem) return own;
  const others = peers.flatMap((peer): Contender[] => {
    const open = peer.rival(problem);
    return open ? [{ implementation: peer.implementation, entry, open }] : [];
  });
  return [...own, ...others];
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

interface Bench {
  gpu: Gpu;
  peers: readonly Peer[];
  peaks: Peaks;
  emit: Emit;
  signal?: AbortSignal;
  samples?: number;
}

async function runCase({ gpu, peers, peaks, emit, signal, samples }: Bench, one: BenchCase): Promise<void> {
  const { suite, name, shape, flops } = one;
  const ready: { contender: Contender; rival: Rival; coldMs: number }[] = [];
  try {
    for (const contender of one.entries().flatMap((entry) => contendersOf(gpu, peers, entry))) {
      if (signal?.aborted) return;
      let rival: Rival | undefined;
      try {
        const start = performance.now();
        rival = await contender.open();
        await run(rival, 1);
        ready.push({ contender, rival, coldMs: performance.now() - start });
      } catch (error) {
        rival?.dispose();
        const { implementation } = contender;
        emit({ kind: 'skipped', name: caseName(one), implementation, reason: messageOf(error) });
      }
    }
    const timings = await sample(
      ready.map(
        ({ rival }) =>
          (repeats) =>
            run(rival, repeats),
      ),
      { signal, least: samples },
    );
    if (!timings) return;
    for (const [index, { contender, rival, coldMs }] of ready.entries()) {
      const { implementation, entry } = contender;
      const timing = timings[index];
      const bytes = entry.bytes ?? one.bytes;
      const work = { flops, bytes, medianMs: timing.medianMs };
      const judged = await judge(rival, entry);
      const row: BenchRow = {
        suite,
        name,
        shape,
        implementation,
        ...(entry.format ? { format: entry.format } : {}),
        ...timing,
        coldMs,
        flops,
        bytes,
        rooflineFraction: rooflineOf(work, peaks),
        ...judged,
      };
      emit({ kind: 'row', row });
    }
  } finally {
    for (const { rival } of ready) rival.dispose();
  }
}

async function run(rival: Rival, repeats: number): Promise<void> {
  for (let i = 0; i < repeats; i++) await rival.queue();
  await rival.idle();
}

async function judge(rival: Rival, entry: Entry): Promise<Pick<BenchRow, 'valid' | 'reproducible'>> {
  const results = await rival.results();
  const valid = entry.check(results);
  return rival.recorded ? { valid } : { valid, reproducible: sameBits(results, await rival.results()) };
}

/** Object.is tells 0 from −0 and takes NaN for itself. */
function sameBits(one: Results, other: Results): boolean {
  return [...one].every(([name, values]) => {
    const again = other.get(name);
    if (again?.length !== values.length) return false;
    for (let i = 0; i < values.length; i++) if (!Object.is(values[i], again[i])) return false;
    return true;
  });
}
