// The samples that a run has read: those of its batches, each once, however many epochs it took.

import { expect, test } from 'vitest';
import { EpochOrder } from './epochOrder';
import { samplesRead } from './samplesRead';

test('in stored order: the beginning, and never what no whole batch holds', () => {
  const order = new EpochOrder(11, 4, 0, 'sequential');
  expect([...samplesRead(order, 0)]).toEqual([]);
  expect([...samplesRead(order, 1)]).toEqual([0, 1, 2, 3]);
  expect([...samplesRead(order, 2)]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect([...samplesRead(order, 1_000_000)]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
});

test('shuffled: what the batches of a run of that seed held', () => {
  const [order, same] = [new EpochOrder(23, 4, 9), new EpochOrder(23, 4, 9)];
  for (const steps of [1, 3, 5, 6, 14]) {
    const seen = new Set<number>();
    for (let step = 0; step < steps; step++) for (const row of same.rows(step)) seen.add(row);
    expect([...samplesRead(order, steps)]).toEqual([...seen].sort((a, b) => a - b));
  }
  expect(samplesRead(order, 400)).toHaveLength(23);
});
