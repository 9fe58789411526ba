// Races on a clock of our own: what each way truly takes is known, and so is what the race must find.

import { describe, expect, test } from 'vitest';
import { RandomStream } from '../base/randomStream';
import { type Contestant, isClearlyFaster, race } from './race';

const FENCE = 0.4;

/** Ways that take so many milliseconds, each sample longer by up to `noise` of itself. */
function waysOf(times: Record<string, number>, noise: number, seed = 1) {
  const random = new RandomStream(seed, 0);
  const runs: { name: string; repeats: number; elapsed: number }[] = [];
  const contestants = Object.entries(times).map(
    ([name, time]): Contestant => ({
      name,
      run: async (repeats) => {
        const elapsed = FENCE + repeats * time * (1 + noise * random.nextUniform());
        runs.push({ name, repeats, elapsed });
        return elapsed;
      },
    }),
  );
  return { contestants, runs };
}

describe('race', () => {
  test('finds the fastest of quiet ways and reports what each takes', async () => {
    const { contestants } = waysOf({ standard: 2, slow: 3, fast: 1.5, hopeless: 40 }, 0.02);
    const raced = await race(contestants);
    expect(raced?.winner).toBe('fast');
    const of = (name: string) => raced!.timed.find((timed) => timed.name === name)!;
    expect(of('fast').milliseconds).toBeGreaterThan(1.5);
    expect(of('fast').milliseconds).toBeLessThan(1.5 * 1.02 + FENCE);
    expect(of('hopeless').dropped).toBe(true);
    expect(of('fast').dropped).toBe(false);
  });

  test('samples last five milliseconds at least, and there are five of each that is not dropped', async () => {
    const { contestants, runs } = waysOf({ standard: 0.02, other: 0.021 }, 0.05);
    await race(contestants);
    for (const name of ['standard', 'other']) {
      const most = Math.max(...runs.filter((run) => run.name === name).map(({ repeats }) => repeats));
      const samples = runs.filter((run) => run.name === name && run.repeats === most);
      expect(samples.length).toBeGreaterThanOrEqual(5);
      for (const { elapsed } of samples) expect(elapsed).toBeGreaterThanOrEqual(5);
    }
  });

  test('what is hopeless is not run again and again', async () => {
    const { contestants, runs } = waysOf({ standard: 1, hopeless: 300 }, 0.1);
    await race(contestants);
    expect(runs.filter(({ name }) => name === 'hopeless').length).toBeLessThanOrEqual(2);
  });

  test('among equal ways in heavy noise the standard nearly always stays', async () => {
    let replaced = 0;
    for (let seed = 0; seed < 100; seed++) {
      const equal = { standard: 2, a: 2, b: 2, c: 2, d: 2, e: 2 };
      replaced += Number((await race(waysOf(equal, 0.5, seed).contestants))?.winner !== 'standard');
    }
    // At most two challengers, each let through once in 68 times.
    expect(replaced).toBeLessThanOrEqual(9);
  });

  test('a way twice as fast wins through heavy noise', async () => {
    let won = 0;
    for (let seed = 0; seed < 50; seed++)
      won += Number((await race(waysOf({ standard: 4, fast: 2 }, 1, seed).contestants))?.winner === 'fast');
    expect(won).toBeGreaterThanOrEqual(45);
  });

  test('ends when nobody waits', async () => {
    const { contestants, runs } = waysOf({ standard: 2, other: 1 }, 0);
    expect(await race(contestants, () => runs.length >= 6)).toBeNull();
    expect(runs.length).toBeLessThan(12);
  });
});

describe('isClearlyFaster', () => {
  const nine = (value: number) => Array.from({ length: 9 }, () => value);

  test('asks for more than a few lucky samples, and for more than a hair', () => {
    expect(isClearlyFaster(nine(0.9), nine(1))).toBe(true);
    expect(isClearlyFaster([...nine(1.1).slice(0, 5), ...nine(0.5).slice(0, 4)], nine(1))).toBe(false);
    expect(isClearlyFaster(nine(0.99), nine(1))).toBe(false);
    // One disturbed sample of the challenger is no reason to keep a slower way.
    expect(isClearlyFaster([...nine(0.9).slice(1), 30], nine(1))).toBe(true);
  });
});
