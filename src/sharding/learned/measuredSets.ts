// Sets of tables that a run measured on its GPU, as a file: lines as NeuroShard's, and above them, as comments, on what
// they were measured, and checksums of the lines and of the tables that their ids name.

import { checksum } from '../../base/checksum';
import { DataError } from '../../base/errors';
import type { EmbeddingTable } from '../problem';
import { type ComputeSample, costLines } from './readCosts';

/** On what sets were measured. */
export interface MeasuredWith {
  /** "nvidia hopper". */
  adapter: string;
  /** Samples over all devices, whose lookups one device's tables serve. */
  batch: number;
}

/** The same, and the most that any of the sets had: beyond, what was learned of them extrapolates. */
export interface MeasuredOn extends MeasuredWith {
  /** Of a table. */
  rows: number;
  /** Of a table, a sample. */
  lookups: number;
  /** Of a set. */
  tables: number;
}

export const measuredOnSets = (
  { adapter, batch }: MeasuredWith,
  sets: readonly (readonly EmbeddingTable[])[],
): MeasuredOn => {
  const most = (of: (table: EmbeddingTable) => number) =>
    sets.reduce((all, set) => set.reduce((a, table) => Math.max(a, of(table)), all), 0);
  return {
    ...{ adapter, batch, rows: most(({ rows }) => rows) },
    lookups: most(({ poolingFactor, coverage }) => poolingFactor * coverage),
    tables: sets.reduce((all, { length }) => Math.max(all, length), 0),
  };
};

const TITLE = '# Sets of embedding tables, measured on a GPU: ids of tables and dimensions, milliseconds';
const VERSION = '1';
const keys = ['version', 'adapter', 'batch', 'tables', 'sets'] as const;
type Key = (typeof keys)[number];

/** `tables`: which the ids name, as they ran. */
export function measuredSetsText(
  { adapter, batch }: MeasuredWith,
  tables: readonly EmbeddingTable[],
  samples: readonly ComputeSample[],
): string {
  const lines = samples.map(({ ids, milliseconds }) => `task: ${ids} | cost: ${milliseconds}`);
  const said: Record<Key, string | number> = {
    ...{ version: VERSION, adapter, batch },
    ...{ tables: tablesChecksum(tables), sets: checksum(lines.join('\n')) },
  };
  return `${[TITLE, ...keys.map((key) => `# ${key}: ${said[key]}`), ...lines].join('\n')}\n`;
}

/** What counts of tables whose dimensions ids give, whatever the form of their file. */
const tablesChecksum = (tables: readonly EmbeddingTable[]): string =>
  checksum(tables.map(({ rows, poolingFactor, coverage }) => `${rows},${poolingFactor},${coverage}`).join());

/**
 * What a file of costs says of how it was measured; undefined where it says nothing, as those of others. Throws
 * `DataError` where that is damaged, where lines were lost or changed, and where `tables` are not those that were measured.
 */
export function readMeasuredWith(
  file: string,
  text: string,
  tables: readonly EmbeddingTable[],
): MeasuredWith | undefined {
  const said = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const [, key, value] = /^# *(\w+): *(.*?) *$/.exec(line) ?? [];
    if (key) said.set(key, value);
  }
  if (!said.has('sets')) return undefined;
  const missing = keys.find((key) => !said.get(key));
  const refuse = (reason: string): never => {
    throw new DataError(file, 'what it was measured on', reason);
  };
  if (missing) refuse(`lacks ${missing}. Measure the sets again, or get the file again`);
  if (said.get('version') !== VERSION)
    refuse(
      `is of version ${said.get('version')}, not ${VERSION}; measure again with this version of the page`,
    );
  const batch = Number(said.get('batch'));
  if (!(Number.isSafeInteger(batch) && batch > 0)) refuse(`has a batch of ${said.get('batch')}`);
  if (said.get('sets') !== checksum(costLines(text).join('\n')))
    throw new DataError(
      file,
      'sets',
      'are not those that were measured: the file is cut off or changed. Get it again',
    );
  if (said.get('tables') !== tablesChecksum(tables))
    throw new DataError(
      file,
      'tables',
      'that it was measured on are others than those given; give the measured-tables.json of the same run',
    );
  return { adapter: said.get('adapter')!, batch };
}
