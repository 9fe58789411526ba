// Launch shapes shared by kernels that walk a matrix by columns, by rows, or as rows to copy. Software
// adapters want few invocations with long loops and no barriers; hardware wants thousands, side by side.

import { type AdapterClass, type KernelLimits, spread } from './kernel';

export interface LaunchContext {
  readonly limits: KernelLimits;
  readonly adapterClass: AdapterClass;
}

export interface VectorWidth {
  /** Neighbouring elements an invocation handles at once. */
  width: 1 | 4;
  /** The library file that defines `Vector`, `Word` and `WIDTH`. */
  include: readonly [string];
}

/** Four where every one of `extents` (rows' lengths and starts, in elements) is a multiple of four. */
export function vectorWidth(...extents: readonly number[]): VectorWidth {
  return extents.every((extent) => extent % 4 === 0)
    ? { width: 4, include: ['vector4'] }
    : { width: 1, include: ['vector1'] };
}

export interface ElementWidth {
  /** Neighbouring numbers that are moved at once. */
  width: VectorWidth['width'] | 16;
  include: readonly [string];
}

/**
 * For kernels that sum and scale rows of `columns` numbers: a matrix where the adapter is software and they fill some,
 * as such adapters check bounds once for one.
 */
export const rowElement = (columns: number, adapterClass: AdapterClass): ElementWidth =>
  adapterClass === 'software' && columns % 16 === 0
    ? { width: 16, include: ['vector16'] }
    : vectorWidth(columns);

const powerOfTwoUpTo = (limit: number): number => 2 ** Math.floor(Math.log2(Math.max(1, limit)));
const powerOfTwoFrom = (least: number): number => 2 ** Math.ceil(Math.log2(Math.max(1, least)));

/** How a [rows, columns] matrix is cut for kernels whose invocations each own one column of a row tile. */
export interface ColumnTiles {
  constants: { COLUMNS: number; LANES: number };
  tiles: number;
  rowsPerTile: number;
  /** Workgroups over columns and over tiles. */
  workgroups: readonly [number, number];
}

const SOFTWARE_GROUPS = 32;
/** Invocations that one vector instruction serves. */
export const SOFTWARE_LANES = 4;
/** Below this many elements a software adapter sums columns in one dispatch. */
const SOFTWARE_SINGLE_STAGE = 1 << 18;

function tiled(rows: number, columns: number, COLUMNS: number, LANES: number, tiles: number): ColumnTiles {
  const rowsPerTile = Math.max(1, Math.ceil(rows / Math.max(1, tiles)));
  const actual = Math.max(1, Math.ceil(rows / rowsPerTile));
  return {
    constants: { COLUMNS, LANES },
    tiles: actual,
    rowsPerTile,
    workgroups: [Math.ceil(columns / COLUMNS), actual],
  };
}

/** For kernels that write every element (columns in vectors). */
export function columnMap(
  rows: number,
  columns: number,
  { adapterClass, limits }: LaunchContext,
): ColumnTiles {
  const most = limits.maxComputeWorkgroupsPerDimension;
  if (adapterClass === 'software') {
    const COLUMNS = columns > SOFTWARE_LANES * most ? 256 : Math.min(powerOfTwoFrom(columns), SOFTWARE_LANES);
    const LANES = Math.max(1, SOFTWARE_LANES / COLUMNS);
    const groups = Math.ceil(columns / COLUMNS);
    return tiled(rows, columns, COLUMNS, LANES, Math.min(SOFTWARE_GROUPS / groups, rows / 16));
  }
  const COLUMNS = columns > 16 * most ? 256 : Math.min(powerOfTwoFrom(columns), 16);
  const LANES = Math.max(1, 128 / COLUMNS);
  return tiled(rows, columns, COLUMNS, LANES, Math.min(rows / (4 * LANES), most));
}

/**
 * For sums over rows (columns in vectors of `width`), `outer` of them side by side. More than one tile
 * means that a second dispatch must add the tiles.
 */
export function columnSums(
  rows: number,
  columns: number,
  width: number,
  { adapterClass, limits }: LaunchContext,
  outer = 1,
): ColumnTiles {
  const most = limits.maxComputeWorkgroupsPerDimension;
  if (adapterClass === 'software') {
    const crowded = outer * columns >= 8 * SOFTWARE_GROUPS;
    const single = crowded || rows * columns * width <= SOFTWARE_SINGLE_STAGE;
    // Two shapes only, since every shape is a kernel to compile: four columns side by side where there are
    // enough of them to go round, else four invocations on one.
    const narrow =
      columns > SOFTWARE_LANES * most ? 256 : outer * columns >= SOFTWARE_GROUPS ? SOFTWARE_LANES : 1;
    const COLUMNS = single ? narrow : Math.min(powerOfTwoFrom(columns), 16);
    const LANES = Math.max(1, SOFTWARE_LANES / COLUMNS);
    const groups = Math.ceil(columns / COLUMNS) * outer;
    return tiled(rows, columns, COLUMNS, LANES, single ? 1 : SOFTWARE_GROUPS / groups);
  }
  const crowded = outer * columns >= 16_384;
  const COLUMNS = crowded ? Math.min(powerOfTwoFrom(columns), 256) : Math.min(powerOfTwoFrom(columns), 4);
  const LANES = Math.max(1, Math.min(256 / COLUMNS, powerOfTwoFrom(rows)));
  const single = crowded || rows <= 64 * LANES;
  return tiled(rows, columns, COLUMNS, LANES, single ? 1 : Math.min(rows / (16 * LANES), 256));
}

/** How the rows of a [rows, columns] matrix are shared out to kernels that work on whole rows. */
export interface RowLanes {
  constants: { LANES: number; ROWS: number };
  workgroups: readonly [number, number, number];
}

/** `columns` in vectors. */
export function rowLanes(rows: number, columns: number, { adapterClass, limits }: LaunchContext): RowLanes {
  const software = adapterClass === 'software';
  const LANES = software ? 1 : Math.min(powerOfTwoUpTo(columns / 2), 128);
  const ROWS = software
    ? Math.min(Math.max(powerOfTwoFrom(rows / SOFTWARE_GROUPS), 4), 16)
    : Math.max(1, 64 / LANES);
  return { constants: { LANES, ROWS }, workgroups: spread(Math.ceil(rows / ROWS), limits) };
}

/** How many invocations share a row of a copy, and the launch of them all. */
export interface RowCopy {
  lanes: number;
  constants: { WORKGROUP: number };
  workgroups: readonly [number, number, number];
}

export function rowCopy(rows: number, inner: number, { adapterClass, limits }: LaunchContext): RowCopy {
  const software = adapterClass === 'software';
  const lanes = Math.max(1, software ? Math.min(Math.ceil((4 * SOFTWARE_GROUPS) / rows), inner) : inner);
  const WORKGROUP = software ? 16 : 64;
  return {
    lanes,
    constants: { WORKGROUP },
    workgroups: spread(Math.ceil((rows * lanes) / WORKGROUP), limits),
  };
}
