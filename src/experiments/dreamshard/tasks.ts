// Tasks of the policy: those of a file, or drawn as DreamShard draws them.

import { ConfigError } from '../../base/errors';
import { RandomStream } from '../../base/randomStream';
import type { EmbeddingTable } from '../../sharding/problem';
import { tablesOfTask } from '../../sharding/tables/readTasks';
import type { GivenFiles } from '../neuroshard/inputs';
import type { DreamshardSettings } from './model';

/** DreamShard's: rows of 16 numbers of two bytes. */
export const DIMENSION = 16;
const BYTES_PER_ELEMENT = 2;
const STREAM = 37;

export interface PolicyTasks {
  source: string;
  train: EmbeddingTable[][];
  test: EmbeddingTable[][];
}

/** Without a file the tables are shuffled and halved, so that no tested table was trained on. */
export function policyTasks(
  { tasks: given }: GivenFiles,
  tables: readonly EmbeddingTable[],
  { trainingTasks, testTasks, tablesOfTask: count }: DreamshardSettings,
  seed: number,
): PolicyTasks {
  const placed = tables.map((table) => ({
    ...table,
    ...{ dimension: DIMENSION, bytesPerElement: BYTES_PER_ELEMENT },
  }));
  if (given) {
    const { train, test } = given.content;
    const first = (lists: readonly (readonly number[])[], most: number) =>
      lists.slice(0, most).map((ids) => tablesOfTask(placed, ids));
    return { source: given.file, train: first(train, trainingTasks), test: first(test, testTasks) };
  }
  const half = Math.floor(tables.length / 2);
  if (count > half)
    throw new ConfigError(
      `tablesOfTask = ${count} is more than half of the ${tables.length} tables. Lower it, or raise tables.`,
    );
  const order = new RandomStream(seed, STREAM).permutation(tables.length);
  const drawn = (pool: Uint32Array, tasks: number, of: number) =>
    Array.from({ length: tasks }, (_, task) =>
      [...new RandomStream(seed, STREAM, 1 + task, of).permutation(pool.length).subarray(0, count)].map(
        (place) => placed[pool[place]],
      ),
    );
  return {
    source: `drawn, seed ${seed}, training and test tables apart`,
    train: drawn(order.subarray(0, half), trainingTasks, 0),
    test: drawn(order.subarray(half), testTasks, 1),
  };
}
