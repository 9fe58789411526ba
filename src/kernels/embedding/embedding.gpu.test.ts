// Embedding kernels against the float64 reference, as planned for software and for hardware adapters.

import { describe, expect, it } from 'vitest';
import { checkOp, type OpInput } from '../../../e2e/support/checkOp';
import { type SparseRule, sparseRuleStates } from '../../graph/ops/embedding';
import { type LookupShape, lookupInputs } from '../../reference/testing/lookups';

const situations: Record<string, LookupShape & { width: number }> = {
  'one lookup of one row': { rows: 1, bags: 1, mean: 1, seed: 3, width: 1 },
  'no lookups at all': { rows: 5, bags: 3, mean: 0, width: 4 },
  'empty bags, odd width': { rows: 13, bags: 17, mean: 1, width: 5 },
  'vector width, weighted': { rows: 101, bags: 64, mean: 3, weighted: true, width: 16 },
  'one hot row of thousands': { rows: 40, bags: 300, mean: 10, hot: 0.9, width: 7 },
  'only one row': { rows: 1, bags: 257, mean: 5, weighted: true, width: 12 },
  'wide rows': { rows: 23, bags: 31, mean: 2, width: 130 },
};

describe.each(Object.entries(situations))('embedding bag: %s', (_, situation) => {
  const { rows, bags, width } = situation;
  const lookups = lookupInputs(situation);

  it.each(['sum', 'mean'])('pools by %s', async (mode) => {
    const inputs = [{ shape: [rows, width] }, ...lookups];
    await checkOp({ op: 'embeddingBag', inputs, attributes: { mode } });
  });

  it.each(['sum', 'mean'])('has the dense gradient of %s', async (mode) => {
    const inputs = [{ shape: [bags, width] }, ...lookups];
    await checkOp({ op: 'embeddingBagGradient', inputs, attributes: { mode, rows } });
  });
});

/** Table, states (away from zero, where a square root amplifies rounding), learning rate, step, bag gradients, lookups. */
function updateInputs(rule: SparseRule, step: number, shape: LookupShape & { width: number }): OpInput[] {
  const { rows, width, bags } = shape;
  const states = sparseRuleStates[rule].map(({ perRow }, state) => {
    const size = perRow ? [rows] : [rows, width];
    const count = perRow ? rows : rows * width;
    return { shape: size, data: Array.from({ length: count }, (_, i) => (1 + ((i * 7 + state) % 11)) / 8) };
  });
  return [
    { shape: [rows, width] },
    ...states,
    { shape: [1], data: [0.125] },
    { shape: [1], dtype: 'u32', data: [step] },
    { shape: [bags, width] },
    ...lookupInputs(shape),
  ];
}

const rules = Object.keys(sparseRuleStates) as SparseRule[];
const attributes = { epsilon: 1e-8, beta1: 0.9, beta2: 0.999 };

describe.each(rules)('sparse update by %s', (rule) => {
  it.each(Object.entries(situations))('%s', async (_, situation) => {
    for (const adapterClass of ['software', 'hardware'] as const)
      for (const mode of ['sum', 'mean']) {
        const inputs = updateInputs(rule, 2, situation);
        await checkOp({
          op: 'sparseUpdate',
          inputs,
          attributes: { rule, mode, ...attributes },
          adapterClass,
        });
      }
  });

  it('gives the same bits with the bindings that every device has', async () => {
    const shape = { rows: 40, bags: 300, mean: 10, hot: 0.5, width: 12 };
    const inputs = updateInputs(rule, 2, shape);
    const check = { op: 'sparseUpdate', inputs, attributes: { rule, mode: 'sum', ...attributes } };
    const [many, few] = [await checkOp(check), await checkOp({ ...check, storageBuffers: 8 })];
    for (const [index, { name, gpu }] of many.entries()) expect(few[index].gpu, name).toEqual(gpu);
  });

  it('corrects the first step', async () => {
    const inputs = updateInputs(rule, 0, situations['vector width, weighted']);
    await checkOp({ op: 'sparseUpdate', inputs, attributes: { rule, mode: 'sum', ...attributes } });
  });

  it('gives the same bits every time and leaves untouched rows alone', async () => {
    const shape = { rows: 5000, bags: 200, mean: 4, hot: 0.5, width: 8 };
    const inputs = updateInputs(rule, 5, shape);
    const table = Float32Array.from({ length: shape.rows * shape.width }, (_, i) => Math.sin(i));
    inputs[0] = { ...inputs[0], data: table };
    const run = async () => {
      const results = await checkOp({
        op: 'sparseUpdate',
        inputs,
        attributes: { rule, mode: 'sum', ...attributes },
      });
      return results[0].gpu as Float32Array;
    };
    const [first, second] = [await run(), await run()];
    expect(second).toEqual(first);
    const touched = new Set(lookupInputs(shape)[0].data);
    const changed = (row: number) =>
      table
        .subarray(row * shape.width, (row + 1) * shape.width)
        .some((x, c) => first[row * shape.width + c] !== x);
    for (let row = 0; row < shape.rows; row++) expect(changed(row), `row ${row}`).toBe(touched.has(row));
  });
});

it('spreads launches beyond the limit of a dimension', async () => {
  const shape = { rows: 50, bags: 500, mean: 2, width: 9 };
  const lookups = lookupInputs(shape);
  const workgroupsPerDimension = 17;
  const bag = { inputs: [{ shape: [50, 9] }, ...lookups], attributes: { mode: 'sum' } };
  await checkOp({ op: 'embeddingBag', ...bag, workgroupsPerDimension });
  const gradient = { inputs: [{ shape: [500, 9] }, ...lookups], attributes: { mode: 'sum', rows: 50 } };
  await checkOp({ op: 'embeddingBagGradient', ...gradient, workgroupsPerDimension });
  const update = {
    inputs: updateInputs('sgd', 0, shape),
    attributes: { rule: 'sgd', mode: 'sum', ...attributes },
  };
  await checkOp({ op: 'sparseUpdate', ...update, workgroupsPerDimension });
});
