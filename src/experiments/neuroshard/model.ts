// From settings and files to what is learned and what is searched.

import { ConfigError } from '../../base/errors';
import { type MeasuredSets, setsOfIds } from '../../sharding/learned/computeModel';
import type { FitOptions } from '../../sharding/learned/fit';
import { type MeasuredOn, measuredOnSets } from '../../sharding/learned/measuredSets';
import { STAND_IN_NOISE, standInSets } from '../../sharding/learned/standIn';
import { drawnTasks, withDrawnDimensions } from '../../sharding/neuroshard/tasks';
import type { EmbeddingTable } from '../../sharding/problem';
import { generateTables } from '../../sharding/tables/generate';
import { tablesOfTask } from '../../sharding/tables/readTasks';
import type { ConfigOf } from '../schema';
import { BYTES_PER_ELEMENT, type GivenFiles } from './inputs';
import type { schema } from './schema';

export type NeuroshardSettings = ConfigOf<typeof schema>;

/** How networks are trained. */
export type TrainingSettings = Pick<
  NeuroshardSettings,
  'seeds' | 'epochs' | 'batch' | 'learningRate' | 'members'
>;

export interface Costs extends MeasuredSets {
  /** Where they come from, for people. */
  source: string;
  /** Whether somebody measured them. */
  measured: boolean;
  /** Where their file says it. */
  measuredOn?: MeasuredOn;
}

const MADE_UP_DIMENSION = 16;

export const tablesFor = (
  { tables: given }: GivenFiles,
  { tables }: Pick<NeuroshardSettings, 'tables'>,
  seed: number,
) =>
  given?.content ??
  generateTables({ tables, seed, dimension: MADE_UP_DIMENSION, bytesPerElement: BYTES_PER_ELEMENT });

export function costsFor(
  { compute }: GivenFiles,
  tables: readonly EmbeddingTable[],
  { samples }: Pick<NeuroshardSettings, 'samples'>,
  seed: number,
): Costs {
  if (compute) {
    const count = compute.content.length;
    if (count < 20)
      throw new ConfigError(`${compute.file} holds ${count} samples; ten splits of it need at least 20.`);
    const sets = setsOfIds(compute.content, tables);
    const { measuredWith: own, file } = compute;
    if (!own) return { ...sets, source: `measured, ${file}`, measured: true };
    const source = `measured on ${own.adapter}, ${own.batch.toLocaleString('en')} samples, ${file}`;
    return { ...sets, source, measured: true, measuredOn: measuredOnSets(own, sets.sets) };
  }
  const noise = `${100 * STAND_IN_NOISE} % noise`;
  return {
    ...standInSets(tables, samples, seed),
    source: `modelled from bytes, a shared cache and bandwidths, with ${noise}`,
    measured: false,
  };
}

export const fitOptions = (settings: TrainingSettings, seed: number): FitOptions => {
  const { epochs, batch, learningRate, members } = settings;
  return { seed, epochs, batch, learningRate, members };
};

export interface Tasks {
  source: string;
  tasks: EmbeddingTable[][];
}

/** Throws `ConfigError` where tables are too large for the devices. */
export function tasksFor(
  { tasks: given }: GivenFiles,
  tables: readonly EmbeddingTable[],
  { tasks, devices, memory, largestDimension }: NeuroshardSettings,
  seed: number,
): Tasks {
  const largest = Number(largestDimension);
  if (given) {
    const lists = given.content.test.slice(0, tasks);
    return {
      source: `the first ${lists.length} test tasks of ${given.file}, dimensions drawn with seed ${seed}`,
      tasks: lists.map((ids, task) =>
        withDrawnDimensions(tablesOfTask(tables, ids), largest, seed, task).map((table) => ({
          ...table,
          bytesPerElement: BYTES_PER_ELEMENT,
        })),
      ),
    };
  }
  const recipe = { tasks, largestDimension: largest, memoryBytes: devices * memory * 2 ** 30, seed };
  const drawn = drawnTasks(tables, recipe);
  if (!drawn)
    throw new ConfigError(
      `No ten of the tables fit into ${devices} devices of ${memory} GiB. Raise memory or lower largestDimension.`,
    );
  return { source: `drawn by NeuroShard’s recipe, seed ${seed}`, tasks: drawn };
}
