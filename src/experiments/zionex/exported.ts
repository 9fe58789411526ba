// The plan and its model as TorchRec takes them, to train under it on devices that are not virtual.

import type { ExportedOptimizer, ExportedPlan } from '../../sharding/export/exportedModel';
import type { Plan } from '../../sharding/problem';
import { plannerTable } from '../../sharding/torchrec/table';
import type { ZionexProblem } from './problem';
import type { ZionexSettings } from './schema';

const MODULE_PATH = 'sparse_arch.embedding_bag_collection';

export function exportedPlan({ tables, model, settings, log }: ZionexProblem, plan: Plan): ExportedPlan {
  const { devices, devicesPerHost, batch, learningRate, tableOptimizer } = settings;
  return {
    plan,
    tables: tables.map(({ name, rows, dimension, lookups }) =>
      plannerTable(
        { name, rows, dimension, bytesPerElement: 4, poolingFactor: lookups, coverage: 1 },
        Math.ceil(batch / devices),
      ),
    ),
    modules: tables.map(() => MODULE_PATH),
    run: log.run,
    topology: { device: 'cuda', ranks: devices, ranksPerHost: Math.min(devices, devicesPerHost) },
    denseFeatures: model.dense,
    bottom: model.bottom.slice(0, -1),
    top: model.top.slice(0, -1),
    ...{ optimizer: optimizers[tableOptimizer], learningRate },
  };
}

const optimizers: Readonly<Record<ZionexSettings['tableOptimizer'], ExportedOptimizer>> = {
  ...{ rowWiseAdagrad: 'row_wise_adagrad', adagrad: 'adagrad', sgd: 'sgd' },
};
