// Products too thin for a tile to fill a GPU: few rows or few columns.

import { elementCount, type Node } from '../../graph/value';
import { type Dispatch, type LoweringContext, labelOf, read, spread } from '../kernel';
import { epilogueBindings, epilogueConstants, outputOf } from './epilogue';
import type { MatrixProduct } from './matmul';
import { operandLibraries } from './product';

const WORKGROUP = 64;

/** Rows or columns of a thin result. */
const THIN = 8;
export const isThin = ({ M, N }: MatrixProduct): boolean => Math.min(M, N) <= THIN;

export const isSkinny = (product: MatrixProduct, { adapterClass }: LoweringContext): boolean =>
  adapterClass === 'hardware' && isThin(product);

export function lowerSkinny(node: Node, context: LoweringContext, product: MatrixProduct): Dispatch[] {
  const { a, b, batch, M, N, K, transposeA, transposeB, sharedB } = product;
  const output = outputOf(node);
  const results = elementCount(output.product.shape);
  return [
    {
      label: labelOf(node),
      kernel: {
        shader: 'gemm/skinny',
        include: operandLibraries({ left: a, right: b }, context, 'number_'),
        constants: { WORKGROUP, ...epilogueConstants(output) },
      },
      bindings: [read(a), read(b), ...epilogueBindings(output, a, context)],
      params: [
        ...[batch * M * N, M, N, K],
        ...(transposeA ? [1, M] : [K, 1]),
        ...(transposeB ? [1, K] : [N, 1]),
        ...[M * K, sharedB ? 0 : K * N],
      ],
      workgroups: spread(Math.ceil(results / WORKGROUP), context.limits),
    },
  ];
}
