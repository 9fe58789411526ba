// Multi-head self-attention with its two projections (Vaswani et al., 1706.03762, §3.2).

import { attention } from '../../graph/ops/attention';
import { reshape } from '../../graph/ops/shape';
import type { Initializer, Value } from '../../graph/value';
import { linear } from './linear';

export interface SelfAttentionOptions {
  /** Sequences in the batch; x holds them one after another. */
  batch: number;
  heads: number;
  causal?: boolean;
  weight: (inputs: number, outputs: number) => Initializer;
}

/**
 * x [batch·tokens, width] to the same shape, before the residual is added.
 * Parameters `<name>.qkv.weight` [width, 3·width], `<name>.projection.weight` [width, width] and their biases.
 */
export function selfAttention(x: Value, name: string, options: SelfAttentionOptions): Value {
  const { batch, heads, causal = false, weight } = options;
  const [rows, width] = x.shape;
  return x.graph.scope(name, () => {
    const packed = linear(x, 'qkv', 3 * width, { weight: weight(width, 3 * width) });
    const mixed = attention(reshape(packed, [batch, rows / batch, 3 * width]), { heads, causal });
    return linear(reshape(mixed, [rows, width]), 'projection', width, { weight: weight(width, width) });
  });
}
