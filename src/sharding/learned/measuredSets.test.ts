// Files of measured sets: what was written is read, by readers of costs and by who asks what they were measured on; what
// is damaged, or of other tables, is refused.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DataError } from '../../base/errors';
import { generateTables } from '../tables/generate';
import { readTables } from '../tables/readTables';
import { tablesText } from '../tables/writeTables';
import { measuredOnSets, measuredSetsText, readMeasuredWith } from './measuredSets';
import { costFileKind, readComputeCosts } from './readCosts';

const tables = generateTables({ tables: 5, seed: 3, dimension: 16, bytesPerElement: 4 });
const on = { adapter: 'a card: of # many words', batch: 512 };
const samples = [
  { ids: [29, 0, 0], milliseconds: 12.5 },
  { ids: [7], milliseconds: 0.1 + 0.2 },
];
const text = measuredSetsText(on, tables, samples);

test('what is written is read, to the last bit', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          ids: fc.array(fc.integer({ min: 0, max: 29 }), { minLength: 1, maxLength: 20 }),
          milliseconds: fc.double({ min: 1e-9, max: 1e9, noNaN: true }),
        }),
        { maxLength: 30 },
      ),
      (any) => {
        const written = measuredSetsText(on, tables, any);
        expect(readComputeCosts('f', written, 5)).toEqual(any);
        expect(readMeasuredWith('f', written, tables)).toEqual(on);
      },
    ),
  );
});

test('it is known for costs of sets, and line ends may change', () => {
  expect(costFileKind(text)).toBe('compute');
  expect(readMeasuredWith('f', text.replaceAll('\n', '\r\n'), tables)).toEqual(on);
});

test('the tables may have gone through their file', () => {
  const read = readTables('t', tablesText(tables), { dimension: 4, bytesPerElement: 2 });
  expect(readMeasuredWith('f', text, read)).toEqual(on);
});

test('files of others say nothing of it', () => {
  expect(readMeasuredWith('f', 'task: 1,2 | cost: 3\n', tables)).toBeUndefined();
});

test('the most of all sets, by hand', () => {
  const [a, b] = [
    { ...tables[0], rows: 10, poolingFactor: 8, coverage: 0.25 },
    { ...tables[0], rows: 7, poolingFactor: 3, coverage: 1 },
  ];
  expect(measuredOnSets(on, [[a], [b, b]])).toEqual({ ...on, rows: 10, lookups: 3, tables: 2 });
});

describe('refused', () => {
  test.each([
    ['a line less', text.slice(0, text.lastIndexOf('task:')), /f: sets: .* cut off or changed/],
    ['another figure', text.replace('12.5', '12.6'), /f: sets: /],
    ['no batch', text.replace(/# batch.*\n/, ''), /f: what it was measured on: lacks batch/],
    ['a batch of nothing', text.replace('batch: 512', 'batch: 0'), /has a batch of 0/],
    ['a later version', text.replace('version: 1', 'version: 2'), /version 2, not 1; measure again/],
  ])('%s', (_, damaged, message) => {
    expect(() => readMeasuredWith('f', damaged, tables)).toThrow(DataError);
    expect(() => readMeasuredWith('f', damaged, tables)).toThrow(message);
  });

  test('other tables', () => {
    for (const others of [tables.slice(1), tables.with(2, { ...tables[2], rows: tables[2].rows + 1 })])
      expect(() => readMeasuredWith('f', text, others)).toThrow(/others than those given; .*measured-tables/);
  });

  test('whatever is cut off below what it says of itself', () => {
    const lines = text.indexOf('task:');
    // The last line's end alone says nothing.
    for (let end = lines; end < text.length - 1; end++)
      expect(() => readMeasuredWith('f', text.slice(0, end), tables)).toThrow(DataError);
  });
});
