// Accesses counted in a log: by hand, as sums over random logs, and as a file that is read back as it was counted.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RandomStream } from '../../base/randomStream';
import { countAccesses, countedTable } from './countAccesses';
import { readTables } from './readTables';

/** A log of the given bags. */
const logOf = (rows: number, bags: readonly (readonly number[])[]) => {
  const offsets = [0];
  for (const bag of bags) offsets.push(offsets[offsets.length - 1] + bag.length);
  return { rows, offsets, ids: bags.flat() };
};
const all = (bags: readonly unknown[]) => bags.map((_, sample) => sample);

// Row 0 five times, row 1 twice, rows 2 and 3 once, row 4 never.
const bags = [[0, 0, 1], [], [0, 2], [0, 1, 3], [0]];

test('by hand: one row looked up 5 times, one twice, two once', () => {
  expect(countAccesses(logOf(5, bags), all(bags))).toEqual({
    ...{ samples: 5, present: 4, lookups: 9 },
    ...{ rowsPerBin: [2, 1, 0, 1], accessesPerBin: [2, 2, 0, 5], unseen: 2 / 9 },
  });
});

test('only the samples that were read are counted', () => {
  expect(countAccesses(logOf(5, bags), [1, 2])).toEqual({
    ...{ samples: 2, present: 1, lookups: 2, rowsPerBin: [2], accessesPerBin: [2], unseen: 1 },
  });
  expect(countAccesses(logOf(5, bags), [1])).toMatchObject({ lookups: 0, rowsPerBin: [], unseen: 0 });
});

test('counts at the ends of bins', () => {
  // Row k is looked up k times: 1 | 2 | 3, 4 | 5 to 8 | 9.
  const ids = Array.from({ length: 10 }, (_, row) => new Array<number>(row).fill(row)).flat();
  expect(countAccesses(logOf(10, [ids]), [0])).toMatchObject({
    ...{ rowsPerBin: [1, 1, 2, 4, 1], accessesPerBin: [1, 2, 7, 26, 9] },
  });
});

test('what is estimated to go to unseen rows does: as many even draws as rows leave 1/e of them unseen', () => {
  const rows = 50_000;
  const stream = new RandomStream(5, 1);
  const bags = Array.from({ length: rows }, () => [stream.integer(rows)]);
  const unseen = 1 - new Set(bags.flat()).size / rows;
  const count = countAccesses(logOf(rows, bags), all(bags));
  // Both have standard deviations of about 0.003.
  expect(unseen).toBeCloseTo(1 / Math.E, 1.5);
  expect(Math.abs(count.unseen - unseen)).toBeLessThan(0.015);
});

test('the file is read back as the table that was counted', () => {
  const stored = { dimension: 16, bytesPerElement: 1.5 };
  const text = JSON.stringify([countedTable('ads', logOf(5, bags), all(bags), stored)]);
  expect(readTables('tables.json', text, { dimension: 1, bytesPerElement: 4 })).toEqual([
    {
      ...{ name: 'ads', rows: 5, ...stored, poolingFactor: 9 / 4, coverage: 4 / 5 },
      accesses: {
        pieces: [
          { rows: 1, accesses: 5 },
          { rows: 1, accesses: 2 },
          { rows: 2, accesses: 2 },
        ],
        unseen: 2 / 9,
      },
    },
  ]);
});

test('over random logs the bins add up to the lookups and to the rows that were seen', () => {
  const log = fc.integer({ min: 1, max: 40 }).chain((rows) =>
    fc.record({
      rows: fc.constant(rows),
      bags: fc.array(fc.array(fc.nat({ max: rows - 1 }), { maxLength: 12 }), { maxLength: 60 }),
    }),
  );
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  fc.assert(
    fc.property(log, ({ rows, bags }) => {
      const count = countAccesses(logOf(rows, bags), all(bags));
      const ids = bags.flat();
      expect(count.lookups).toBe(ids.length);
      expect(sum(count.accessesPerBin)).toBe(ids.length);
      expect(sum(count.rowsPerBin)).toBe(new Set(ids).size);
      count.rowsPerBin.forEach((seen, bin) => {
        expect(count.accessesPerBin[bin]).toBeLessThanOrEqual(seen * 2 ** bin);
        expect(count.accessesPerBin[bin]).toBeGreaterThanOrEqual(
          seen * (2 ** (bin - 1) + (bin > 0 ? 0.5 : 0)),
        );
      });
      // What Good and Turing estimate is read off the rows seen once.
      const once = ids.filter((id) => ids.indexOf(id) === ids.lastIndexOf(id)).length;
      expect(count.unseen).toBe(ids.length ? once / ids.length : 0);
      // Any reader of tables takes it.
      const text = JSON.stringify([
        countedTable('t', { ...logOf(rows, bags) }, all(bags), { dimension: 4, bytesPerElement: 4 }),
      ]);
      const [table] = readTables('t', text, { dimension: 1, bytesPerElement: 1 });
      expect(table.poolingFactor * table.coverage * bags.length).toBeCloseTo(ids.length, 9);
    }),
  );
});
