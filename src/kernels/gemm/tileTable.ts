// Which tile computes a product, by adapter class: the one place with tuned numbers.
//
// Tiles were measured on SwiftShader (Chromium 156, two cores), nanoseconds per operation of four lanes:
// a scalar of a vec4 load 21, a store 25, a multiply-add 1.3. The cost below is built from these three and
// orders tiles as the measurements do. A hardware adapter takes the larger tile that fills it.

import type { LoweringContext } from '../kernel';

export interface ProductSize {
  rows: number;
  columns: number;
  depth: number;
  /** Independent products of this size. */
  batch: number;
}

export interface Tile {
  height: number;
  width: number;
  /** The inner axis is cut into so many parts, summed afterwards in order. */
  splits: number;
  /** The kernel of a family: `quad_*`, `register_*`, `workgroup_*`, or of matrices alone `few_*`. */
  kind: 'quad' | 'register' | 'workgroup' | 'few';
  /** Tiles a workgroup computes. */
  perWorkgroup: number;
  /** Register-tile lengths of that kernel: overrides, and the generated prelude. */
  constants: Readonly<Record<string, number>>;
  prelude: Readonly<Record<string, number>>;
}

/** Blocks of 16 rows and of 16 columns of a quad's tile. */
const quadBlocks = [
  [1, 1],
  [2, 1],
  [2, 2],
  [2, 3],
] as const;

const LOAD = 21;
const STORE = 25;
const MULTIPLY_ADD = 1.3;
const WORKGROUP_START = 500;
/** SwiftShader deals workgroups to its threads in 16 batches. */
const BATCHES = 16;

/** One vector of four lanes. */
const REGISTER_WORKGROUP = 4;

/** A hardware adapter is taken to be busy with so many workgroups of 64. */
const HARDWARE_WORKGROUPS = 256;

/** Shortest part of the inner axis worth a workgroup of its own. */
const SHORTEST_SPLIT = 64;
const splitCounts = [1, 2, 4, 8, 16, 32, 64];

/** Some that leave no part longer than `longest`. */
export function possibleSplits(depth: number, longest: number): number[] {
  const least = Math.ceil(depth / longest);
  const possible = splitCounts.filter(
    (splits) => splits >= least && (splits === 1 || depth / splits >= SHORTEST_SPLIT),
  );
  return possible.length ? possible : [least];
}

export const tileCount = (
  { rows, columns }: ProductSize,
  { height, width }: Pick<Tile, 'height' | 'width'>,
) => Math.ceil(rows / height) * Math.ceil(columns / width);

/** Inner positions of one split: whole steps of four. */
export const depthPerSplit = (depth: number, splits: number): number => 4 * Math.ceil(depth / (4 * splits));

function quadCost(size: ProductSize, [down, across]: readonly [number, number], splits: number): number {
  const workgroups = tileCount(size, { height: 16 * down, width: 16 * across }) * size.batch * splits;
  const step = 16 * (down + across) * LOAD + 256 * down * across * MULTIPLY_ADD;
  const steps = depthPerSplit(size.depth, splits) / 4;
  const each = steps * step + 64 * down * across * STORE + WORKGROUP_START;
  const sum = splits > 1 ? ((size.rows * size.columns * size.batch) / 4) * (splits * LOAD + STORE) : 0;
  return Math.ceil(workgroups / BATCHES) * BATCHES * each + sum;
}

function quadTile(size: ProductSize, longest: number): Tile {
  // The smallest tile is for what fits it; one kernel fewer to compile matters more than its edge.
  const fitting = quadBlocks.filter(([down]) => down > 1 || size.rows <= 16);
  const candidates = fitting.flatMap((blocks) =>
    possibleSplits(size.depth, longest).map((splits) => ({
      blocks,
      splits,
      cost: quadCost(size, blocks, splits),
    })),
  );
  const { blocks, splits } = candidates.reduce((best, next) => (next.cost < best.cost ? next : best));
  return quadOf(blocks, splits);
}

const quadOf = ([down, across]: readonly [number, number], splits: number): Tile => ({
  kind: 'quad',
  perWorkgroup: 1,
  height: 16 * down,
  width: 16 * across,
  splits,
  constants: { ROW_BLOCKS: down, COLUMN_BLOCKS: across },
  prelude: {},
});

/** 16 × 16 an invocation; cut like a quad of the same area. */
function registerTile(size: ProductSize, longest: number): Tile {
  const tiles = tileCount(size, { height: 16, width: 16 }) * size.batch;
  return registerOf(mostOf(possibleSplits(size.depth, longest), (4 * BATCHES) / tiles));
}

const registerOf = (splits: number): Tile => ({
  kind: 'register',
  height: 16,
  width: 16,
  splits,
  perWorkgroup: REGISTER_WORKGROUP,
  constants: { WORKGROUP: REGISTER_WORKGROUP },
  prelude: {},
});

function workgroupTile(size: ProductSize, longest: number): Tile {
  const tiles = (span: number) => tileCount(size, { height: 32 * span, width: 32 * span }) * size.batch;
  const span = tiles(2) >= HARDWARE_WORKGROUPS ? 2 : 1;
  const wanted = HARDWARE_WORKGROUPS / tiles(span);
  return workgroupOf(span, mostOf(possibleSplits(size.depth, longest), wanted));
}

const workgroupOf = (span: number, splits: number): Tile => ({
  kind: 'workgroup',
  perWorkgroup: 1,
  height: 32 * span,
  width: 32 * span,
  splits,
  constants: {},
  prelude: { SPAN: span },
});

/** Multiply-adds from which a longer loop body pays for half a second more of compiling, once. */
const LONG_PRODUCT = 2 ** 27;

/**
 * Two steps a jump where every split is whole pairs of them: a jump costs each accumulator of a quad as much as three
 * multiply-adds (f32 256³ on SwiftShader: 1.1 to 1.4 times as fast).
 */
export function unrolled(tile: Tile, { rows, columns, depth, batch }: ProductSize): Tile {
  const each = depthPerSplit(depth, tile.splits);
  const last = depth - (tile.splits - 1) * each;
  const pairs = [each, last].every((positions) => Math.ceil(positions / 4) % 2 === 0);
  const long = rows * columns * depth * batch >= LONG_PRODUCT;
  if (tile.kind !== 'quad' || !pairs || !long) return tile;
  return { ...tile, constants: { ...tile.constants, STEPS: 2 } };
}

/** The most of ascending `counts` that is no more than `wanted`, else the least. */
const mostOf = (counts: readonly number[], wanted: number): number =>
  counts.findLast((count) => count <= wanted) ?? counts[0];

/** The tile for a product, no sum longer than `longest`; quads need subgroups of at least four invocations. */
export function chooseTile(
  size: ProductSize,
  { adapterClass, features }: Pick<LoweringContext, 'adapterClass' | 'features'>,
  longest = Number.POSITIVE_INFINITY,
): Tile {
  if (adapterClass === 'hardware') return workgroupTile(size, longest);
  return features.has('subgroups') ? quadTile(size, longest) : registerTile(size, longest);
}

/** A tile whatever the product, and what it asks of a device beyond 64 invocations. */
export interface TileShape {
  tile: Tile;
  feature?: string;
  workgroupBytes: number;
}

/** Two operands' 16 steps of a tile of vec4s, one four wider than the tile (see lib/workgroup_tile). */
const workgroupBytes = (span: number): number => 2 * 16 * (8 * span + 1) * 16;

/** Every tile there is, the inner axis whole: what a product can be tuned among. */
export const tileShapes: readonly TileShape[] = [
  ...quadBlocks.map((blocks) => ({ tile: quadOf(blocks, 1), feature: 'subgroups', workgroupBytes: 0 })),
  { tile: registerOf(1), workgroupBytes: 0 },
  ...[1, 2].map((span) => ({ tile: workgroupOf(span, 1), workgroupBytes: workgroupBytes(span) })),
];
