// Networks that stand for machines where a policy learns: how they are trained, and what they measure.

import { costOfSet, type SetCostModel } from '../../sharding/learned/computeModel';
import type { EmbeddingTable } from '../../sharding/problem';

export const costTraining = { batch: 64, learningRate: 0.002, members: 1, features: 'extended' } as const;

/** A network may predict less than nothing for a tiny set; a machine never measures that. */
const LEAST_MILLISECONDS = 0.01;

/** Milliseconds of a device's set of tables. */
export const measuredBy =
  (machine: SetCostModel) =>
  (set: readonly EmbeddingTable[]): number =>
    Math.max(costOfSet(machine, set), LEAST_MILLISECONDS);
