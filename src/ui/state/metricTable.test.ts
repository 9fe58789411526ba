// The table of a run: what goes in comes out, whatever the order and the size of the batches.

import fc from 'fast-check';
import { expect, onTestFinished, test, vi } from 'vitest';
import { setBeat } from './beat';
import { MetricTable } from './metricTable';

test('rows come back as they went in, however they were batched', () => {
  const row = fc.dictionary(fc.constantFrom('step', 'trainLoss', 'stepMs'), fc.double({ noNaN: true }));
  fc.assert(
    fc.property(fc.array(fc.array(row, { maxLength: 40 }), { maxLength: 30 }), (batches) => {
      const table = new MetricTable();
      for (const batch of batches) table.append(batch);
      const rows = batches.flat();
      expect(table.length).toBe(rows.length);
      for (const [index, expected] of rows.entries()) expect(table.row(index)).toEqual({ ...expected });
    }),
  );
});

test('a metric that starts late or pauses is NaN in between, and its last value is kept', () => {
  const table = new MetricTable();
  table.append([{ step: 1 }, { step: 2, norm: 5 }, { step: 3 }]);
  expect([...table.column('norm')]).toEqual([Number.NaN, 5, Number.NaN]);
  expect(table.last('norm')).toBe(5);
  expect(table.last('absent')).toBeUndefined();
  expect(table.column('absent')).toHaveLength(3);
});

test('listeners hear of all that came since the last beat at once, until they stop', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  setBeat(500);
  const table = new MetricTable();
  let heard = 0;
  table.append([{ step: 0 }]);
  const stop = table.subscribe(() => heard++);
  table.append([{ step: 1 }, { step: 2 }]);
  table.append([{ step: 3 }]);
  expect(heard).toBe(0);
  await vi.advanceTimersByTimeAsync(0);
  expect(heard).toBe(1);
  table.append([{ step: 4 }]);
  table.append([]);
  await vi.advanceTimersByTimeAsync(499);
  expect(heard).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(heard).toBe(2);
  table.append([{ step: 5 }]);
  stop();
  await vi.advanceTimersByTimeAsync(1000);
  expect(heard).toBe(2);
});

test('the first rows are told at once', () => {
  const table = new MetricTable();
  let heard = 0;
  table.subscribe(() => heard++);
  table.append([{ step: 1 }]);
  expect(heard).toBe(1);
});
