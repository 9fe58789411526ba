// Tasks of AutoShard's policy: tables whose rows have 16 or 32 numbers of two bytes; and tasks of the same unseen tables
// with other counts.

import { RandomStream } from '../../base/randomStream';
import type { EmbeddingTable } from '../../sharding/problem';
import type { GivenFiles } from '../neuroshard/inputs';
import { drawTables, type PolicyTasks, policyTasks, type TaskCounts } from '../placement/policyTasks';

export const DIMENSIONS = [16, 32] as const;
const BYTES_PER_ELEMENT = 2;
const DIMENSION_STREAM = 39;
const COUNT_STREAM = 40;

/** Each table draws its dimension once. */
export function autoshardTasks(
  given: Pick<GivenFiles, 'tasks'>,
  tables: readonly EmbeddingTable[],
  counts: TaskCounts,
  seed: number,
): PolicyTasks {
  const stream = new RandomStream(seed, DIMENSION_STREAM);
  const placed = tables.map((table) => ({
    ...table,
    ...{ dimension: DIMENSIONS[stream.integer(DIMENSIONS.length)], bytesPerElement: BYTES_PER_ELEMENT },
  }));
  return policyTasks(given, placed, counts, seed);
}

/** `tasks` drawings of `count` different tables; fewer tables where there are not so many. */
export const tasksOfCount = (
  tables: readonly EmbeddingTable[],
  count: number,
  tasks: number,
  seed: number,
): EmbeddingTable[][] =>
  Array.from({ length: tasks }, (_, task) =>
    drawTables(tables, count, new RandomStream(seed, COUNT_STREAM, count, task)),
  );
