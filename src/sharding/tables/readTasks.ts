// Placement tasks: lists of table ids, in two pools, as DreamShard's generator makes them.

import { DataError } from '../../base/errors';
import type { EmbeddingTable } from '../problem';
import { parsedJson } from './records';

/** Each list is one task: ids of the tables to place. */
export interface PlacementTasks {
  train: readonly (readonly number[])[];
  test: readonly (readonly number[])[];
}

/** `tables`: how many there are to name. Throws `DataError` with pool, task and place. */
export function readTasks(file: string, text: string, tables: number): PlacementTasks {
  const json = parsedJson(file, text) as Record<string, unknown> | null;
  return { train: poolOf(file, json, 'train', tables), test: poolOf(file, json, 'test', tables) };
}

function poolOf(
  file: string,
  json: Record<string, unknown> | null,
  pool: 'train' | 'test',
  tables: number,
): number[][] {
  const lists = typeof json === 'object' ? json?.[pool] : undefined;
  if (!Array.isArray(lists) || lists.length === 0)
    throw new DataError(file, pool, 'must be a list of tasks, each a list of table ids');
  return lists.map((ids: unknown, task) => {
    const place = `${pool} task ${task}`;
    if (!Array.isArray(ids) || ids.length === 0)
      throw new DataError(file, place, 'must be a list of table ids');
    const wrong = ids.findIndex((id) => !(Number.isInteger(id) && id >= 0 && id < tables));
    if (wrong >= 0)
      throw new DataError(
        file,
        place,
        `id ${wrong} is ${JSON.stringify(ids[wrong])}; ids are whole numbers from 0 to ${tables - 1}`,
      );
    return ids as number[];
  });
}

/** The tables of a task, in its order; a table named twice is there twice. */
export const tablesOfTask = (tables: readonly EmbeddingTable[], ids: readonly number[]): EmbeddingTable[] =>
  ids.map((id) => tables[id]);
