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
const FEWEST_SAMPLES = 8;
/** As of the setting. */
const MOST_ROWS = 10_000_000;
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

/** What may be measured on an adapter. */
export interface SizesRoom {
  sets: GridRoom;
  plans: GridRoom;
}

/**
 * The sets have every width of the tables and those that columns are cut to, and as many rows, lookups and samples as fit;
 * the plans are of tables of the commonest width, with the rows and samples that fit beside.
 * Throws `ConfigError` where no table is looked up.
 */
export function sizesOfTables(
  settings: CostSettings,
  given: readonly EmbeddingTable[],
  seed: number,
  room: SizesRoom,
): MeasuredSizes {
  const { devices, gridDevices, leastColumns } = settings;
  const used = given.map((table) => table.poolingFactor * table.coverage).filter((lookups) => lookups > 0);
  if (!used.length)
    throw new ConfigError('No table of the file is looked up, so that there is nothing to measure.');
  const widths = widthsOf(given, leastColumns);
  const most = Math.max(...used);
  const largest = Math.min(MOST_ROWS, Math.max(...given.map(({ rows }) => rows)));
  const range = fittingRange(
    {
      ...{ devices: gridDevices, batch: settings.batch, seed },
      ...{ columns: [widths[0], widths.at(-1)!], widths },
      rows: [Math.min(FEWEST_ROWS, largest), largest],
      lookups: [Math.min(Math.max(FEWEST_LOOKUPS, Math.min(...used) / devices), most / 2), most],
      shards: [1, mostShards(given.length, devices)],
    },
    room.sets,
  );
  const { batch, rows, lookups } = range;
  const [mostRows, mostLookups] = [rows[1], lookups[1]];
  const dimension = commonest(given.map((table) => fours(table.dimension)));
  const wanted = { ...settings, dimension, mostRows, mostLookups, batch };
  return { ...fittingPlans(wanted, spreadOver(given, settings.tables), room.plans), range };
}

/** Numbers that the networks read for each vector of a sample, about: those of the interaction and of the top. */
const DENSE_READS = 8;

/** Rows and batch are halved until the plans fit. */
function fittingPlans(
  wanted: CostSettings,
  given: readonly EmbeddingTable[],
  room: GridRoom,
): Omit<MeasuredSizes, 'range'> {
  const { dimension } = wanted;
  const plans = wanted.learntPlans + wanted.plans;
  const sum = (tables: readonly LookedUpTable[], of: (table: LookedUpTable) => number) =>
    tables.reduce((all, table) => all + of(table), 0);
  for (let settings = wanted; ; ) {
    const tables = given.map((table) => sized(table, settings));
    const { batch, mostRows } = settings;
    // A plan may have all tables on one device.
    const bytes = BYTES * dimension * sum(tables, ({ rows }) => rows);
    const moved = dimension * batch * sum(tables, ({ lookups }) => 1 + lookups);
    const read = dimension * batch * sum(tables, ({ lookups }) => lookups + DENSE_READS);
    if ((plans * read > room.readNumbers || BYTES * moved > room.boundBytes) && batch > FEWEST_SAMPLES)
      settings = { ...settings, batch: Math.max(FEWEST_SAMPLES, Math.floor(batch / 2)) };
    else if ((plans * bytes > room.heldBytes || bytes > room.boundBytes) && mostRows > FEWEST_ROWS)
      settings = { ...settings, mostRows: Math.max(FEWEST_ROWS, Math.floor(mostRows / 2)) };
    else return { settings, tables };
  }
}

/** In how many bytes and how much work measuring may go on this adapter. */
export async function roomOn(gpu: Gpu, { rounds }: CostSettings): Promise<SizesRoom> {
  const { limits, adapterClass } = deviceProfile(gpu);
  const { wantedBytes, readNumbers } = mostOf[adapterClass];
  const held = await measureRoom(gpu, wantedBytes);
  const boundBytes = Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize);
  // Half of the work each.
  const own = { boundBytes, readNumbers: readNumbers / (rounds + UNCOUNTED_ROUNDS) / 2 };
  return {
    sets: { ...own, heldBytes: 0.7 * held },
    plans: { ...own, heldBytes: 0.2 * held },
  };
}

/** In which is found how often a kernel runs in a sample. */
const UNCOUNTED_ROUNDS = 5;

/**
 * Of all rounds together: on a software adapter what two cores go through in a minute and a half, on a GPU what takes it
 * about as long; and no more memory than others may spare.
 */
const mostOf = {
  software: { wantedBytes: 2 ** 31, readNumbers: 1e10 },
  hardware: { wantedBytes: 2 ** 33, readNumbers: 2e12 },
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
