// The ways to compute a tiled product on a device: the tile table's choice first, then the other tiles it can
// run, each with the inner axis cut as the table would and in more or fewer parts.

import type { LoweringContext } from '../kernel';
import { chosenWay, type ProductQuestion, type Way } from '../tuning';
import {
  chooseTile,
  type ProductSize,
  possibleSplits,
  type Tile,
  type TileShape,
  tileCount,
  tileShapes,
} from './tileTable';

type Device = Pick<LoweringContext, 'adapterClass' | 'features' | 'limits'>;

/** Besides the standard one. */
const MOST_OTHERS = 11;
/** Workgroups, tiles times parts, among which a device of a class is taken to find enough to do. */
const BUSY_WORKGROUPS = { software: 64, hardware: 256 };

export const tileName = ({ kind, height, width, splits }: Tile): string =>
  `${kind} ${height}×${width}${splits > 1 ? `, ${splits} splits` : ''}`;

/** Tiles of the parts of one product, which are all cut into the same number of splits. */
export type Tiles = readonly Tile[];

export function standardTiles(sizes: readonly ProductSize[], device: Device, longest?: number): Way<Tiles> {
  const chosen = sizes.map((size) => chooseTile(size, device, longest));
  const splits = Math.max(...chosen.map((tile) => tile.splits));
  const tiles = chosen.map((tile) => ({ ...tile, splits }));
  return { name: [...new Set(tiles.map(tileName))].join(' and '), take: tiles };
}

/** One tile for all parts; `sizes` starts with the largest. */
export function otherTiles(sizes: readonly ProductSize[], device: Device, longest?: number): Way<Tiles>[] {
  const [size] = sizes;
  const possible = possibleSplits(size.depth, longest ?? Number.POSITIVE_INFINITY);
  const ways = tileShapes
    .filter((shape) => isRunnable(shape, device))
    .flatMap(({ tile }, order) => {
      const usual = usualSplits(tile, size, possible, device);
      return possible.map((splits) => ({
        way: { name: tileName({ ...tile, splits }), take: sizes.map(() => ({ ...tile, splits })) },
        distance: Math.abs(Math.log2(splits / usual)),
        order,
      }));
    });
  // Every tile as it is usually cut, then those cut in half or twice as many parts, and so on.
  ways.sort((a, b) => a.distance - b.distance || a.order - b.order);
  return ways.slice(0, MOST_OTHERS).map(({ way }) => way);
}

/** Within the limits of the device; all have at most 64 invocations, which every device offers. */
export const isRunnable = ({ feature, workgroupBytes }: TileShape, { features, limits }: Device): boolean =>
  (feature === undefined || features.has(feature)) && workgroupBytes <= limits.maxComputeWorkgroupStorageSize;

function usualSplits(
  tile: Tile,
  size: ProductSize,
  possible: readonly number[],
  { adapterClass }: Device,
): number {
  const wanted = BUSY_WORKGROUPS[adapterClass] / (tileCount(size, tile) * size.batch);
  return possible.findLast((splits) => splits <= wanted) ?? possible[0];
}

/** The tiles of a product's parts as a tuning wants them, else as the table has them. */
export function tilesOf(
  question: Pick<ProductQuestion, 'node' | 'kernel' | 'operands'>,
  sizes: readonly ProductSize[],
  context: LoweringContext,
  longest?: number,
): Tiles {
  const [size] = largestFirst(sizes);
  return chosenWay(
    context.tuning,
    { ...question, size, parts: sizes.length },
    standardTiles(sizes, context, longest),
    () => otherTiles(largestFirst(sizes), context, longest),
  );
}

const work = ({ rows, columns, depth, batch }: ProductSize): number => rows * columns * depth * batch;

const largestFirst = (sizes: readonly ProductSize[]): ProductSize[] =>
  sizes.toSorted((a, b) => work(b) - work(a));
