// The dropout kernel: the mask of the CPU's random numbers, exactly.

import { expect, it } from 'vitest';
import { checkOp } from '../../../e2e/support/checkOp';

const check = async (shape: number[], rate: number, step: number, workgroupsPerDimension?: number) => {
  const inputs = [{ shape }, { shape: [1], dtype: 'u32' as const, data: [step] }];
  const attributes = { rate, seed: 0xdeadbeef, stream: 0x9e3779b9 };
  const [y] = await checkOp({ op: 'dropout', inputs, attributes, workgroupsPerDimension });
  expect(Array.from(y.gpu, (x) => x === 0)).toEqual(Array.from(y.reference, (x) => x === 0));
  return y.reference.filter((x) => x === 0).length / y.reference.length;
};

it.each([[[1]], [[7, 13]], [[64, 65, 3]]])(
  'drops the elements that the CPU drops, shape %j',
  async (shape) => {
    for (const step of [0, 1, 0xffffffff]) await check(shape, 0.1, step);
  },
);

it('keeps everything at rate 0 and about half at rate one half', async () => {
  expect(await check([1000], 0, 3)).toBe(0);
  const share = await check([10_000], 0.5, 3);
  expect(Math.abs(share - 0.5)).toBeLessThan(5 * Math.sqrt(0.25 / 10_000));
});

it('spreads launches beyond the limit of a dimension', async () => {
  await check([10_007], 0.25, 9, 13);
});
