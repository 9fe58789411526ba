// Lowers one tiled product C = epilogue(A·B) of any family: picks the tile, splits the inner axis where
// that pays, and adds the partial products up in a second dispatch.

import type { Node, Value } from '../../graph/value';
import { elementCount } from '../../graph/value';
import {
  type Binding,
  type Dispatch,
  type LoweringContext,
  labelOf,
  type Param,
  read,
  spread,
} from '../kernel';
import { epilogueBindings, epilogueConstants, type ProductOutput } from './epilogue';
import { chooseTile, depthPerSplit, type ProductSize, type Tile, tileCount, unrolled } from './tileTable';

const WORKGROUP = 64;

/** A part of a product: all of it, but for the phases of a strided convolution's gradient. */
export interface Product {
  size: ProductSize;
  left: Value;
  right: Value;
  /** What the fours of either are stored as (`shaders/lib/left_*`, `right_*`); default f32. */
  formats?: OperandFormats;
  /** Read beyond the epilogue's bindings, from 7 on. */
  beside?: readonly Value[];
  constants?: Readonly<Record<string, number>>;
  /** What follows the common fields of `Params`, given the distance between partial products in fours. */
  params(productSplit: number): Param[];
}

export interface OperandFormats {
  left: 'f32' | 'i8';
  right: 'f32' | 'i8' | 'codes';
}

const floats: OperandFormats = { left: 'f32', right: 'f32' };

/** The kernels of a family by kind of tile. */
export type ProductFamily = Readonly<Record<Tile['kind'], string>>;

export const familyOf = (folder: string, name: string): ProductFamily => ({
  quad: `${folder}/quad_${name}`,
  register: `${folder}/register_${name}`,
  workgroup: `${folder}/workgroup_${name}`,
});

/** What becomes of the sums of a product: an epilogue library with its bindings from 2 on. */
export interface Finish {
  /** The tensor that the parts fill, for the size of partial products. */
  product: Value;
  include: readonly string[];
  constants: Readonly<Record<string, number>>;
  /** `stand` is bound where an operand is absent. */
  bindings(stand: Value): Binding[];
  /** The kernel that adds partial products up and finishes them, and its parameters after fours and splits. */
  sum: { shader: string; params: readonly Param[] };
  /** Beyond this many multiply-adds a sum is not exact, where it has to be. */
  longestSum?: number;
}

/** Real numbers, with what passes have attached to the product. */
export const floatFinish = (output: ProductOutput, context: LoweringContext): Finish => ({
  product: output.product,
  include: ['epilogue'],
  constants: epilogueConstants(output),
  bindings: (stand) => epilogueBindings(output, stand, context),
  sum: {
    shader: 'gemm/sum_partials',
    params: [output.bias ? elementCount(output.bias.shape) / 4 : 1],
  },
});

/** Dispatches that compute `parts`, which together fill `finish.product`. */
export function lowerProduct(
  node: Node,
  context: LoweringContext,
  family: ProductFamily,
  parts: readonly Product[],
  finish: Finish,
): Dispatch[] {
  const tiles = parts.map(({ size }) => chooseTile(size, context, finish.longestSum));
  const splits = Math.max(...tiles.map((tile) => tile.splits));
  const tiled = (target: Finish, partial: number) =>
    parts.map((part, index) => {
      const tile = unrolled({ ...tiles[index], splits }, part.size);
      const { left, right } = part.formats ?? floats;
      const include = [`left_${left}`, `right_${right}`, ...target.include];
      return tileDispatch(node, context, { shader: family[tile.kind], include }, part, tile, target, partial);
    });
  if (splits === 1) return tiled(finish, 0);
  const { product, include, constants, sum } = finish;
  const elements = parts.reduce((total, { size }) => total + size.rows * size.columns * size.batch, 0);
  const partial = context.scratch([splits, elements], 'partial');
  return [
    ...tiled(floatFinish({ product: partial, epilogue: {} }, context), elements / 4),
    {
      label: labelOf(node, 'sum'),
      kernel: { shader: sum.shader, include, constants: { WORKGROUP, ...constants } },
      bindings: [read(partial), read(partial), ...finish.bindings(partial)],
      params: [elements / 4, splits, ...sum.params],
      workgroups: spread(Math.ceil(elements / 4 / WORKGROUP), context.limits),
      flops: splits * elementCount(product.shape),
    },
  ];
}

/** One dispatch over all tiles of a part. */
export function tileDispatch(
  node: Node,
  context: LoweringContext,
  kernel: { shader: string; include: readonly string[] },
  part: Product,
  tile: Omit<Tile, 'kind'>,
  finish: Finish,
  productSplit: number,
): Dispatch {
  const { rows, columns, depth, batch } = part.size;
  const tilesEach = tileCount(part.size, tile);
  const tiles = tilesEach * batch * tile.splits;
  return {
    label: labelOf(node, tile.splits > 1 ? 'partial' : undefined),
    kernel: {
      ...kernel,
      constants: { ...tile.constants, ...part.constants, ...finish.constants },
      prelude: tile.prelude,
    },
    bindings: [
      read(part.left),
      read(part.right),
      ...finish.bindings(part.left),
      ...(part.beside ?? []).map(read),
    ],
    params: [
      rows,
      columns,
      depth,
      depthPerSplit(depth, tile.splits),
      tile.splits,
      Math.ceil(columns / tile.width),
      tilesEach,
      tiles,
      ...part.params(productSplit),
    ],
    workgroups: spread(Math.ceil(tiles / tile.perWorkgroup), context.limits),
  };
}
