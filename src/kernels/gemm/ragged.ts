// Small products whose rows are no whole vec4s, such as the ten classes of a classifier's head: computed
// from the tensors as they lie, in one dispatch.

import type { Node } from '../../graph/value';
import { type Dispatch, type LoweringContext, labelOf, read, spread } from '../kernel';
import { epilogueBindings, epilogueConstants, outputOf } from './epilogue';
import type { MatrixProduct } from './matmul';
import { operandLibraries } from './product';

const WORKGROUP = 64;

/** Multiply-adds above which padding to whole vec4s pays. */
const LARGEST = 1_000_000;

export const isSmall = ({ batch, M, N, K }: MatrixProduct): boolean => batch * M * N * K <= LARGEST;

/** Whether a tile would need its operands or its result copied. */
export const hasRaggedRows = ({ M, N, K, transposeA, transposeB }: MatrixProduct): boolean =>
  [transposeA ? M : K, transposeB ? K : N, N].some((length) => length % 4 !== 0);

export const isRagged = (product: MatrixProduct): boolean => hasRaggedRows(product) && isSmall(product);

export function lowerRagged(node: Node, context: LoweringContext, product: MatrixProduct): Dispatch[] {
  const { a, b, batch, M, N, K, transposeA, transposeB, sharedB } = product;
  const output = outputOf(node);
  const [across, down] = [Math.ceil(N / 4), Math.ceil(M / 4)];
  const tiles = batch * across * down;
  return [
    {
      label: labelOf(node),
      kernel: {
        shader: 'gemm/ragged',
        include: operandLibraries({ left: a, right: b }, context, 'number_'),
        constants: { WORKGROUP, ...epilogueConstants(output) },
      },
      bindings: [read(a), read(b), ...epilogueBindings(output, a, context)],
      params: [
        ...[tiles, across, down, M, N, K],
        ...(transposeA ? [1, M] : [K, 1]),
        ...(transposeB ? [1, K] : [N, 1]),
        ...[M * K, sharedB ? 0 : K * N],
      ],
      workgroups: spread(Math.ceil(tiles / WORKGROUP), context.limits),
    },
  ];
}
