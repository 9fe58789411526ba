// The dense update rules and norm clipping against float64, on parameters of awkward sizes.

import { expect, it } from 'vitest';
import { checkOp } from '../../../e2e/support/checkOp';
import { RandomStream } from '../../base/randomStream';
import type { DenseRule } from '../../graph/ops/optimizer';

const shapes = [[64, 3], [1], [7, 13], [64], [65]];
const moments = { sgd: 1, adamw: 2, adagrad: 1 };

const positive = (shape: number[], stream: number) => ({
  shape,
  data: new RandomStream(5, stream).fillUniform(new Float32Array(shape.reduce((a, b) => a * b, 1))),
});

function update(
  rule: DenseRule,
  options: { clipped?: boolean; step?: number; moments?: number; nesterov?: boolean },
) {
  const { clipped = false, step = 0, nesterov = false } = options;
  const count = options.moments ?? moments[rule];
  return checkOp({
    op: 'denseUpdate',
    inputs: [
      ...shapes.map((shape) => ({ shape })),
      ...shapes.map((shape) => ({ shape })),
      ...Array.from({ length: count }, (_, moment) =>
        shapes.map((shape, index) => positive(shape, 10 * moment + index)),
      ).flat(),
      { shape: [1], data: [0.01] },
      { shape: [1], dtype: 'u32', data: [step] },
      ...(clipped ? [{ shape: [1], data: [0.25] }] : []),
    ],
    attributes: {
      rule,
      count: shapes.length,
      moments: count,
      clipped,
      weightDecay: 0.1,
      momentum: count ? 0.9 : 0,
      nesterov,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-8,
    },
  });
}

it.each(['sgd', 'adamw', 'adagrad'] as const)('%s', async (rule) => {
  await update(rule, {});
  await update(rule, { clipped: true });
});

it('adamw corrects its bias at the first step and at late ones', async () => {
  for (const step of [0, 1, 9, 1000, 1_000_000]) await update('adamw', { step });
});

it('sgd with Nesterov momentum, and with none', async () => {
  await update('sgd', { nesterov: true });
  await update('sgd', { moments: 0 });
});

const clip = (maximum: number, sizes: number[][]) =>
  checkOp({ op: 'clipByGlobalNorm', inputs: sizes.map((shape) => ({ shape })), attributes: { maximum } });

it('clips by the norm of all gradients', async () => {
  const [norm, scale] = await clip(1, shapes);
  expect(norm.gpu[0]).toBeGreaterThan(1);
  expect(scale.gpu[0]).toBeCloseTo(1 / norm.gpu[0], 6);
  expect((await clip(1e6, shapes))[1].gpu[0]).toBe(1);
  expect((await clip(Number.POSITIVE_INFINITY, [[1]]))[1].gpu[0]).toBe(1);
  await clip(1, [[700_001], [3]]);
});

it('gives the same bits twice', async () => {
  const [first, second] = [await clip(1, [[100_003]]), await clip(1, [[100_003]])];
  expect(second[0].gpu).toEqual(first[0].gpu);
});
