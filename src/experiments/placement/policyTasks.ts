// Tasks of a learned policy: those of a file, or drawn as DreamShard draws them, training and test tables apart.

import { ConfigError } from '../../base/errors';
import { RandomStream } from '../../base/randomStream';
import type { EmbeddingTable } from '../../sharding/problem';
import { tablesOfTask } from '../../sharding/tables/readTasks';
import type { GivenFiles } from '../neuroshard/inputs';

const STREAM = 37;

export interface PolicyTasks {
  source: string;
  train: EmbeddingTable[][];
  test: EmbeddingTable[][];
}

export interface TaskCounts {
  trainingTasks: number;
  testTasks: number;
  tablesOfTask: number;
}

/** `tables`: as they are placed. Without a file they are shuffled and halved, so that no tested table was trained on. */
export function policyTasks(
  { tasks: given }: Pick<GivenFiles, 'tasks'>,
  tables: readonly EmbeddingTable[],
  { trainingTasks, testTasks, tablesOfTask: count }: TaskCounts,
  seed: number,
): PolicyTasks {
  if (given) {
    const { train, test } = given.content;
    const first = (lists: readonly (readonly number[])[], most: number) =>
      lists.slice(0, most).map((ids) => tablesOfTask(tables, ids));
    return { source: given.file, train: first(train, trainingTasks), test: first(test, testTasks) };
  }
  const half = Math.floor(tables.length / 2);
  if (count > half)
    throw new ConfigError(
      `tablesOfTask = ${count} is more than half of the ${tables.length} tables. Lower it, or raise tables.`,
    );
  const order = new RandomStream(seed, STREAM).permutation(tables.length);
  const drawn = (places: Uint32Array, tasks: number, of: number) => {
    const pool = Array.from(places, (place) => tables[place]);
    return Array.from({ length: tasks }, (_, task) =>
      drawTables(pool, count, new RandomStream(seed, STREAM, 1 + task, of)),
    );
  };
  return {
    source: `drawn, seed ${seed}, training and test tables apart`,
    train: drawn(order.subarray(0, half), trainingTasks, 0),
    test: drawn(order.subarray(half), testTasks, 1),
  };
}

/** Different ones; fewer where there are not so many. */
export const drawTables = (
  pool: readonly EmbeddingTable[],
  count: number,
  stream: RandomStream,
): EmbeddingTable[] => Array.from(stream.permutation(pool.length).subarray(0, count), (place) => pool[place]);
