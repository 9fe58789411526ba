// What AutoShard (Zha et al. 2022, KDD) tells its networks of a table: dimension, rows, lookups a sample, gigabytes, and of
// the rows that a batch looks up the share that it looks up once, twice, 3 to 4 times, and so on.

import { tableFeatures } from '../learned/features';
import { type Scaling, scaled, scalingOf } from '../learned/scaling';
import { type EmbeddingTable, tableBytes } from '../problem';
import { ACCESS_BINS } from '../tables/profiles';

export const AUTOSHARD_FEATURES = 4 + ACCESS_BINS;
/** Dimension, rows and lookups are scaled, by the training tables; the rest is small as it is. */
const SCALED = 3;
/** As published: rows are taken to be at least so many, and lookups are cut to whole numbers. */
const LEAST_ROWS = 100;
const GIGABYTE = 1e9;

export const gigabytesOf = (table: EmbeddingTable): number => tableBytes(table) / GIGABYTE;

export function autoShardFeatures(table: EmbeddingTable): Float64Array {
  const features = new Float64Array(AUTOSHARD_FEATURES);
  const { dimension, rows, poolingFactor, coverage } = table;
  features.set([
    dimension,
    Math.max(LEAST_ROWS, rows),
    Math.trunc(poolingFactor * coverage),
    gigabytesOf(table),
  ]);
  features.set(tableFeatures(table, 'published').subarray(0, ACCESS_BINS), AUTOSHARD_FEATURES - ACCESS_BINS);
  return features;
}

export function autoShardScaling(training: readonly EmbeddingTable[]): Scaling {
  const { means, deviations } = scalingOf(training.map(autoShardFeatures), AUTOSHARD_FEATURES);
  return {
    means: means.map((mean, column) => (column < SCALED ? mean : 0)),
    deviations: deviations.map((deviation, column) => (column < SCALED ? deviation : 1)),
  };
}

export const autoShardRow = (table: EmbeddingTable, scaling: Scaling): Float64Array =>
  scaled(autoShardFeatures(table), scaling);
