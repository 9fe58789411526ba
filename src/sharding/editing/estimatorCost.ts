// TorchRec's estimator as a cost model.

import type { CostModel } from '../costModel';
import type { PlannerProblem } from '../torchrec/options';
import { estimatePerf } from '../torchrec/perf';

export const estimatorCost = ({ tables, topology, settings }: PlannerProblem): CostModel => ({
  name: 'TorchRec’s estimator',
  basis: 'modelled',
  shards: ({ table, shardingType, computeKernel, shards }) =>
    estimatePerf(
      {
        ...{ table: tables[table], topology, shardingType, kernel: computeKernel },
        ...{ wire: settings.wire, prefetched: settings.prefetched },
      },
      shards.map(({ rows, columns }) => [rows, columns] as const),
    ),
});
