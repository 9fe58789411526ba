// Lowers one tiled product C = epilogue(A·B) of any family: picks the tile, splits the inner axis where
// that pays, and adds the partial products up in a second dispatch.

import type { Node, Value } from '../../graph/value';
import { byteLength, elementCount } from '../../graph/value';
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
import { depthPerSplit, type ProductSize, type Tile, tileCount, unrolled } from './tileTable';
import { type Tiles, tilesOf } from './tileWays';

const WORKGROUP = 64;

/** A part of a product: all of it, but for the phases of a strided convolution's gradient. */
export interface Product {
  size: ProductSize;
  left: Value;
  right: Value;
  /** What the fours of either are stored as (`shaders/lib/left_*`, `right_*`); default: as their types say. */
  formats?: Partial<OperandFormats>;
  /** Read beyond the epilogue's bindings, from 7 on. */
  beside?: readonly Value[];
  constants?: Readonly<Record<string, number>>;
  /** What follows the common fields of `Params`, given the distance between partial products in fours. */
  params(productSplit: number): Param[];
}

/** Halves are read as such where the device has the type, else unpacked from words. */
type RealFormat = 'f32' | 'f16' | 'f16_native';

export interface OperandFormats {
  left: RealFormat | 'i8';
  right: RealFormat | 'i8' | 'codes';
}

export const realFormat = ({ dtype }: Value, { features }: Pick<LoweringContext, 'features'>): RealFormat =>
  dtype !== 'f16' ? 'f32' : features.has('shader-f16') ? 'f16_native' : 'f16';

/** The libraries that read a product's operands, four elements or one `number` at a time. */
export function operandLibraries(
  { left, right, formats }: Pick<Product, 'left' | 'right' | 'formats'>,
  context: LoweringContext,
  unit: '' | 'number_' = '',
): string[] {
  return [
    `left_${unit}${formats?.left ?? realFormat(left, context)}`,
    `right_${unit}${formats?.right ?? realFormat(right, context)}`,
  ];
}

/** What to bind where a product of fours lacks an operand: any tensor of four floats or more. */
export const standIn = (left: Value, context: LoweringContext): Value =>
  byteLength(left) >= 16 ? left : context.scratch([4], 'absent');

/** The kernels of a family by kind of tile, and what they are called together. */
export type ProductFamily = Readonly<Record<Tile['kind'] | 'name', string>>;

export const familyOf = (folder: string, name: string): ProductFamily => ({
  name: `${folder}/${name}`,
  quad: `${folder}/quad_${name}`,
  register: `${folder}/register_${name}`,
  workgroup: `${folder}/workgroup_${name}`,
  few: `${folder}/few_${name}`,
});

/** What becomes of the sums of a product: an epilogue library with its bindings from 2 on. */
export interface Finish {
  /** The tensor that the parts fill, for the size of partial products. */
  product: Value;
  include: readonly string[];
  constants: Readonly<Record<string, number>>;
  /** `resultFactor` and `resultZero` of coded results, the last of a product's parameters. */
  coding?: readonly [Param, Param];
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

/** What a product's operands are, for its shape class: "f32·codes4 NT". */
export function operandsOf(
  { left, right, formats, constants = {} }: Pick<Product, 'left' | 'right' | 'formats' | 'constants'>,
  context: Pick<LoweringContext, 'features'>,
): string {
  const leftFormat = formats?.left ?? realFormat(left, context);
  const rightFormat = formats?.right ?? realFormat(right, context);
  const [first, second] = [constants.TRANSPOSE_LEFT, constants.TRANSPOSE_RIGHT].map((flag) =>
    flag ? 'T' : 'N',
  );
  return `${leftFormat}·${rightFormat === 'codes' ? `codes${constants.BITS}` : rightFormat} ${first}${second}`;
}

/** Dispatches that compute `parts`, which together fill `finish.product`. */
export function lowerProduct(
  node: Node,
  context: LoweringContext,
  family: ProductFamily,
  parts: readonly Product[],
  finish: Finish,
): Dispatch[] {
  const question = { node, kernel: family.name, operands: operandsOf(parts[0], context) };
  const sizes = parts.map(({ size }) => size);
  return lowerTiles(
    node,
    context,
    family,
    parts,
    finish,
    tilesOf(question, sizes, context, finish.longestSum),
  );
}

/** The same with a tile for each part; all have as many splits. */
export function lowerTiles(
  node: Node,
  context: LoweringContext,
  family: ProductFamily,
  parts: readonly Product[],
  finish: Finish,
  tiles: Tiles,
): Dispatch[] {
  const [{ splits }] = tiles;
  const tiled = (target: Finish, partial: number) =>
    parts.map((part, index) => {
      const tile = unrolled(tiles[index], part.size);
      const include = [...operandLibraries(part, context), ...target.include];
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
      ...finish.bindings(standIn(part.left, context)),
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
      ...(finish.coding ?? [0, 0]),
    ],
    workgroups: spread(Math.ceil(tiles / tile.perWorkgroup), context.limits),
  };
}
