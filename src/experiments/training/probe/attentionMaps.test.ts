// The weights reproduce what the reference's attention makes of the same q, k and v.

import { expect, test } from 'vitest';
import { expectClose } from '../../../../e2e/support/checkOp';
import { RandomStream } from '../../../base/randomStream';
import { Graph } from '../../../graph/graph';
import { toleranceOf } from '../../../reference/tolerances';
import '../../../graph/ops';
import { attention } from '../../../graph/ops/attention';
import { referenceOf } from '../../../reference/interpreter';
import '../../../reference/ops';
import { tensor } from '../../../reference/tensor';
import { attentionMaps } from './attentionMaps';

test.each([
  { heads: 1, tokens: 1, headWidth: 4 },
  { heads: 2, tokens: 7, headWidth: 3 },
  { heads: 3, tokens: 16, headWidth: 8 },
])('$heads heads of $headWidth over $tokens tokens', ({ heads, tokens, headWidth }) => {
  const width = heads * headWidth;
  const packed = new Float32Array(tokens * 3 * width);
  new RandomStream(1, 2).fillNormal(packed);
  const graph = new Graph();
  attention(graph.input('qkv', [1, tokens, 3 * width]), { heads });
  const [node] = graph.nodes;
  const [mixed] = referenceOf('attention')([tensor([1, tokens, 3 * width], packed)], node);
  const { values } = attentionMaps(packed, { heads, tokens, headWidth, scale: 1 / Math.sqrt(headWidth) });

  const own = new Float64Array(tokens * width);
  for (let head = 0; head < heads; head++)
    for (let query = 0; query < tokens; query++) {
      const row = values.subarray((head * tokens + query) * tokens, (head * tokens + query + 1) * tokens);
      expect(row.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 6);
      for (let d = head * headWidth; d < (head + 1) * headWidth; d++)
        for (let key = 0; key < tokens; key++)
          own[query * width + d] += row[key] * packed[key * 3 * width + 2 * width + d];
    }
  expectClose('weights · v', own, mixed.data, toleranceOf('attention'));
});

test('scores far beyond the range of exp stay finite', () => {
  const { values } = attentionMaps([1e4, 1e4, 0, -1e4, -1e4, 0], {
    heads: 1,
    tokens: 2,
    headWidth: 1,
    scale: 1,
  });
  expect([...values]).toEqual([1, 0, 0, 1]);
});
