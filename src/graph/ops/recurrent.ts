// Long short-term memory (Hochreiter & Schmidhuber 1997, doi:10.1162/neco.1997.9.8.1735, with the forget gate of Gers
// et al. 2000) over whole sequences: one op, so that a hundred steps are no thousand dispatches.
//   i, f, o = σ(a_i), σ(a_f), σ(a_o);  g = tanh(a_g);  a_t = x_t + h_{t−1}·W
//   c_t = f·c_{t−1} + i·g;  h_t = o·tanh(c_t);  h_{−1} = c_{−1} = 0

import { defineOp, requireShape } from '../op';
import { elementCount, type Value } from '../value';
import { multiply } from './elementwise';
import { matmul } from './matmul';
import { reshape, slice, transpose } from './shape';

/**
 * x [B, T, 4·H], what each step gets from its input, gates in the order i, f, g, o; weight [H, 4·H].
 * Outputs: h [B, T, H]; the cells c [B, T, H] and the gates [B, T, 4·H], which the backward pass reads.
 */
defineOp({
  name: 'lstm',
  infer: ([x, weight]) => {
    const [units, columns] = weight.shape;
    requireShape(
      weight.shape.length === 2 && columns === 4 * units,
      'lstm',
      weight.name,
      weight.shape,
      '[units, 4·units]',
    );
    requireShape(
      x.shape.length === 3 && x.shape[2] === columns && x.shape[1] > 0,
      'lstm',
      x.name,
      x.shape,
      `[batch, steps, ${columns}] with at least one step`,
    );
    const shape = [...x.shape.slice(0, 2), units];
    return [
      { shape, dtype: 'f32' },
      { shape, dtype: 'f32', name: 'cells' },
      { shape: x.shape, dtype: 'f32', name: 'gates' },
    ];
  },
  flops: ({ inputs: [x, weight] }) => elementCount(x.shape) * (2 * weight.shape[0] + 3),
  gradient: (node, [gradient], [needsInput, needsWeight]) => {
    if (!gradient) return [];
    const [x, weight] = node.inputs;
    const [hidden, cells, gates] = node.outputs;
    const turned = transpose(weight, [1, 0]);
    const slopes = gradient.graph.apply('lstmGradient', [gradient, turned, cells, gates])[0];
    return [
      needsInput ? slopes : undefined,
      needsWeight ? weightGradient(hidden, slopes, x.shape, weight) : undefined,
    ];
  },
});

/** Σ_t h_{t−1}ᵀ·da_t over all sequences: nothing comes before the first step. */
function weightGradient(
  hidden: Value,
  slopes: Value,
  [batch, steps]: readonly number[],
  weight: Value,
): Value {
  const [units, columns] = weight.shape;
  if (steps === 1) return multiply(weight, 0);
  const rows = batch * (steps - 1);
  const before = reshape(slice(hidden, [0, 0, 0], [batch, steps - 1, units]), [rows, units]);
  const after = reshape(slice(slopes, [0, 1, 0], [batch, steps - 1, columns]), [rows, columns]);
  return matmul(before, after, { transposeA: true });
}

/** da [B, T, 4·H], which is dx, from (dh, weightᵀ [4·H, H], cells, gates). */
defineOp({
  name: 'lstmGradient',
  infer: ([, , , gates]) => [{ shape: gates.shape, dtype: 'f32' }],
  flops: ({ inputs: [, turned, , gates] }) => elementCount(gates.shape) * (2 * turned.shape[1] + 6),
});

/** h [B, T, H] of sequences that all start from nothing. */
export const lstm = (x: Value, weight: Value): Value => x.graph.apply('lstm', [x, weight])[0];
