// matmul: C = epilogue(op(A)·op(B)) for any shape; a: [.., M, K], b: [K, N] or [.., K, N] before transposes.

import { type MatmulAttributes, matmulSizes } from '../../graph/ops/matmul';
import type { Node, Value } from '../../graph/value';
import { type Dispatch, defineKernel, type LoweringContext } from '../kernel';
import { chosenWay, type Way } from '../tuning';
import { outputOf } from './epilogue';
import { areFewRows, fewRowsTile, hasFewRows } from './fewRows';
import { familyOf, floatFinish, lowerTiles, operandsOf } from './product';
import { hasRaggedRows, isRagged, isSmall, lowerRagged } from './ragged';
import { padded, Repacking } from './repack';
import { isSkinny, isThin, lowerSkinny } from './skinny';
import { otherTiles, standardTiles, type Tiles } from './tileWays';

const family = familyOf('gemm', 'tiled');

/** A matrix product of tensors whose memory holds the matrices, whatever their shape says. */
export interface MatrixProduct {
  a: Value;
  b: Value;
  batch: number;
  /** Rows and columns of the result, and the length of the sums. */
  M: number;
  N: number;
  K: number;
  transposeA: boolean;
  transposeB: boolean;
  /** One b for the whole batch. */
  sharedB?: boolean;
}

export function lowerMatrixProduct(node: Node, context: LoweringContext, product: MatrixProduct): Dispatch[] {
  const { batch, M, N, K, transposeA, transposeB } = product;
  type Lowered = Way<() => Dispatch[]>;
  const skinny: Lowered = { name: 'skinny', take: () => lowerSkinny(node, context, product) };
  const ragged: Lowered = { name: 'ragged', take: () => lowerRagged(node, context, product) };
  const tiled = ({ name, take }: Way<Tiles>): Lowered => ({
    name,
    take: () => lowerTiled(node, context, product, take),
  });
  const sizes = [{ rows: M, columns: padded(N), depth: K, batch }];
  const constants = { TRANSPOSE_LEFT: Number(transposeA), TRANSPOSE_RIGHT: Number(transposeB) };
  const operands =
    operandsOf({ left: product.a, right: product.b, constants }, context) +
    (hasRaggedRows(product) ? ' ragged' : '');
  const byTable = () => tiled(standardTiles(sizes, context));
  const fewRows = () => tiled({ name: 'few rows', take: [fewRowsTile(sizes[0])] });
  const standard = (): Lowered => {
    if (isSkinny(product, context)) return skinny;
    if (isRagged(product)) return ragged;
    return areFewRows(sizes[0], context) ? fewRows() : byTable();
  };
  return chosenWay(
    context.tuning,
    { node, kernel: family.name, operands, size: { rows: M, columns: N, depth: K, batch }, parts: 1 },
    standard(),
    () => [
      byTable(),
      ...otherTiles(sizes, context).map(tiled),
      ...(isThin(product) ? [skinny] : []),
      ...(hasFewRows(sizes[0]) ? [fewRows()] : []),
      ...(isSmall(product) ? [ragged] : []),
    ],
  )();
}

function lowerTiled(node: Node, context: LoweringContext, product: MatrixProduct, tiles: Tiles): Dispatch[] {
  const { a, b, batch, M, N, K, transposeA, transposeB, sharedB } = product;
  const [aRows, aColumns] = transposeA ? [K, M] : [M, K];
  const [bRows, bColumns] = transposeB ? [N, K] : [K, N];
  const repacking = new Repacking(node, context);
  const left = repacking.pad(a, [1, aColumns]);
  const right = repacking.pad(b, [1, bColumns]);
  const output = repacking.output(outputOf(node), N);
  const columns = padded(N);
  const leftStride = padded(aColumns) / 4;
  const rightStride = padded(bColumns) / 4;
  const part = {
    size: { rows: M, columns, depth: K, batch },
    left,
    right,
    constants: {
      TRANSPOSE_LEFT: Number(transposeA),
      TRANSPOSE_RIGHT: Number(transposeB),
      DEPTH_TAIL: Number(transposeA && K % 4 !== 0),
    },
    params: (productSplit: number) => [
      leftStride,
      rightStride,
      columns / 4,
      aRows * leftStride,
      sharedB ? 0 : bRows * rightStride,
      (M * columns) / 4,
      productSplit,
    ],
  };
  return [
    ...repacking.before,
    ...lowerTiles(node, context, family, [part], floatFinish(output, context), tiles),
    ...repacking.after,
  ];
}

defineKernel('matmul', (node, context) => {
  const [a, b] = node.inputs;
  const attributes = node.attributes as unknown as MatmulAttributes;
  const { transposeA, transposeB } = attributes;
  const { batch, M, N, K } = matmulSizes(a, b, attributes);
  const sharedB = b.shape.length === 2;
  return lowerMatrixProduct(node, context, { a, b, batch, M, N, K, transposeA, transposeB, sharedB });
});
