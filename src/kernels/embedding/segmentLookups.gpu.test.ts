// The sort of lookups on the GPU: the reference's and the CPU builder's arrays, bit for bit.

import { describe, expect, it } from 'vitest';
import { checkOp, type OpInput, runOp } from '../../../e2e/support/checkOp';
import { createSparseUpdate, SparseUpdateBuilder } from '../../data/sparseUpdate';
import { type LookupShape, randomLookups } from '../../reference/testing/lookups';

const situations: Record<string, LookupShape> = {
  'one row': { rows: 1, bags: 9, mean: 3 },
  'nothing to look up': { rows: 17, bags: 4, mean: 0 },
  'a full capacity': { rows: 16, bags: 40, mean: 2, spare: 0, weighted: true },
  'two digits and a hot row': { rows: 200, bags: 700, mean: 4, hot: 0.7 },
  'several blocks': { rows: 3000, bags: 1500, mean: 4, weighted: true, spare: 2500 },
  'every bit of a row': { rows: 2 ** 32, bags: 900, mean: 3, weighted: true },
};

const inputsOf = (shape: LookupShape): OpInput[] => randomLookups(shape);

// A key and its position in one word, and in a word each.
it.each(['several blocks', 'every bit of a row'])(
  'does the same in the larger blocks of hardware: %s',
  async (situation) => {
    const shape = situations[situation];
    const check = {
      op: 'segmentLookups',
      inputs: inputsOf(shape),
      attributes: { rows: shape.rows },
      adapterClass: 'hardware' as const,
    };
    for (const { name, gpu, reference } of await checkOp(check))
      expect([...gpu], name).toEqual([...reference]);
  },
);

describe.each(Object.entries(situations))('segmentLookups: %s', (_, shape) => {
  const inputs = inputsOf(shape);
  const attributes = { rows: shape.rows };

  it('equals the reference everywhere, padding too', async () => {
    for (const { name, gpu, reference } of await checkOp({ op: 'segmentLookups', inputs, attributes }))
      expect([...gpu], name).toEqual([...reference]);
  });

  it('equals what the CPU prepares for a batch', async () => {
    const [indices, offsets] = inputs.slice(0, 2).map(({ data }) => Uint32Array.from(data!));
    const expected = createSparseUpdate(indices.length);
    new SparseUpdateBuilder(indices.length, shape.rows).build(indices, offsets, shape.bags, expected);
    const [rows, lookups] = expected.counts;
    const compared = await runOp({ op: 'segmentLookups', inputs, attributes });
    const [uniqueRows, segmentStarts, segmentBags, counts] = compared.map(({ gpu }) => gpu);
    expect(counts).toEqual(expected.counts);
    expect(uniqueRows.slice(0, rows)).toEqual(expected.uniqueRows.slice(0, rows));
    expect(segmentStarts.slice(0, rows + 1)).toEqual(expected.segmentStarts.slice(0, rows + 1));
    expect(segmentBags.slice(0, lookups)).toEqual(expected.segmentBags.slice(0, lookups));
  });
});
