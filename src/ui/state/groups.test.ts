// Means and bands of grouped runs.

import { expect, test } from 'vitest';
import { bandOf, groupedBy } from './groups';
import { newRun, type Run } from './run';

const run = (depth: number | undefined, testAccuracy?: number): Run => ({
  ...newRun({ experiment: 'train-resnet', config: depth === undefined ? {} : { depth }, seed: 0 }),
  state: 'finished',
  metrics: testAccuracy === undefined ? {} : { testAccuracy },
});
const runs = [run(14, 0.9), run(8, 0.5), run(8, 0.7), run(8), run(undefined, 0.1)];

test('groups stand in the order of their values, runs without one last', () => {
  expect(groupedBy(runs, 'depth').map(({ value, runs }) => [value, runs.length])).toEqual([
    [8, 3],
    [14, 1],
    [undefined, 1],
  ]);
});

test('the band is of the runs that have the metric', () => {
  const [eight, fourteen] = groupedBy(runs, 'depth');
  expect(bandOf(eight.runs, 'testAccuracy', 'range')).toEqual({ mean: 0.6, low: 0.5, high: 0.7, count: 2 });
  const deviation = bandOf(eight.runs, 'testAccuracy', 'deviation');
  // Two values d apart have the sample deviation d/√2.
  expect(deviation?.high).toBeCloseTo(0.6 + 0.2 / Math.SQRT2, 12);
  expect(bandOf(fourteen.runs, 'testAccuracy', 'deviation')).toEqual({
    mean: 0.9,
    low: 0.9,
    high: 0.9,
    count: 1,
  });
  expect(bandOf(eight.runs, 'absent', 'range')).toBeNull();
});
