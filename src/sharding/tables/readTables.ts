// Files of embedding tables. Fields go by the names that published files give them, so that one reader takes the
// features and the access statistics of Meta's 856 tables, AutoShard's table_configs.json, MLPerf's list and CSV.

import { DataError } from '../../base/errors';
import type { AccessProfile, EmbeddingTable } from '../problem';
import { type PlacedRecord, RecordReader } from './checked';
import { ACCESS_BINS, profileOf, profileOfShares, SAMPLE_BATCH } from './profiles';
import { recordsOf } from './records';

/** What files leave open. */
export interface TableDefaults {
  /** Elements of a row. */
  dimension: number;
  bytesPerElement: number;
}

const names = {
  name: ['name', 'id', 'index'],
  rows: ['rows', 'row', 'num_embeddings', 'hash_size'],
  pooling: ['pooling', 'pooling_factor', 'poolingFactor'],
  dimension: ['dimension', 'dim', 'embedding_dim'],
  bytesPerElement: ['bytesPerElement', 'bytes_per_element'],
  coverage: ['coverage'],
  unseen: ['unseen', 'good_turing_unseen'],
};

const binNames = Array.from({ length: ACCESS_BINS }, (_, k) => `bin_${k}`);

/**
 * Tables in the order of the file. Mean lookups are of a sample that has the feature; a file without coverage counts
 * all samples, and coverage is 1. Throws `DataError` that names file, table and field.
 */
export function readTables(file: string, text: string, defaults: TableDefaults): EmbeddingTable[] {
  return recordsOf(file, text).map((placed, index) => tableOf(file, placed, index, defaults));
}

/** Plans tell tables apart by their names. Throws `DataError` where two have one. */
export function distinctlyNamed(tables: EmbeddingTable[], file: string): EmbeddingTable[] {
  const seen = new Set<string>();
  for (const { name } of tables) {
    if (seen.has(name)) throw new DataError(file, name, 'is the name of two tables');
    seen.add(name);
  }
  return tables;
}

function tableOf(
  file: string,
  { record, place }: PlacedRecord,
  index: number,
  defaults: TableDefaults,
): EmbeddingTable {
  const reader = new RecordReader(file, place, record);
  const whole = (maximum: number) => ({ minimum: 1, maximum, integer: true });
  const rows = reader.requiredNumber(names.rows, whole(2 ** 48));
  const poolingFactor = reader.requiredNumber(names.pooling, { minimum: 0, maximum: 1e6 });
  const accesses = profileIn(reader, rows, poolingFactor);
  return {
    name: reader.text(names.name) ?? `${index}`,
    rows,
    dimension: reader.number(names.dimension, whole(65_536)) ?? defaults.dimension,
    bytesPerElement:
      reader.number(names.bytesPerElement, { minimum: 0.125, maximum: 16 }) ?? defaults.bytesPerElement,
    poolingFactor,
    coverage: reader.number(names.coverage, { minimum: 0, maximum: 1 }) ?? 1,
    ...(accesses && { accesses }),
  };
}

/** Undefined where the file says nothing of how often rows are looked up. */
function profileIn(reader: RecordReader, rows: number, pooling: number): AccessProfile | undefined {
  const perBin = reader.numbers('rows_per_bin');
  if (perBin) return countedProfile(reader, rows, pooling, perBin);
  if (reader.nameOf(binNames) === undefined) return undefined;
  const shares = binNames.map((name) => reader.requiredNumber([name], { minimum: 0, maximum: 1 }));
  const sum = shares.reduce((total, share) => total + share, 0);
  if (pooling > 0 && Math.abs(sum - 1) > 1e-3)
    reader.fail(
      `bin_0 to bin_${ACCESS_BINS - 1} add up to ${sum.toPrecision(4)}; shares of rows add up to 1`,
    );
  return profileOfShares(shares, pooling * SAMPLE_BATCH, rows);
}

function countedProfile(
  reader: RecordReader,
  rows: number,
  pooling: number,
  perBin: readonly number[],
): AccessProfile {
  const accesses = reader.numbers('acc_per_bin') ?? reader.fail('has rows_per_bin but lacks acc_per_bin');
  if (accesses.length !== perBin.length)
    reader.fail(`rows_per_bin has ${perBin.length} bins, acc_per_bin has ${accesses.length}`);
  const seen = perBin.reduce((total, count) => total + count, 0);
  // Counts are rounded to tenths in the published file.
  if (seen > rows + perBin.length) reader.fail(`rows_per_bin adds up to ${seen}; the table has ${rows} rows`);
  const profile = profileOf(perBin, accesses, reader.number(names.unseen, { minimum: 0, maximum: 1 }) ?? 0);
  if (pooling > 0 && profile.pieces.length === 0) reader.fail('is looked up, yet its bins are empty');
  return profile;
}
