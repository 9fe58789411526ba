// The plans of a run, as they leave it.

import type { ExportedOptimizer, PlacedModules, TrainedBy } from '../../sharding/export/exportedModel';
import { planOf } from '../../sharding/torchrec/contract';
import type { PlacedOption } from '../../sharding/torchrec/options';
import type { PlannerSettings, Planning } from './model';

/** `modules`: where the module of each table of the problem lies. */
export const leaving = (
  placed: readonly PlacedOption[],
  { problem: { tables, topology } }: Pick<Planning, 'problem'>,
  modules: readonly string[],
): PlacedModules => ({ plan: planOf(placed), tables, modules, topology });

/** What the planner is not told of: layers of the usual size for a DLRM. */
export const trainedBy = ({ optimizer }: PlannerSettings): TrainedBy => ({
  ...{ denseFeatures: 13, bottom: [512, 256], top: [512, 256] },
  ...{ optimizer: optimizers[optimizer], learningRate: 0.05 },
});

const optimizers: Readonly<Record<PlannerSettings['optimizer'], ExportedOptimizer>> = {
  ...{ none: 'row_wise_adagrad', row_wise_adagrad: 'row_wise_adagrad' },
  ...{ sgd: 'sgd', adam: 'adam', other: 'adagrad' },
};
