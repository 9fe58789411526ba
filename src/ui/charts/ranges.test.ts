// What the axes show: everything without smoothing; with it the smoothed curves and the usual noise, spikes
// being marked at the edge.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ChartView } from '../../experiments/experiment';
import { newRun } from '../state/run';
import { type Curve, curvesOf } from './curves';
import { yExtent } from './ranges';
import type { Scale } from './scale';
import { shapesOf } from './shapes';

const view: ChartView = {
  id: 'loss',
  title: 'Loss',
  table: 'training',
  x: 'step',
  y: ['trainLoss'],
  label: 'nats',
};
const noise = (row: number) => Math.sin(row * 12.9898) * 0.5;

function curvesWith(values: ArrayLike<number>, smoothing: number, runs = 1): Curve[] {
  const made = Array.from({ length: runs }, () => {
    const run = newRun({ experiment: 'train-dlrm', config: {}, seed: 1 });
    run.tables.training.append(Array.from(values, (trainLoss, row) => ({ step: row + 1, trainLoss })));
    return { ...run, state: 'finished' as const };
  });
  const grouping = runs > 1 ? 'seed' : null;
  const curves = curvesOf({ view, runs: made, shown: null, grouping, xAxis: 'step', smoothing });
  for (const { raw, drawn } of curves.flatMap(({ members }) => members)) {
    raw.extend(Number.POSITIVE_INFINITY);
    drawn.extend(Number.POSITIVE_INFINITY);
  }
  return curves;
}

const xScale = (rows: number): Scale => ({ minimum: 1, maximum: rows, logarithmic: false, from: 0, to: 300 });
const rangeOf = (values: ArrayLike<number>, smoothing: number, logarithmic = false, runs = 1) =>
  yExtent(curvesWith(values, smoothing, runs), xScale(values.length), logarithmic);

/** Noise around 5, with a spike somewhere. */
const spiked = (rows: number, at: number, height: number) =>
  Float64Array.from({ length: rows }, (_, row) => (row === at ? height : 5 + noise(row)));

test('without smoothing every value is in sight, spikes as well', () => {
  const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 300 });
  fc.assert(
    fc.property(values, (all) => {
      const [low, high] = rangeOf(all, 0);
      expect(Math.min(...all)).toBeGreaterThanOrEqual(low);
      expect(Math.max(...all)).toBeLessThanOrEqual(high);
    }),
  );
  expect(rangeOf(spiked(1000, 600, 500), 0)[1]).toBeGreaterThanOrEqual(500);
});

test('with smoothing a spike does not squash the curve, on linear and logarithmic axes, up or down', () => {
  for (const rows of [40, 1000, 20_000]) {
    const values = spiked(rows, Math.floor(rows * 0.6), 5000);
    const [curve] = curvesWith(values, 0.99);
    const smoothed = curve.members[0].drawn.values;
    const [low, high] = rangeOf(values, 0.99);
    // The smoothed curve itself rises with the spike, and stays in sight whole.
    expect(high).toBeGreaterThanOrEqual(Math.max(...smoothed));
    expect(high).toBeLessThan(1.2 * Math.max(...smoothed));
    expect(low).toBeLessThanOrEqual(4.6);
  }
  const [low, high] = rangeOf(spiked(1000, 600, 1e-9), 0.9, true);
  expect(low).toBeGreaterThan(0.1);
  expect(low).toBeLessThan(4.5);
  expect(high).toBeGreaterThan(5.5);
});

test('the noise behind a smoothed curve stays in sight where there is no spike', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.01, max: 100, noNaN: true }), fc.boolean(), (size, logarithmic) => {
      const values = Float64Array.from({ length: 2000 }, (_, row) => 5 * size + noise(row) * size);
      const [low, high] = rangeOf(values, 0.99, logarithmic);
      expect(low).toBeLessThanOrEqual(Math.min(...values));
      expect(high).toBeGreaterThanOrEqual(Math.max(...values));
    }),
    { numRuns: 20 },
  );
});

test('a spike that costs little room is shown whole', () => {
  const values = spiked(1000, 600, 5.65);
  expect(rangeOf(values, 0.9)[1]).toBeGreaterThanOrEqual(5.65);
});

test('smoothing a group ranges over its smoothed runs: nothing raw is drawn behind a mean', () => {
  const values = spiked(1000, 600, 5000);
  const [curve] = curvesWith(values, 0.99, 2);
  const most = Math.max(...curve.members[0].drawn.values);
  const [, high] = rangeOf(values, 0.99, false, 2);
  expect(high).toBeGreaterThanOrEqual(most);
  expect(high).toBeLessThan(1.2 * most);
});

test('a spike beyond the axis is marked at the edge, where it is, and none is marked without one', () => {
  const marksOf = (values: ArrayLike<number>) => {
    const curves = curvesWith(values, 0.9);
    const x = xScale(values.length);
    const [minimum, maximum] = yExtent(curves, x, false);
    const yScale: Scale = { minimum, maximum, logarithmic: false, from: 100, to: 0 };
    const options = { xScale: x, yScale, band: 'range', hovered: null, markers: false } as const;
    const marks = (marksBeyond: boolean) =>
      shapesOf(curves[0], { ...options, marksBeyond }).filter(({ kind }) => kind === 'band');
    expect(marks(false)).toEqual([]);
    return marks(true).map(({ points }) => points);
  };
  const at = 12_345;
  const marks = marksOf(spiked(20_000, at, 1e6));
  expect(marks).toHaveLength(1);
  // The tip: in the pixel column of the spike, at the head.
  expect(Math.abs(marks[0][4] - (300 * at) / 20_000)).toBeLessThan(1);
  expect(marks[0][5]).toBe(0);
  expect(marksOf(spiked(20_000, at, -1e6))[0][5]).toBe(100);
  expect(marksOf(spiked(20_000, at, 5))).toEqual([]);
});
