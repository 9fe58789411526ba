// The fit on times whose costs are known: it finds them, and what it finds is the nearest of all without negative ones.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TesseraError } from '../../base/errors';
import { RandomStream } from '../../base/randomStream';
import { fitSeconds, heldOutErrors, type TimedAmounts } from './fit';

const known = [4e-5, 0, 7e-9, 2e-8];

/** Amounts over five powers of ten, as dispatches and numbers are; times off by up to `noise` of themselves. */
function synthetic(count: number, noise: number): TimedAmounts[] {
  const random = new RandomStream(3, 1);
  return Array.from({ length: count }, () => {
    const amounts = [1e1, 1e3, 1e5, 1e5].map((size) => size * 100 ** (random.nextUniform() - 0.5));
    const seconds = amounts.reduce((sum, amount, term) => sum + known[term] * amount, 0);
    return { amounts, seconds: seconds * (1 + noise * (2 * random.nextUniform() - 1)) };
  });
}

describe('times that are sums of known costs', () => {
  test('are taken apart again', () => {
    const found = fitSeconds(synthetic(30, 0));
    for (const [term, weight] of found.entries())
      expect(Math.abs(weight - known[term])).toBeLessThan(1e-6 * (known[term] || known[2]));
    for (const error of heldOutErrors(synthetic(30, 0), 6)) expect(Math.abs(error)).toBeLessThan(1e-6);
  });

  test('with noise, are off by no more than it when left out', () => {
    const noise = 0.1;
    const errors = heldOutErrors(synthetic(300, noise), 6).map(Math.abs);
    const rms = Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length);
    // Uniform noise has a third of its square for a variance.
    expect(rms).toBeLessThan(1.15 * (noise / Math.sqrt(3)));
    expect(rms).toBeGreaterThan(0.5 * (noise / Math.sqrt(3)));
  });

  test('a cost that no sample has is 0', () => {
    const samples = synthetic(20, 0).map(({ amounts, seconds }) => ({ amounts: [...amounts, 0], seconds }));
    expect(fitSeconds(samples)[4]).toBe(0);
  });
});

test('no change of a cost that keeps it above zero comes nearer', () => {
  const sample = fc.record({
    amounts: fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 3, maxLength: 3 }),
    seconds: fc.integer({ min: 1, max: 100 }),
  });
  fc.assert(
    fc.property(fc.array(sample, { minLength: 4, maxLength: 12 }), (samples) => {
      const weights = fitSeconds(samples);
      const error = (given: readonly number[]) =>
        samples.reduce((sum, { amounts, seconds }) => {
          const predicted = amounts.reduce((all, amount, term) => all + given[term] * amount, 0);
          return sum + (predicted / seconds - 1) ** 2;
        }, 0);
      const best = error(weights);
      for (const [term, weight] of weights.entries()) {
        expect(weight).toBeGreaterThanOrEqual(0);
        for (const change of [-1e-3, 1e-3])
          expect(error(weights.with(term, Math.max(0, weight + change)))).toBeGreaterThanOrEqual(
            best * (1 - 1e-6) - 1e-9,
          );
      }
    }),
  );
});

test('nothing to fit to is refused', () => {
  expect(() => fitSeconds([])).toThrow(TesseraError);
  expect(() => fitSeconds([{ amounts: new Array(11).fill(1), seconds: 1 }])).toThrow(/1 to 10/);
});
