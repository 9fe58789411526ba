// Tasks of the policy, with rows as DreamShard places them.

import type { EmbeddingTable } from '../../sharding/problem';
import type { GivenFiles } from '../neuroshard/inputs';
import { type PolicyTasks, policyTasks, type TaskCounts } from '../placement/policyTasks';

/** DreamShard's: rows of 16 numbers of two bytes. */
export const DIMENSION = 16;
const BYTES_PER_ELEMENT = 2;

export const dreamshardTasks = (
  given: GivenFiles,
  tables: readonly EmbeddingTable[],
  counts: TaskCounts,
  seed: number,
): PolicyTasks => {
  const row = { dimension: DIMENSION, bytesPerElement: BYTES_PER_ELEMENT };
  const placed = tables.map((table) => ({ ...table, ...row }));
  return policyTasks(given, placed, counts, seed);
};
