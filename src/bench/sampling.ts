// Side-by-side timing: every round runs each contender once, in alternating order, so that drifts of the
// machine fall on all alike.

/** What is timed, prepared: runs so many times and resolves when the device has finished the last. */
export type Runner = (repeats: number) => Promise<void>;

export const SAMPLES = 20;
/** Quick contenders get more samples within this time. */
const MOST_SAMPLES = 50;
const ENOUGH_MILLISECONDS = 1000;
/** Where one contender's samples take longer than this, and their number was not asked for, everyone gets fewer. */
const BUDGET_MILLISECONDS = 60_000;
const LEAST_SAMPLES = 5;
/** A sample lasts at least this long: short runs are repeated within one. */
const SAMPLE_MILLISECONDS = 20;
const MOST_REPEATS = 200;
const WARM_UPS = 10;
const WARMING_MILLISECONDS = 500;

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

export interface SamplingOptions {
  now?: () => number;
  /** Samples of each contender, however long they take. Default `SAMPLES`, or fewer where they take long. */
  least?: number;
  signal?: AbortSignal;
}

/** Milliseconds of one run of each; null when `signal` stopped it. */
export async function sample(
  runners: readonly Runner[],
  { now = () => performance.now(), least, signal }: SamplingOptions = {},
): Promise<Timing[] | null> {
  const time = async (run: Runner, repeats: number): Promise<number> => {
    const start = now();
    await run(repeats);
    return now() - start;
  };
  const repeats: number[] = [];
  for (const run of runners) {
    // The first runs after compiling still fill caches; the last of them says how long one takes.
    const start = now();
    let once = await time(run, 1);
    for (let warm = 1; warm < WARM_UPS && (warm < 2 || now() - start < WARMING_MILLISECONDS); warm++)
      once = await time(run, 1);
    repeats.push(Math.min(MOST_REPEATS, Math.max(1, Math.ceil(SAMPLE_MILLISECONDS / once))));
    if (signal?.aborted) return null;
  }
  const samples: number[][] = runners.map(() => []);
  const spent = runners.map(() => 0);
  // Rounds are shared, so that everyone has as many samples as everyone else.
  for (let round = 0; round < MOST_SAMPLES; round++) {
    if (round >= (least ?? SAMPLES) && spent.some((total) => total > ENOUGH_MILLISECONDS)) break;
    if (!least && round >= LEAST_SAMPLES && spent.some((total) => total > BUDGET_MILLISECONDS)) break;
    const order = runners.map((_, index) => (round % 2 ? runners.length - 1 - index : index));
    for (const index of order) {
      const elapsed = await time(runners[index], repeats[index]);
      if (signal?.aborted) return null;
      spent[index] += elapsed;
      samples[index].push(elapsed / repeats[index]);
    }
  }
  return samples.map(timingOf);
}
