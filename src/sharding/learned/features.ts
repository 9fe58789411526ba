// What a network that predicts the cost of embedding tables is told of each of them.

import type { EmbeddingTable } from '../problem';
import { binOfCount } from '../tables/poissonBins';
import { ACCESS_BINS, SAMPLE_BATCH } from '../tables/profiles';

export const featureSets = ['published', 'extended'] as const;
/** `published`: the 20 of NeuroShard. `extended`: these, and what they say of the work and of the memory in use. */
export type FeatureSet = (typeof featureSets)[number];

const publishedNames = [
  ...Array.from({ length: ACCESS_BINS }, (_, k) => `bin_${k}`),
  'dimension',
  'pooling',
  'rows',
];
const extendedNames = [
  'elements looked up a sample',
  'elements of distinct rows',
  'log dimension',
  'log pooling',
  'log rows',
  'log elements looked up',
  'log elements of distinct rows',
];

export const featureNames = (set: FeatureSet): readonly string[] =>
  set === 'published' ? publishedNames : [...publishedNames, ...extendedNames];

/**
 * NeuroShard's features (Zha et al. 2023): of the rows that a batch looks up, the share that it looks up once, twice,
 * 3 to 4 times, …; elements of a row; lookups a sample; rows. As they are: networks scale them.
 */
export function tableFeatures(table: EmbeddingTable, set: FeatureSet): Float64Array {
  const { accesses, dimension, poolingFactor, coverage, rows } = table;
  const pooling = poolingFactor * coverage;
  const features = new Float64Array(featureNames(set).length);
  const pieces = accesses?.pieces ?? [];
  const distinct = pieces.reduce((sum, piece) => sum + piece.rows, 0);
  // A piece's mean count may lie at the end of its bin but for rounding.
  for (const piece of pieces)
    features[binOfCount((piece.accesses / piece.rows) * (1 - 1e-9))] += piece.rows / distinct;
  features.set([dimension, pooling, rows], ACCESS_BINS);
  if (set === 'extended') {
    const lookups = pooling * SAMPLE_BATCH;
    const held = Math.min(distinct || lookups, rows) * dimension;
    features.set(
      [
        pooling * dimension,
        held,
        Math.log2(dimension),
        Math.log1p(pooling),
        Math.log(rows),
        Math.log1p(lookups * dimension),
        Math.log1p(held),
      ],
      publishedNames.length,
    );
  }
  return features;
}
