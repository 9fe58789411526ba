// Side-by-side timing: every round runs each contender once, in alternating order, so that drifts of the
// machine fall on all alike.

import type { Contender } from './contender';

const LEAST_SAMPLES = 10;
const MOST_SAMPLES = 20;
/** A sample lasts at least this long: short runs are repeated within one. */
const SAMPLE_MILLISECONDS = 20;
const MOST_REPEATS = 200;
/** Beyond the least samples, a contender may use this much time. */
const BUDGET_MILLISECONDS = 15_000;

export interface Timing {
  medianMs: number;
  p10Ms: number;
  p90Ms: number;
  samples: number;
}

/** The value below which a share of the sorted values lies, interpolated. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
}

export const timingOf = (samples: readonly number[]): Timing => ({
  medianMs: quantile(samples, 0.5),
  p10Ms: quantile(samples, 0.1),
  p90Ms: quantile(samples, 0.9),
  samples: samples.length,
});

/** Milliseconds of one run of each contender, which are all prepared. */
export async function sample(
  contenders: readonly Contender[],
  now: () => number = () => performance.now(),
): Promise<Timing[]> {
  const time = async (contender: Contender, repeats: number): Promise<number> => {
    const start = now();
    await contender.run(repeats);
    return now() - start;
  };
  const repeats: number[] = [];
  for (const contender of contenders) {
    // The first run after compiling still fills caches; the second says how long one takes.
    await contender.run(1);
    const once = await time(contender, 1);
    repeats.push(Math.min(MOST_REPEATS, Math.max(1, Math.ceil(SAMPLE_MILLISECONDS / once))));
  }
  const samples: number[][] = contenders.map(() => []);
  let spent = 0;
  for (let round = 0; round < MOST_SAMPLES; round++) {
    if (round >= LEAST_SAMPLES && spent > BUDGET_MILLISECONDS * contenders.length) break;
    const order = contenders.map((_, index) => (round % 2 ? contenders.length - 1 - index : index));
    for (const index of order) {
      const elapsed = await time(contenders[index], repeats[index]);
      spent += elapsed;
      samples[index].push(elapsed / repeats[index]);
    }
  }
  return samples.map(timingOf);
}
