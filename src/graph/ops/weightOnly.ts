// A product with weights of few bits and real activations: codes in groups that share a scale and an offset.

import { ShapeError } from '../../base/errors';
import type { CodeBits } from '../../base/packing';
import { packedWords } from '../../base/packing';
import { defineOp, requireReal, requireShape } from '../op';
import { formatShape, type Node, sameShape } from '../value';
import { type Epilogue, epilogueInputs, epilogueOf, epilogueResults } from './matmul';

export interface WeightOnlyAttributes {
  bits: Exclude<CodeBits, 1>;
  /** Rows of the weights. */
  columns: number;
  /** Neighbours along a row of the weights that share a scale and an offset. */
  group: number;
  epilogue: Epilogue;
}

export const weightOnlyAttributes = (node: Pick<Node, 'attributes'>): WeightOnlyAttributes =>
  node.attributes as unknown as WeightOnlyAttributes;

/**
 * C[m, n] = Σ_k x[m, k]·(scale·code[n, k] + offset), with scale and offset of the group of (n, k).
 * x: f32 or f16 [M, K], codes: u32 [words of N·K codes] (see base/packing.ts), affine: f32 [N·K / group, 2].
 */
defineOp({
  name: 'weightOnlyMatmul',
  halves: [0],
  infer: (inputs, given) => {
    requireReal('weightOnlyMatmul', inputs.slice(0, 1));
    const { bits, columns, group } = given as unknown as WeightOnlyAttributes;
    const [x, codes, affine] = inputs;
    requireShape(x.shape.length === 2, 'weightOnlyMatmul', x.name, x.shape, '[M, K]');
    const [rows, depth] = x.shape;
    // Fours must not straddle groups, nor rows of three bits the words of their upper bits.
    const least = bits === 3 ? 32 : 4;
    if (group % least || depth % group)
      throw new ShapeError(
        `weightOnlyMatmul: groups of ${group} in rows of ${depth}: a group of ${bits}-bit codes is a multiple of ${least}, and a row whole groups.`,
      );
    const words = [packedWords(columns * depth, bits)];
    requireShape(
      sameShape(codes.shape, words),
      'weightOnlyMatmul',
      codes.name,
      codes.shape,
      formatShape(words),
    );
    const groups = [(columns * depth) / group, 2];
    requireShape(
      sameShape(affine.shape, groups),
      'weightOnlyMatmul',
      affine.name,
      affine.shape,
      formatShape(groups),
    );
    const epilogue = epilogueOf(given);
    const { bias } = epilogueInputs(epilogue, 3);
    if (bias !== undefined)
      requireShape(
        sameShape(inputs[bias].shape, [columns]),
        'weightOnlyMatmul',
        'bias',
        inputs[bias].shape,
        `[${columns}]`,
      );
    return epilogueResults([rows, columns], epilogue);
  },
  flops: (node) => 2 * node.inputs[0].shape[0] * node.inputs[0].shape[1] * weightOnlyAttributes(node).columns,
});
