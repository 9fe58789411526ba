// A table of a row split as TorchRec can say it: whole on a device, with a cache of its share of hot rows.

import type { EmbeddingTable, TablePlan } from '../problem';

/** All rows hot: in HBM. None: read in host memory. Else a cache as large as they are. */
export function splitTablePlan(
  table: number,
  { rows, dimension }: Pick<EmbeddingTable, 'rows' | 'dimension'>,
  device: number,
  hotRows: number,
): TablePlan {
  const kernel: Pick<TablePlan, 'computeKernel' | 'cacheLoadFactor'> =
    hotRows === rows
      ? { computeKernel: 'fused' }
      : hotRows === 0
        ? { computeKernel: 'fused_uvm' }
        : { computeKernel: 'fused_uvm_caching', cacheLoadFactor: hotRows / rows };
  return {
    ...{ table, shardingType: 'table_wise', ...kernel },
    shards: [{ device, firstRow: 0, rows, firstColumn: 0, columns: dimension }],
  };
}
