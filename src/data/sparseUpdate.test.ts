import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSparseUpdate, SparseUpdateBuilder } from './sparseUpdate';

/** The same structure by a map from row to bags. */
function byMap(bags: number[][]): { rows: number[]; starts: number[]; bags: number[] } {
  const touched = new Map<number, number[]>();
  bags.forEach((rows, bag) => {
    for (const row of rows) touched.set(row, [...(touched.get(row) ?? []), bag]);
  });
  const rows = [...touched.keys()].sort((a, b) => a - b);
  const starts = [0];
  for (const row of rows) starts.push(starts[starts.length - 1] + touched.get(row)!.length);
  return { rows, starts, bags: rows.flatMap((row) => touched.get(row)!) };
}

function build(bags: number[][], totalRows: number, slack = 3) {
  const indices = new Uint32Array(bags.flat().length + slack);
  indices.set(bags.flat());
  const offsets = new Uint32Array(bags.length + 1);
  bags.forEach((bag, i) => {
    offsets[i + 1] = offsets[i] + bag.length;
  });
  const update = createSparseUpdate(indices.length);
  const builder = new SparseUpdateBuilder(indices.length, totalRows);
  // Twice into the same arrays: nothing may be left over from the batch before.
  builder.build(indices, offsets, bags.length, update);
  builder.build(indices, offsets, bags.length, update);
  const [unique, lookups] = update.counts;
  return {
    rows: [...update.uniqueRows.subarray(0, unique)],
    starts: [...update.segmentStarts.subarray(0, unique + 1)],
    bags: [...update.segmentBags.subarray(0, lookups)],
  };
}

describe('SparseUpdateBuilder', () => {
  it('groups lookups by row and keeps lookup order, duplicates in one bag included', () => {
    expect(build([[5, 2, 5], [], [2], [9]], 10)).toEqual({
      rows: [2, 5, 9],
      starts: [0, 2, 4, 5],
      bags: [0, 2, 0, 0, 3],
    });
  });

  it('accepts a batch without lookups', () => {
    expect(build([[], [], []], 10)).toEqual({ rows: [], starts: [0], bags: [] });
  });

  it('agrees with a map, over one to three radix passes and one hot row', () => {
    const width = fc.constantFrom(1, 2, 1000, 2048, 2049, 50_000, 2 ** 22, 2 ** 22 + 1, 2 ** 32);
    const cases = width.chain((totalRows) =>
      fc.tuple(
        fc.constant(totalRows),
        fc.array(
          fc.array(fc.oneof(fc.integer({ min: 0, max: totalRows - 1 }), fc.constant(totalRows - 1)), {
            maxLength: 6,
          }),
          { maxLength: 30 },
        ),
      ),
    );
    fc.assert(
      fc.property(cases, ([totalRows, bags]) => {
        expect(build(bags, totalRows)).toEqual(byMap(bags));
      }),
    );
  });
});
