// The tables of a document as trained networks are told of them.

import type { EmbeddingTable } from '../problem';
import { evenAccesses } from '../tables/evenAccesses';
import { lookupsOf, type PlannerTable } from '../torchrec/table';

/** Lookups of all features as means over all samples; where nothing is known of accesses, rows are looked up evenly. */
export function networkTable(table: PlannerTable): EmbeddingTable {
  const { name, rows, dimension, bytesPerElement, accesses, features } = table;
  const samples = Math.max(...features.map(({ batch }) => batch));
  const poolingFactor = samples > 0 ? lookupsOf(table).inputs / samples : 0;
  return {
    ...{ name, rows, dimension, bytesPerElement, poolingFactor, coverage: 1 },
    accesses: accesses ?? evenAccesses(rows, poolingFactor),
  };
}
