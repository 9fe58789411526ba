// Tasks for the search after NeuroShard's recipe: so many tables drawn from a list, each with a random dimension.

import { RandomStream } from '../../base/randomStream';
import { type EmbeddingTable, tableBytes } from '../problem';

const STREAM = 34;
const DIMENSION_STREAM = 35;
const FEWEST = 10;
const MOST = 60;
/** Of all memory: NeuroShard draws again above 15 of 16 gigabytes. */
const FULLEST = 15 / 16;
const TRIES = 1000;
const LEAST_DIMENSION = 4;

/** 4, 8, … up to `largest`. */
export function dimensionsUpTo(largest: number): number[] {
  const all: number[] = [];
  for (let dimension = LEAST_DIMENSION; dimension <= largest; dimension *= 2) all.push(dimension);
  return all;
}

export interface TaskRecipe {
  tasks: number;
  largestDimension: number;
  /** Of all devices together. */
  memoryBytes: number;
  seed: number;
}

/** From 10 to 59 tables a task, a table twice where it is drawn twice. Undefined where tables are too large to fit. */
export function drawnTasks(
  tables: readonly EmbeddingTable[],
  { tasks, largestDimension, memoryBytes, seed }: TaskRecipe,
): EmbeddingTable[][] | undefined {
  const dimensions = dimensionsUpTo(largestDimension);
  const made: EmbeddingTable[][] = [];
  for (let task = 0; task < tasks; task++) {
    let found: EmbeddingTable[] | undefined;
    for (let attempt = 0; attempt < TRIES && !found; attempt++) {
      const stream = new RandomStream(seed, STREAM, task, attempt);
      const count = FEWEST + stream.integer(MOST - FEWEST);
      const drawn = Array.from({ length: count }, () => ({
        ...tables[stream.integer(tables.length)],
        dimension: dimensions[stream.integer(dimensions.length)],
      }));
      if (drawn.reduce((sum, table) => sum + tableBytes(table), 0) <= FULLEST * memoryBytes) found = drawn;
    }
    if (!found) return undefined;
    made.push(found);
  }
  return made;
}

/** A task's tables with random dimensions in the place of their own. */
export function withDrawnDimensions(
  tables: readonly EmbeddingTable[],
  largestDimension: number,
  seed: number,
  task: number,
): EmbeddingTable[] {
  const dimensions = dimensionsUpTo(largestDimension);
  const stream = new RandomStream(seed, DIMENSION_STREAM, task);
  return tables.map((table) => ({ ...table, dimension: dimensions[stream.integer(dimensions.length)] }));
}
