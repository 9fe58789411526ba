// Runs the benchmark on a device: peaks first, then case by case.

import { type Peaks, rooflineFraction } from '../../src/base/roofline';
import { measurePeaks } from '../../src/compile/peaks';
import type { Gpu } from '../../src/gpu/device';
import { version } from '../../src/lab/version';
import type { BenchCase, Contender, Peer } from './contender';
import type { BenchRequest, BenchRow, BenchUpdate } from './format';
import { gemmCases } from './gemm';
import { quantisedCases } from './quantised';
import { sample } from './sampling';
import { stepCases } from './steps';

export const benchCases: readonly BenchCase[] = [...gemmCases, ...quantisedCases, ...stepCases];

const nameOf = ({ suite, name, shape }: BenchCase): string => `${suite}/${name}/${shape}`;

export const chosenCases = ({ suites, filter }: BenchRequest): BenchCase[] =>
  benchCases.filter(
    (one) => (suites.length === 0 || suites.includes(one.suite)) && nameOf(one).includes(filter),
  );

/** Never throws: a failure is the last update. */
export async function runBench(
  gpu: Gpu,
  peers: readonly Peer[],
  request: BenchRequest,
  emit: (update: BenchUpdate) => void,
): Promise<void> {
  try {
    const peaks: Peaks = { flops: 0, bytesPerSecond: 0 };
    // Before and after: the better of the two counts, since whatever else the machine does only takes away.
    const measure = async (): Promise<void> => {
      emit({ kind: 'status', text: 'Measuring what the adapter can do at best' });
      const found = await measurePeaks(gpu);
      peaks.flops = Math.max(peaks.flops, found.flops);
      peaks.bytesPerSecond = Math.max(peaks.bytesPerSecond, found.bytesPerSecond);
      emit({ kind: 'peaks', version, adapter: gpu.report, ...peaks });
    };
    await measure();
    for (const one of chosenCases(request)) await runCase(gpu, peers, one, peaks, emit);
    await measure();
    emit({ kind: 'done' });
  } catch (error) {
    emit({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
}

/** The time that the peaks allow, over the time taken. */
export const rooflineOf = (
  { flops, bytes, medianMs }: Pick<BenchRow, 'flops' | 'bytes' | 'medianMs'>,
  peaks: Peaks,
): number => rooflineFraction({ flops, bytes }, medianMs / 1000, peaks);

async function runCase(
  gpu: Gpu,
  peers: readonly Peer[],
  one: BenchCase,
  peaks: Peaks,
  emit: (update: BenchUpdate) => void,
): Promise<void> {
  const title = nameOf(one);
  emit({ kind: 'status', text: title });
  const ready: { contender: Contender; coldMs: number }[] = [];
  const entered = await one.contenders(gpu, peers);
  try {
    for (const contender of entered) {
      try {
        const start = performance.now();
        await contender.prepare();
        ready.push({ contender, coldMs: performance.now() - start });
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        emit({ kind: 'skipped', name: title, implementation: contender.implementation, reason });
      }
    }
    const timings = await sample(ready.map(({ contender }) => contender));
    const { suite, name, shape, flops, bytes } = one;
    for (const [index, { contender, coldMs }] of ready.entries()) {
      const { implementation, format } = contender;
      const rooflineFraction = rooflineOf({ flops, bytes, medianMs: timings[index].medianMs }, peaks);
      const valid = await contender.valid();
      const row = {
        suite,
        name,
        shape,
        implementation,
        ...(format ? { format } : {}),
        ...timings[index],
        flops,
        bytes,
        rooflineFraction,
        valid,
      };
      emit({ kind: 'row', row, coldMs });
    }
  } finally {
    for (const contender of entered) contender.dispose();
  }
}
