// Plans, edits and their parts in words.

import type { PlanDocument, PlanEdit } from '../../sharding/editing/document';
import type { ComputeKernel, ShardingType, TablePlan } from '../../sharding/problem';

export const typeTitles: Readonly<Record<ShardingType, string>> = {
  data_parallel: 'copied to every device',
  table_wise: 'whole',
  column_wise: 'cut by columns',
  row_wise: 'cut by rows',
  table_row_wise: 'cut by rows within a host',
  table_column_wise: 'cut by columns within a host',
  grid_shard: 'cut by columns and rows',
};

export const kernelTitles: Readonly<Record<ComputeKernel, string>> = {
  dense: 'Dense, in HBM',
  fused: 'Fused, in HBM',
  fused_uvm: 'Fused, in host memory',
  fused_uvm_caching: 'Fused, host memory and cache',
};

export const tableName = ({ problem }: PlanDocument, table: number): string => problem.tables[table].name;

/** "row 3/8": which part of its table a shard is; empty for a whole table. */
export function cutName({ shardingType, shards }: TablePlan, shard: number): string {
  if (shards.length === 1) return '';
  const place = `${shard + 1}/${shards.length}`;
  if (shardingType === 'data_parallel') return 'copy';
  if (shardingType === 'grid_shard') return `part ${place}`;
  return `${shardingType.includes('column') ? 'cols' : 'rows'} ${place}`;
}

export const shardName = (document: PlanDocument, table: number, shard: number): string =>
  [tableName(document, table), cutName(document.plan.tables[table], shard)].filter(Boolean).join(' ');

/** "Move t_cat_3 to device 5". */
export function editName(document: PlanDocument, edit: PlanEdit): string {
  if (edit.kind === 'together') {
    const names = edit.tables.map((table) => tableName(document, table));
    return `${edit.joined ? 'Put together' : 'Let apart'} ${names.join(' and ')}`;
  }
  const name = tableName(document, edit.table);
  switch (edit.kind) {
    case 'move':
      return `Move ${shardName(document, edit.table, edit.shard)} to device ${edit.device}`;
    case 'swap':
      return `Swap ${shardName(document, edit.table, edit.shard)} with ${shardName(document, edit.otherTable, edit.otherShard)}`;
    case 'splitColumns':
      return `Cut ${name} into ${edit.devices.length} by columns`;
    case 'splitRows':
      return `Cut ${name} into ${edit.devices.length} by rows`;
    case 'whole':
      return `Put ${name} whole on device ${edit.device}`;
    case 'replicate':
      return `Copy ${name} to every device`;
    case 'type':
      return `Make ${name} ${typeTitles[edit.shardingType]}`;
    case 'kernel':
      return `${name}: ${kernelTitles[edit.computeKernel].toLowerCase()}`;
    case 'cache':
      return `Cache ${Number((100 * edit.cacheLoadFactor).toPrecision(3))} % of ${name}`;
    case 'pin':
      return `${edit.pinned ? 'Pin' : 'Unpin'} ${name}`;
    case 'forbid':
      return `${edit.forbidden ? 'Keep' : 'Allow'} ${name} ${edit.forbidden ? 'off' : 'on'} device ${edit.device}`;
  }
}
