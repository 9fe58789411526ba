// DLRM's dot interaction (Naumov et al., 1906.00091, §2.1.3): all pairwise products of the bottom
// MLP's output and the tables' vectors.

import { defineOp, requireShape } from '../op';
import type { Value } from '../value';

/** Number of pairs among the dense vector and `tables` embeddings. */
export const interactionPairs = (tables: number): number => (tables * (tables + 1)) / 2;

/**
 * dense: [B, D]; embeddings: [B, T, D]. With v_0 = dense and v_1…v_T the embeddings,
 * y = [dense, v_i·v_j for i = 1…T, j = 0…i−1] : [B, D + T(T+1)/2], the strictly lower triangle row by row.
 */
defineOp({
  name: 'dotInteraction',
  infer: ([dense, embeddings]) => {
    const [batch, dimension] = dense.shape;
    const [rows, tables, width] = embeddings.shape;
    requireShape(
      embeddings.shape.length === 3 && rows === batch && width === dimension,
      'dotInteraction',
      embeddings.name,
      embeddings.shape,
      `[${batch}, tables, ${dimension}]`,
    );
    return [{ shape: [batch, dimension + interactionPairs(tables)], dtype: 'f32' }];
  },
  flops: (node) =>
    2 * node.inputs[0].shape[0] * node.inputs[0].shape[1] * interactionPairs(node.inputs[1].shape[1]),
  gradient: (node, [gradient]) =>
    gradient?.graph.apply('dotInteractionGradient', [gradient, ...node.inputs]) ?? [],
});

/** (d dense, d embeddings) from (dy, dense, embeddings). */
defineOp({
  name: 'dotInteractionGradient',
  infer: ([, dense, embeddings]) => [
    { shape: dense.shape, dtype: 'f32', name: 'denseGradient' },
    { shape: embeddings.shape, dtype: 'f32', name: 'embeddingGradient' },
  ],
  flops: (node) =>
    4 * node.inputs[1].shape[0] * node.inputs[1].shape[1] * interactionPairs(node.inputs[2].shape[1]),
});

export const dotInteraction = (dense: Value, embeddings: Value): Value =>
  dense.graph.apply('dotInteraction', [dense, embeddings])[0];
