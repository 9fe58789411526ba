// Quantiles, and the order and number of samples, on a clock of its own.
import { expect, test } from 'vitest';
import type { Contender } from './contender';
import { quantile, sample } from './sampling';

test('quantiles interpolate between neighbours', () => {
  const values = [4, 1, 3, 2, 5];
  expect([0, 0.1, 0.5, 0.9, 1].map((share) => quantile(values, share))).toEqual([1, 1.4, 3, 4.6, 5]);
});

/** Contenders whose runs take these milliseconds on `clock`. */
function simulate(...milliseconds: number[]) {
  let time = 0;
  const runs: { index: number; repeats: number }[] = [];
  const contenders = milliseconds.map(
    (duration, index): Contender => ({
      implementation: 'tessera',
      prepare: async () => {},
      run: async (repeats) => {
        runs.push({ index, repeats });
        time += duration * repeats;
      },
      valid: async () => true,
      dispose: () => {},
    }),
  );
  return { contenders, runs, now: () => time };
}

test('the order alternates from round to round', async () => {
  const { contenders, runs, now } = simulate(100, 200);
  await sample(contenders, now);
  // Two warm-up runs each come first.
  expect(runs.slice(4, 12).map(({ index }) => index)).toEqual([0, 1, 1, 0, 0, 1, 1, 0]);
});

test('short runs are repeated within a sample, and the time is that of one', async () => {
  const { contenders, runs, now } = simulate(4, 50);
  const [short, long] = await sample(contenders, now);
  expect(runs.slice(4, 6)).toEqual([
    { index: 0, repeats: 5 },
    { index: 1, repeats: 1 },
  ]);
  expect(short).toEqual({ medianMs: 4, p10Ms: 4, p90Ms: 4, samples: 20 });
  expect(long.medianMs).toBe(50);
});

test('slow contenders get ten samples, not twenty', async () => {
  const { contenders, now } = simulate(10_000);
  expect((await sample(contenders, now))[0].samples).toBe(10);
});
