// Predicting the time of a step: exact where the model is, a range that holds the truth where it cannot know.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { forecastStep, type Pace } from './pace';

const positive = (minimum: number, maximum: number) => fc.double({ min: minimum, max: maximum, noNaN: true });

const paceAt = (
  name: string,
  dispatches: number,
  flops: number,
  perDispatch: number,
  perFlop: number,
): Pace => ({
  name,
  dispatches,
  flops,
  stepMs: perDispatch * dispatches + perFlop * flops,
});

test('nothing measured, nothing predicted', () => {
  expect(forecastStep({ flopsPerStep: 1e6, dispatchesPerStep: 50 }, [])).toBeNull();
});

test('one run: the truth lies in the range, whatever its time went into', () => {
  fc.assert(
    fc.property(
      positive(0, 1),
      positive(0, 1),
      positive(1e5, 1e9),
      positive(10, 500),
      (share, _, flops, count) => {
        const [perDispatch, perFlop] = [share * 0.01, (1 - share) * 1e-8];
        const run = paceAt('one', 80, 5e7, perDispatch, perFlop);
        const forecast = forecastStep({ flopsPerStep: flops, dispatchesPerStep: count }, [run]);
        const truth = perDispatch * count + perFlop * flops;
        expect(forecast?.lowMs).toBeLessThanOrEqual(truth * (1 + 1e-9));
        expect(forecast?.highMs).toBeGreaterThanOrEqual(truth * (1 - 1e-9));
      },
    ),
  );
});

test('two unlike runs tell launches from work', () => {
  const runs = [paceAt('small', 100, 1e6, 0.02, 1e-8), paceAt('large', 120, 1e9, 0.02, 1e-8)];
  const forecast = forecastStep({ flopsPerStep: 3e8, dispatchesPerStep: 110 }, runs);
  expect(forecast?.lowMs).toBeCloseTo(0.02 * 110 + 1e-8 * 3e8, 8);
  expect(forecast?.highMs).toBeCloseTo(forecast?.lowMs ?? 0, 8);
  expect(forecast?.from).toEqual(['large', 'small']);
});

test('two runs alike leave the range of the nearer one', () => {
  const runs = [paceAt('a', 100, 1e8, 0.02, 1e-8), paceAt('b', 100, 1.0001e8, 0.02, 1e-8)];
  const forecast = forecastStep({ flopsPerStep: 2e8, dispatchesPerStep: 100 }, runs);
  expect(forecast?.from).toHaveLength(1);
  expect((forecast?.highMs ?? 0) / (forecast?.lowMs ?? 1)).toBeCloseTo(2, 1);
});

test('runs that disagree widen the range by as much', () => {
  const slow = { ...paceAt('slow', 100, 1e6, 0.02, 1e-8), stepMs: 4 };
  const runs = [paceAt('quick', 100, 1e6, 0.02, 1e-8), slow, paceAt('large', 120, 1e9, 0.02, 1e-8)];
  const forecast = forecastStep({ flopsPerStep: 1e6, dispatchesPerStep: 100 }, runs);
  expect(forecast?.lowMs).toBeLessThan(2.1);
  expect(forecast?.highMs).toBeGreaterThan(3);
});
