// Any Arrow reader gets back every value of every run, and null where there was none.

import { tableFromIPC } from 'apache-arrow';
import { expect, test } from 'vitest';
import { arrowFileOf } from './arrowFile';

test('runs of different lengths, with a value missing', async () => {
  const columns = (...all: number[][]) => all.map((values) => Float64Array.from(values));
  const bytes = await arrowFileOf({
    names: ['step', 'trainLoss'],
    parts: [
      { label: 'amber falcon', columns: columns([1, 2, 3], [0.5, Number.NaN, 1 / 3]) },
      { label: 'still river', columns: columns([1], [7]) },
    ],
  });
  const rows = tableFromIPC(bytes)
    .toArray()
    .map((row) => ({ ...row.toJSON() }));
  expect(rows).toEqual([
    { run: 'amber falcon', step: 1, trainLoss: 0.5 },
    { run: 'amber falcon', step: 2, trainLoss: null },
    { run: 'amber falcon', step: 3, trainLoss: 1 / 3 },
    { run: 'still river', step: 1, trainLoss: 7 },
  ]);
});
