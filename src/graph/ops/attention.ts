// Multi-head scaled dot-product attention on a packed q|k|v tensor, with no N² buffer: the forward
// pass keeps only each row's log-sum-exp, the backward pass recomputes the weights from it
// (Dao et al., FlashAttention, 2205.14135).

import { defineOp, requireShape } from '../op';
import type { Node, Value } from '../value';

export interface AttentionAttributes {
  heads: number;
  /** Multiplies q·k; 1/√headDim by default. */
  scale: number;
  /** Token i sees only tokens ≤ i. */
  causal: boolean;
}

export const attentionAttributes = (node: Pick<Node, 'attributes'>): AttentionAttributes =>
  node.attributes as unknown as AttentionAttributes;

/** Multiply-adds ×2 of one N×N×headDim product for every head and sequence. */
function productFlops(qkv: Value): number {
  const [batch, tokens, packed] = qkv.shape;
  return 2 * batch * tokens * tokens * (packed / 3);
}

/**
 * qkv: [B, N, 3·H·D], the last axis ordered q|k|v, each [H, D].
 * Outputs: o [B, N, H·D] and the log-sum-exp of each row's scaled scores [B, H, N].
 */
defineOp({
  name: 'attention',
  infer: ([qkv], attributes) => {
    const { heads } = attributes as unknown as AttentionAttributes;
    const [batch, tokens, packed] = qkv.shape;
    requireShape(
      qkv.shape.length === 3 && packed % (3 * heads) === 0,
      'attention',
      qkv.name,
      qkv.shape,
      `[batch, tokens, 3·${heads}·headDim]`,
    );
    return [
      { shape: [batch, tokens, packed / 3], dtype: 'f32' },
      { shape: [batch, heads, tokens], dtype: 'f32', name: 'logSumExp' },
    ];
  },
  flops: (node) => 2 * productFlops(node.inputs[0]),
  gradient: (node, [gradient]) => {
    const [output, logSumExp] = node.outputs;
    return [
      gradient?.graph.apply(
        'attentionGradient',
        [gradient, node.inputs[0], output, logSumExp],
        node.attributes,
      )[0],
    ];
  },
});

/** dqkv [B, N, 3·H·D] from (do, qkv, o, logSumExp). Seven products: the scores are computed twice. */
defineOp({
  name: 'attentionGradient',
  infer: ([, qkv]) => [{ shape: qkv.shape, dtype: 'f32' }],
  flops: (node) => 7 * productFlops(node.inputs[1]),
});

export function attention(qkv: Value, options: { heads: number; causal?: boolean; scale?: number }): Value {
  const { heads, causal = false } = options;
  const headDim = qkv.shape[2] / 3 / heads;
  return qkv.graph.apply('attention', [qkv], {
    heads,
    causal,
    scale: options.scale ?? 1 / Math.sqrt(headDim),
  })[0];
}
