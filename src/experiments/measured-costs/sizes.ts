// The sizes that are measured: those of the settings, or those of the tables of a file, as far as this GPU holds them.

import { ConfigError } from '../../base/errors';
import { deviceProfile } from '../../compile/program';
import type { Gpu } from '../../gpu/device';
import { measureRoom } from '../../gpu/room';
import { shrunk } from '../../sharding/measured/drawLookups';
import { fittingRange, type GridRoom } from '../../sharding/measured/gridRoom';
import type { GridRange } from '../../sharding/measured/shardGrid';
import type { EmbeddingTable } from '../../sharding/problem';
import { generateTables } from '../../sharding/tables/generate';
import type { CostSettings } from './schema';

export type LookedUpTable = EmbeddingTable & { lookups: number };

export interface MeasuredSizes {
  /** With the dimension, rows, lookups and batch that are measured. */
  settings: CostSettings;
  /** Of the plans that are drawn: all of one dimension. */
  tables: readonly LookedUpTable[];
  /** Of the sets of shards. */
  range: GridRange;
}

const BYTES = 4;
const FEWEST_ROWS = 100;
const FEWEST_LOOKUPS = 0.25;

/** Of tables that are made up, or are those of a file cut to the settings. */
export function sizesOfSettings(
  settings: CostSettings,
  given: readonly EmbeddingTable[] | undefined,
  seed: number,
): MeasuredSizes {
  const { dimension, batch, devices, gridDevices } = settings;
  const defaults = { dimension, bytesPerElement: BYTES };
  const all = given?.slice(0, settings.tables);
  const tables = (all ?? generateTables({ ...defaults, tables: settings.tables, seed })).map((table) =>
    sized(table, settings),
  );
  const rows = Math.max(...tables.map((table) => table.rows));
  const lookups = Math.max(...tables.map((table) => table.lookups));
  return {
    ...{ settings, tables },
    range: {
      ...{ devices: gridDevices, batch, seed, columns: [4, dimension] },
      rows: [Math.min(FEWEST_ROWS, rows), rows],
      lookups: [FEWEST_LOOKUPS, Math.max(2 * FEWEST_LOOKUPS, lookups)],
      shards: [1, mostShards(tables.length, devices)],
    },
  };
}

/**
 * The sets have every width of the tables and those that columns are cut to, and as many rows, lookups and samples as fit
 * in `room`; the plans, of tables of the commonest width, have the same batch and the rows that fit beside.
 * Throws `ConfigError` where no table is looked up.
 */
export function sizesOfTables(
  settings: CostSettings,
  given: readonly EmbeddingTable[],
  seed: number,
  room: GridRoom & { planBytes: number },
): MeasuredSizes {
  const { devices, gridDevices, learntPlans, plans, leastColumns } = settings;
  const used = given.map((table) => table.poolingFactor * table.coverage).filter((lookups) => lookups > 0);
  if (!used.length)
    throw new ConfigError('No table of the file is looked up, so that there is nothing to measure.');
  const widths = widthsOf(given, leastColumns);
  const most = Math.max(...used);
  const dimension = commonest(given.map((table) => fours(table.dimension)));
  const chosen = spreadOver(given, settings.tables);
  const lookupsOf = chosen.map((table) => table.poolingFactor * table.coverage);
  const range = fittingRange(
    {
      ...{ devices: gridDevices, batch: settings.batch, seed },
      ...{ columns: [widths[0], widths.at(-1)!], widths },
      rows: endsOf(
        given.map(({ rows }) => rows),
        FEWEST_ROWS,
      ),
      lookups: [Math.min(Math.max(FEWEST_LOOKUPS, Math.min(...used) / devices), most / 2), most],
      shards: [1, mostShards(given.length, devices)],
    },
    room,
    (learntPlans + plans) * dimension * lookupsOf.reduce((sum, each) => sum + each, 0),
  );
  // Every plan has all of its tables, and one of them may have all on one device.
  const planBytes = Math.min(room.planBytes / (learntPlans + plans), room.boundBytes);
  let [, mostRows] = range.rows;
  const bytes = () => chosen.reduce((sum, { rows }) => sum + BYTES * dimension * Math.min(rows, mostRows), 0);
  while (bytes() > planBytes && mostRows > FEWEST_ROWS) mostRows = Math.max(FEWEST_ROWS, mostRows >> 1);
  const own = { ...settings, dimension, mostRows, mostLookups: range.lookups[1], batch: range.batch };
  return { settings: own, tables: chosen.map((table) => sized(table, own)), range };
}

/** In how many bytes and how much work measuring may go on this adapter. */
export async function roomOn(gpu: Gpu): Promise<GridRoom & { planBytes: number }> {
  const { limits, adapterClass } = deviceProfile(gpu);
  const { wantedBytes, readNumbers } = wanted[adapterClass];
  // Tensors that are small beside it are there too.
  const all = await measureRoom(gpu, wantedBytes);
  return {
    boundBytes: Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize),
    ...{ heldBytes: all / 2, planBytes: all / 4, readNumbers },
  };
}

/**
 * On a software adapter, what two cores go through in three minutes of the default rounds. A GPU is given what takes it
 * about as long, and no more memory than others may spare.
 */
const wanted = {
  software: { wantedBytes: 2 ** 30, readNumbers: 2 ** 28 },
  hardware: { wantedBytes: 2 ** 33, readNumbers: 2 ** 36 },
} as const;

function sized(table: EmbeddingTable, { dimension, mostRows, mostLookups }: CostSettings): LookedUpTable {
  const own = shrunk({ ...table, dimension, bytesPerElement: BYTES }, mostRows);
  const poolingFactor = Math.min(own.poolingFactor, mostLookups);
  return { ...own, poolingFactor, lookups: poolingFactor * own.coverage };
}

/** Some crowd a device. */
const mostShards = (tables: number, devices: number): number =>
  Math.max(2, Math.ceil((2 * tables) / Math.sqrt(devices)));

/** Widths of shards are multiples of four. */
const fours = (columns: number): number => Math.max(4, 4 * Math.ceil(columns / 4));

/** Of the tables, and halves of them down to the narrowest shard; ascending. */
function widthsOf(tables: readonly EmbeddingTable[], leastColumns: number): number[] {
  const widths = new Set<number>();
  for (const { dimension } of tables) {
    widths.add(fours(dimension));
    for (let width = dimension / 2; width >= leastColumns; width /= 2) widths.add(fours(width));
  }
  return [...widths].sort((a, b) => a - b);
}

/** The wider of such that are as common. */
function commonest(widths: readonly number[]): number {
  const count = (width: number) => widths.filter((other) => other === width).length;
  return widths.reduce((a, b) => ((count(b) - count(a) || b - a) > 0 ? b : a));
}

/** So many of them, from the least to the most looked up. */
function spreadOver(tables: readonly EmbeddingTable[], count: number): EmbeddingTable[] {
  if (tables.length <= count) return [...tables];
  const ordered = tables.toSorted((a, b) => a.poolingFactor * a.coverage - b.poolingFactor * b.coverage);
  const place = (index: number) => Math.round((index * (tables.length - 1)) / (count - 1));
  return Array.from({ length: count }, (_, index) => ordered[place(index)]);
}

function endsOf(rows: readonly number[], least: number): [number, number] {
  const most = Math.max(...rows);
  return [Math.min(least, most), most];
}
