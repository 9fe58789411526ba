// integerMatmul and integerConvolution: products of signed bytes, exact, with their results scaled or coded.
// The tiles are those of real products, given operands that are read as bytes: f32 holds every sum of up to 1,024
// products of two codes, and longer sums are split. Hardware with packed dot products has a tile of its own.

import { integerAttributes } from '../../graph/ops/quantised';
import type { Node } from '../../graph/value';
import { areFewRows, fewRowsTile } from '../gemm/fewRows';
import {
  type Finish,
  familyOf,
  lowerProduct,
  lowerTiles,
  operandsOf,
  type Product,
  tileDispatch,
} from '../gemm/product';
import { Repacking } from '../gemm/repack';
import { chooseTile, type Tile, tileShapes } from '../gemm/tileTable';
import { isRunnable } from '../gemm/tileWays';
import { type Dispatch, defineKernel, type LoweringContext } from '../kernel';
import { chosenWay, type Way } from '../tuning';
import { integerFinish, matrixLayout, windowLayout } from './integerFinish';

/** 1,024 products of codes of at most 2^7 add up to 2^24, the last whole number before f32 has gaps. */
const LONGEST_SUM = 1024;

/** A WGSL language feature: four multiply-adds of bytes in one instruction, on hardware that has it. */
const PACKED_DOTS = 'packed_4x8_integer_dot_product';

function lowered(
  node: Node,
  context: LoweringContext,
  folder: 'gemm' | 'convolution',
  layout: Omit<Product, 'left' | 'right'>,
  columns: number,
): Dispatch[] {
  const [left, right] = node.inputs;
  const repacking = new Repacking(node, context);
  const finish = integerFinish(node, context, repacking, columns);
  const part: Product = {
    ...layout,
    left,
    right,
    formats: { left: 'i8', right: 'i8' },
    constants: { ...layout.constants, LEFT_ZERO: integerAttributes(node).leftZero },
  };
  const dots = context.adapterClass === 'hardware' && context.features.has(PACKED_DOTS);
  const product = dots
    ? [dotDispatch(node, context, folder, part, finish)]
    : tiled(node, context, folder, part, { ...finish, longestSum: LONGEST_SUM });
  return [...repacking.before, ...product, ...repacking.after];
}

function tiled(
  node: Node,
  context: LoweringContext,
  folder: 'gemm' | 'convolution',
  part: Product,
  finish: Finish,
): Dispatch[] {
  const family = familyOf(folder, 'tiled');
  if (folder === 'convolution' || !areFewRows(part.size, context))
    return lowerProduct(node, context, family, [part], finish);
  return lowerTiles(node, context, family, [part], finish, [
    fewRowsTile(part.size, { longest: finish.longestSum }),
  ]);
}

/** Sums of i32 need no splitting. */
function dotDispatch(
  node: Node,
  context: LoweringContext,
  folder: string,
  part: Product,
  finish: Finish,
): Dispatch {
  const shader = `${folder}/dot_tiled`;
  const wayOf = (tile: Tile): Way<Tile> => ({
    name: `dot ${tile.height}×${tile.width}`,
    take: { ...tile, splits: 1 },
  });
  const tile = chosenWay(
    context.tuning,
    { node, kernel: shader, operands: operandsOf(part, context), size: part.size, parts: 1 },
    wayOf(chooseTile(part.size, context)),
    () =>
      tileShapes
        .filter((shape) => shape.tile.kind === 'workgroup' && isRunnable(shape, context))
        .map((shape) => wayOf(shape.tile)),
  );
  return tileDispatch(node, context, { shader, include: finish.include }, part, tile, finish, 0);
}

defineKernel('integerMatmul', (node, context) => {
  const [[rows, words], [columns]] = node.inputs.map(({ shape }) => shape);
  return lowered(node, context, 'gemm', matrixLayout(rows, columns, words), columns);
});

defineKernel('integerConvolution', (node, context) => {
  const [x, w] = node.inputs.map(({ shape }) => shape);
  return lowered(node, context, 'convolution', windowLayout(node, x, w, node.outputs[0].shape), w[0]);
});
