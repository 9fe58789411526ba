// Quantiles, and the order and number of samples, on a clock of its own.
import { expect, test } from 'vitest';
import { quantile, type Runner, sample } from './sampling';

test('quantiles interpolate between neighbours', () => {
  const values = [4, 1, 3, 2, 5];
  expect([0, 0.1, 0.5, 0.9, 1].map((share) => quantile(values, share))).toEqual([1, 1.4, 3, 4.6, 5]);
});

/** Contenders whose runs take these milliseconds on `clock`. */
function simulate(...milliseconds: number[]) {
  let time = 0;
  const runs: { index: number; repeats: number }[] = [];
  const runners = milliseconds.map(
    (duration, index): Runner =>
      async (repeats) => {
        runs.push({ index, repeats });
        time += duration * repeats;
      },
  );
  return { runners, runs, now: () => time };
}

test('the order alternates from round to round', async () => {
  const { runners, runs, now } = simulate(400, 500);
  await sample(runners, { now });
  // Two warm-up runs each come first.
  expect(runs.slice(4, 12).map(({ index }) => index)).toEqual([0, 1, 1, 0, 0, 1, 1, 0]);
});

test('warming up takes ten runs of a quick contender, two of a slow one', async () => {
  const { runners, runs, now } = simulate(1, 1000);
  await sample(runners, { now });
  expect(runs.slice(0, 12).map(({ index }) => index)).toEqual([...Array(10).fill(0), 1, 1]);
});

test('short runs are repeated within a sample, and the time is that of one', async () => {
  const { runners, runs, now } = simulate(4, 300);
  const [short, long] = (await sample(runners, { now }))!;
  expect(runs.slice(12, 14)).toEqual([
    { index: 0, repeats: 5 },
    { index: 1, repeats: 1 },
  ]);
  expect(short).toEqual({ medianMs: 4, p10Ms: 4, p90Ms: 4, samples: 20 });
  expect(long.medianMs).toBe(300);
});

test('everyone gets fifty samples while that is quick, fewer than twenty only where one is very slow', async () => {
  const samples = async (...milliseconds: number[]) => {
    const { runners, now } = simulate(...milliseconds);
    return (await sample(runners, { now }))!.map((timing) => timing.samples);
  };
  expect(await samples(10, 20)).toEqual([50, 50]);
  expect(await samples(10, 2000)).toEqual([20, 20]);
  expect(await samples(10, 30_000)).toEqual([5, 5]);
});

test('a number that is asked for is taken, however long it takes', async () => {
  const { runners, now } = simulate(10, 30_000);
  const timings = await sample(runners, { now, least: 12 });
  expect(timings!.map(({ samples }) => samples)).toEqual([12, 12]);
});

test('a signal stops it at once', async () => {
  const { runners, runs, now } = simulate(400, 500);
  const stop = new AbortController();
  const stopping: Runner = async (repeats) => {
    if (runs.length === 6) stop.abort();
    await runners[1](repeats);
  };
  expect(await sample([runners[0], stopping], { now, signal: stop.signal })).toBe(null);
  expect(runs.length).toBe(7);
});
