// Attention kernels against the float64 reference, in every way that a lowering may choose.

import { describe, expect, it } from 'vitest';
import { checkOp, type OpInput } from '../../../e2e/support/checkOp';
import { RandomStream } from '../../base/randomStream';
import { Graph } from '../../graph/graph';
import { attention } from '../../graph/ops/attention';
import { interpret } from '../../reference/interpreter';
import '../../reference/ops';
import { tensor } from '../../reference/tensor';

/** [batch, tokens, heads, head dimension] */
const shapes = [
  [1, 1, 1, 1],
  [3, 5, 2, 3],
  [2, 1, 3, 12],
  [2, 16, 4, 12],
  [2, 17, 3, 12],
  [1, 65, 2, 12],
  [1, 193, 1, 16],
  [1, 35, 1, 52],
  [4, 33, 2, 24],
  [3, 50, 3, 64],
];

/** qkv with scores of a few units and the gradient of o, and what the forward pass makes of them. */
function gradientInputs(shape: number[], heads: number, causal: boolean): OpInput[] {
  const [batch, tokens, packed] = shape;
  const random = new RandomStream(5, 6);
  const qkv = random.fillNormal(new Float32Array(batch * tokens * packed));
  const graph = new Graph();
  const value = graph.input('qkv', shape);
  attention(value, { heads, causal });
  const known = interpret(graph.nodes, new Map(), new Map([[value, tensor(shape, qkv)]]));
  const [output, logSumExp] = graph.nodes[0].outputs;
  const saved = [output, logSumExp].map((result) => ({ shape: result.shape, data: known.get(result)!.data }));
  return [{ shape: output.shape }, { shape, data: qkv }, ...saved];
}

describe.each(shapes)('attention: batch %i, %i tokens, %i heads of %i', (batch, tokens, heads, headDim) => {
  const shape = [batch, tokens, 3 * heads * headDim];
  // Subgroups change what a software adapter runs where sequences or heads are long.
  const adapters = [
    { adapterClass: 'software' },
    { adapterClass: 'hardware' },
    ...(headDim > 12 ? [{ adapterClass: 'software', features: [] as string[] } as const] : []),
  ] as const;
  const variants = adapters.flatMap((adapter) =>
    [false, true].map((causal) => ({
      name: `${adapter.adapterClass}${'features' in adapter ? ' without subgroups' : ''}`,
      adapter,
      causal,
    })),
  );

  it.each(variants)('forward for $name, causal $causal', async ({ adapter, causal }) => {
    const attributes = { heads, causal, scale: 1 / Math.sqrt(headDim) };
    await checkOp({ op: 'attention', inputs: [{ shape }], attributes, ...adapter });
  });

  it.each(variants)('gradient for $name, causal $causal', async ({ adapter, causal }) => {
    const attributes = { heads, causal, scale: 1 / Math.sqrt(headDim) };
    const inputs = gradientInputs(shape, heads, causal);
    await checkOp({ op: 'attentionGradient', inputs, attributes, ...adapter });
  });
});

it('survives scores far beyond the range of exp', async () => {
  const qkv = { shape: [1, 7, 12], data: Array.from({ length: 84 }, (_, i) => ((i * 37) % 19) * 40 - 360) };
  const [o, logSumExp] = await checkOp({
    op: 'attention',
    inputs: [qkv],
    attributes: { heads: 1, causal: false, scale: 1 },
  });
  expect(Math.max(...logSumExp.reference)).toBeGreaterThan(1000);
  expect([...o.gpu].every(Number.isFinite)).toBe(true);
});

it('spreads launches beyond the limit of a dimension', async () => {
  for (const headDim of [3, 12]) {
    const shape = [40, 5, 3 * 3 * headDim];
    const attributes = { heads: 3, causal: false, scale: 0.5 };
    const workgroupsPerDimension = 13;
    await checkOp({ op: 'attention', inputs: [{ shape }], attributes, workgroupsPerDimension });
    const inputs = gradientInputs(shape, 3, false);
    await checkOp({
      op: 'attentionGradient',
      inputs,
      attributes: { ...attributes, scale: 1 / Math.sqrt(headDim) },
      workgroupsPerDimension,
    });
  }
});
