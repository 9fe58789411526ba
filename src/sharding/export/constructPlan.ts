// A plan as calls of the functions that TorchRec's `construct_module_sharding_plan` takes, where they can say it.

import type { Shard, TablePlan } from '../problem';
import type { ExportedPlan } from './exportedModel';
import { filledPython, listOfLines, literal } from './pythonFiles';

export function constructPlan({ plan, tables, modules, topology }: ExportedPlan): string {
  const { ranks, ranksPerHost, device } = topology;
  const calls = plan.tables.map((own) => ({ own, call: callOf(own, ranksPerHost) }));
  const lines = [...new Set(plan.tables.map(({ table }) => modules[table]))].flatMap((path) => [
    `    ${literal(path)}: {`,
    ...calls.flatMap(({ own, call }) =>
      modules[own.table] === path && 'python' in call
        ? [`        ${literal(tables[own.table].name)}: ${call.python},`]
        : [],
    ),
    '    },',
  ]);
  const leftOut = calls.flatMap(({ own, call }) =>
    'reason' in call ? [literal(`${tables[own.table].name}: ${call.reason}`)] : [],
  );
  return filledPython('construct_plan.py', {
    RANKS: literal(ranks),
    RANKS_PER_HOST: literal(ranksPerHost),
    DEVICE: literal(device),
    PLACES: ['{', ...lines, '}'].join('\n'),
    LEFT_OUT: listOfLines(leftOut),
  });
}

/** Python, or why there is none. */
type Call = { python: string } | { reason: string };

function callOf(own: TablePlan, ranksPerHost: number): Call {
  const { shardingType: type, computeKernel: kernel, shards } = own;
  if (own.cacheLoadFactor !== undefined)
    return { reason: 'a cache of a size of its own, for which no function has an argument' };
  const ranks = shards.map(({ device }) => device);
  const hosts = ranks.filter((_, index) => index % ranksPerHost === 0).map((rank) => rank / ranksPerHost);
  const chosen = `compute_kernel=${literal(kernel)}`;
  switch (type) {
    case 'data_parallel':
      return { python: 'data_parallel()' };
    case 'table_wise':
      return { python: `table_wise(rank=${ranks[0]}, ${chosen})` };
    case 'row_wise':
      return equalRows(shards, ranks.length)
        ? { python: `row_wise(${chosen})` }
        : { reason: 'row_wise in blocks of other heights than TorchRec cuts' };
    case 'column_wise':
      return new Set(shards.map(({ columns }) => columns)).size === 1
        ? { python: `column_wise(ranks=${literal(ranks)}, ${chosen})` }
        : { reason: 'column_wise in unequal widths' };
    case 'table_row_wise':
      return kernel === 'fused' && equalRows(shards, ranksPerHost)
        ? { python: `table_row_wise(host_index=${hosts[0]})` }
        : { reason: 'table_row_wise with another kernel, or other heights, than TorchRec takes' };
    case 'grid_shard':
      return { reason: 'grid_shard, whose function chooses the width of its columns itself' };
    default:
      return { reason: 'table_column_wise, which has no function of its own' };
  }
}

/** Whether each block has a whole share of the rows, rounded up, and the last ones what is left. */
function equalRows(shards: readonly Shard[], among: number): boolean {
  const height = shards.reduce((sum, { rows }) => sum + rows, 0);
  const block = Math.ceil(height / among);
  return shards.every(({ rows }, index) => rows === Math.max(0, Math.min(block, height - index * block)));
}
