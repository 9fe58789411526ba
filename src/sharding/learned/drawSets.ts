// Sets of tables to learn costs from, drawn by NeuroShard's recipe: so many tables at random, each with a random dimension.

import { RandomStream } from '../../base/randomStream';
import { type EmbeddingTable, tableBytes } from '../problem';
import { idDimensions } from './readCosts';

export interface SetRecipe {
  sets: number;
  /** Of a set; every number from 1 up is as likely as any other. At most `MOST_TABLES`. */
  mostTables: number;
  /** A set takes no further table that would make it larger; one table it has. */
  largestBytes: number;
  /** The same of its tables of one dimension; default: no limit of their own. */
  largestOfDimension?: number;
  seed: number;
}

/** NeuroShard's sets: up to fifteen tables that fit into four gigabytes together. */
export const publishedSets = { mostTables: 15, largestBytes: 4 * 2 ** 30 } as const;

const STREAM = 33;
/** Of a set: its size, then a dimension and a table for each slot, then a normal number. */
const DRAWS = 64;

export const MOST_TABLES = DRAWS / 2 - 1;

export interface DrawnSet {
  /** As files of costs name tables and dimensions (readCosts.ts). */
  ids: readonly number[];
  /** A standard normal number of its own, for a made-up error. */
  normal: number;
}

/** The same seed gives the same sets, whatever their number. */
export function drawnSets(
  tables: readonly EmbeddingTable[],
  { sets, mostTables, largestBytes, largestOfDimension = largestBytes, seed }: SetRecipe,
): DrawnSet[] {
  const stream = new RandomStream(seed, STREAM);
  return Array.from({ length: sets }, (_, set) => {
    const draw = (index: number) => stream.uniform(set * DRAWS + index);
    const ids: number[] = [];
    const bytes = idDimensions.map(() => 0);
    let all = 0;
    const size = 1 + Math.floor(mostTables * draw(0));
    for (let slot = 0; slot < size; slot++) {
      const width = Math.floor(draw(1 + 2 * slot) * idDimensions.length);
      const table = Math.floor(draw(2 + 2 * slot) * tables.length);
      const own = tableBytes({ ...tables[table], dimension: idDimensions[width] });
      all += own;
      bytes[width] += own;
      if ((all > largestBytes || bytes[width] > largestOfDimension) && ids.length > 0) break;
      ids.push(width * tables.length + table);
    }
    return { ids, normal: stream.normal(set * DRAWS + DRAWS - 1) };
  });
}
