// Float64 reference of attention: the whole weight matrix of one head at a time, as in the textbook.

import { attentionAttributes } from '../../graph/ops/attention';
import type { Node } from '../../graph/value';
import { defineReference } from '../interpreter';
import { type Tensor, tensor } from '../tensor';

/** One sequence's head: accessors of element d of token i, the size of both, and its number. */
interface Head {
  index: number;
  tokens: number;
  width: number;
  /** Flat index in qkv; part 0 is q, 1 is k, 2 is v. */
  packed(part: number, token: number, d: number): number;
  /** Flat index in o. */
  output(token: number, d: number): number;
}

function* headsOf(qkv: Tensor, heads: number): Generator<Head> {
  const [batch, tokens, packed] = qkv.shape;
  const width = packed / 3 / heads;
  for (let index = 0; index < batch * heads; index++) {
    const [sequence, head] = [Math.floor(index / heads), index % heads];
    const tokenOf = (token: number) => sequence * tokens + token;
    yield {
      index,
      tokens,
      width,
      packed: (part, token, d) => tokenOf(token) * packed + (part * heads + head) * width + d,
      output: (token, d) => (tokenOf(token) * heads + head) * width + d,
    };
  }
}

const sumOver = (count: number, term: (i: number) => number): number => {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += term(i);
  return sum;
};

/** Scaled scores of query i against every key it sees. */
function scoresOf(qkv: Tensor, head: Head, i: number, node: Node): number[] {
  const { scale, causal } = attentionAttributes(node);
  const { packed, width } = head;
  const product = (j: number) => sumOver(width, (d) => qkv.data[packed(0, i, d)] * qkv.data[packed(1, j, d)]);
  return Array.from({ length: causal ? i + 1 : head.tokens }, (_, j) => scale * product(j));
}

defineReference('attention', ([qkv], node) => {
  const [o, logSumExp] = node.outputs.map(({ shape }) => tensor(shape));
  for (const head of headsOf(qkv, attentionAttributes(node).heads))
    for (let i = 0; i < head.tokens; i++) {
      const scores = scoresOf(qkv, head, i, node);
      const largest = Math.max(...scores);
      const total = largest + Math.log(sumOver(scores.length, (j) => Math.exp(scores[j] - largest)));
      logSumExp.data[head.index * head.tokens + i] = total;
      for (let d = 0; d < head.width; d++)
        o.data[head.output(i, d)] = sumOver(
          scores.length,
          (j) => Math.exp(scores[j] - total) * qkv.data[head.packed(2, j, d)],
        );
    }
  return [o, logSumExp];
});

defineReference('attentionGradient', ([dOutput, qkv, , logSumExp], node) => {
  const { heads, scale } = attentionAttributes(node);
  const result = tensor(qkv.shape);
  for (const head of headsOf(qkv, heads))
    for (let i = 0; i < head.tokens; i++) {
      const { packed, output, width } = head;
      const total = logSumExp.data[head.index * head.tokens + i];
      const weights = scoresOf(qkv, head, i, node).map((score) => Math.exp(score - total));
      const weightGradients = weights.map((_, j) =>
        sumOver(width, (d) => dOutput.data[output(i, d)] * qkv.data[packed(2, j, d)]),
      );
      const delta = sumOver(weights.length, (j) => weights[j] * weightGradients[j]);
      for (const [j, weight] of weights.entries()) {
        const scoreGradient = weight * (weightGradients[j] - delta) * scale;
        for (let d = 0; d < width; d++) {
          result.data[packed(0, i, d)] += scoreGradient * qkv.data[packed(1, j, d)];
          result.data[packed(1, j, d)] += scoreGradient * qkv.data[packed(0, i, d)];
          result.data[packed(2, j, d)] += weight * dOutput.data[output(i, d)];
        }
      }
    }
  return [result];
});
