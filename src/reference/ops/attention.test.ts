// Attention by hand on two tokens, its gradient by finite differences, and what a causal mask hides.

import { describe, expect, it } from 'vitest';
import { Graph } from '../../graph/graph';
import { attention } from '../../graph/ops/attention';
import { interpret } from '../interpreter';
import { tensor } from '../tensor';
import { checkGradient } from '../testing/finiteDifference';
import { weightedSum } from '../testing/weightedSum';

function attend(
  shape: number[],
  data: number[],
  options: { heads: number; causal?: boolean; scale?: number },
) {
  const graph = new Graph();
  const qkv = graph.input('qkv', shape);
  attention(qkv, options);
  const known = interpret(graph.nodes, new Map(), new Map([[qkv, tensor(shape, data)]]));
  return graph.nodes[0].outputs.map((output) => [...known.get(output)!.data]);
}

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length);
  for (const [i, value] of expected.entries()) expect(actual[i], `element ${i}`).toBeCloseTo(value, 12);
}

/** q = [1, 0], k = [ln 2, ln 6], v = [4, 8]. */
const twoTokens = [1, Math.log(2), 4, 0, Math.log(6), 8];

describe('attention', () => {
  it('averages values by the softmax of the scores', () => {
    const [o, logSumExp] = attend([1, 2, 3], twoTokens, { heads: 1, scale: 1 });
    // Token 0 weighs 2 : 6, token 1 has equal scores.
    expectClose(o, [7, 6]);
    expectClose(logSumExp, [Math.log(8), Math.log(2)]);
  });

  it('hides later tokens when causal', () => {
    const [o] = attend([1, 2, 3], twoTokens, { heads: 1, scale: 1, causal: true });
    expectClose(o, [4, 6]);
  });

  it('keeps heads and sequences apart', () => {
    const rows = Array.from({ length: 2 * 3 * 12 }, (_, i) => Math.sin(i * i));
    const [both] = attend([2, 3, 12], rows, { heads: 2 });
    const head = (sequence: number, h: number) =>
      [0, 1, 2].flatMap((token) => {
        const start = (sequence * 3 + token) * 12;
        return [0, 1, 2].flatMap((part) =>
          rows.slice(start + part * 4 + h * 2, start + part * 4 + h * 2 + 2),
        );
      });
    for (const sequence of [0, 1])
      for (const h of [0, 1]) {
        const [alone] = attend([1, 3, 6], head(sequence, h), { heads: 1 });
        alone.forEach((value, i) => {
          const [token, d] = [Math.floor(i / 2), i % 2];
          expect(both[(sequence * 3 + token) * 4 + h * 2 + d]).toBeCloseTo(value, 12);
        });
      }
  });

  it.each([
    { tokens: 1, causal: false },
    { tokens: 5, causal: false },
    { tokens: 5, causal: true },
  ])('has the right gradient for $tokens tokens, causal $causal', ({ tokens, causal }) => {
    checkGradient({
      build(graph) {
        const qkv = graph.input('qkv', [2, tokens, 18]);
        return { loss: weightedSum(attention(qkv, { heads: 2, causal })), targets: [qkv] };
      },
    });
  });

  it('names the tensor that does not divide into heads', () => {
    const graph = new Graph();
    const qkv = graph.input('qkv', [1, 2, 8]);
    expect(() => attention(qkv, { heads: 2 })).toThrow(/attention: qkv has shape \[1, 2, 8\]/);
  });
});
