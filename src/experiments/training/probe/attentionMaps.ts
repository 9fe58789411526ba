// Attention weights of one sequence from its tapped q and k. The kernels never hold them: N² values a head.

import type { Pictures } from '../../probe';

export interface AttentionShape {
  heads: number;
  tokens: number;
  headWidth: number;
  /** Multiplies q·k. */
  scale: number;
}

/**
 * softmax over keys of scale·q·kᵀ for every head, from packed [tokens, 3·heads·headWidth] ordered q|k|v.
 * Sums in float64; picture h is head h, row i the query of token i.
 */
export function attentionMaps(packed: ArrayLike<number>, shape: AttentionShape): Pictures {
  const { heads, tokens, headWidth, scale } = shape;
  const width = heads * headWidth;
  const values = new Float32Array(heads * tokens * tokens);
  const scores = new Float64Array(tokens);
  for (let head = 0; head < heads; head++)
    for (let query = 0; query < tokens; query++) {
      const q = query * 3 * width + head * headWidth;
      let largest = Number.NEGATIVE_INFINITY;
      for (let key = 0; key < tokens; key++) {
        const k = key * 3 * width + width + head * headWidth;
        let sum = 0;
        for (let d = 0; d < headWidth; d++) sum += packed[q + d] * packed[k + d];
        scores[key] = scale * sum;
        if (scores[key] > largest) largest = scores[key];
      }
      let total = 0;
      for (let key = 0; key < tokens; key++) {
        scores[key] = Math.exp(scores[key] - largest);
        total += scores[key];
      }
      const row = (head * tokens + query) * tokens;
      for (let key = 0; key < tokens; key++) values[row + key] = scores[key] / total;
    }
  return { count: heads, height: tokens, width: tokens, values };
}
