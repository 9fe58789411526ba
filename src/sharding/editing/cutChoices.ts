// Other ways to cut a table, each over the devices that are least busy without it.

import type { ComputeKernel } from '../problem';
import { allowedKernels, allowedTypes } from '../torchrec/table';
import type { PlanEdit } from './document';
import type { Evaluation } from './evaluation';
import { splitCounts } from './recuts';
import { namedDevices } from './rules';

export interface CutChoice {
  /** What is done: "cutting its columns into 4, over devices 2–5". */
  label: string;
  edit: PlanEdit;
}

const kernelPlaces: Readonly<Record<ComputeKernel, string>> = {
  dense: 'keeping it with the dense parameters',
  fused: 'keeping its rows in device memory',
  fused_uvm: 'keeping its rows in host memory',
  fused_uvm_caching: 'keeping its rows in host memory with a cache',
};

/** All that the device offers but what the table has; whether rules allow it shows when it is tried. */
export function otherCuts(evaluation: Evaluation, table: number): CutChoice[] {
  const { document, tables } = evaluation;
  const { topology, tables: sizes } = document.problem;
  const { ranks, ranksPerHost } = topology;
  const { shardingType, computeKernel, shards } = tables[table].own;
  const banned = new Set(
    document.rules.forbidden.filter((ban) => ban.table === table).map(({ device }) => device),
  );
  const types = allowedTypes(topology);
  const loads = evaluation.devices.map(({ total }) => total);
  for (const { device, total } of tables[table].shards) loads[device] -= total;
  const quietest = [...loads.keys()]
    .filter((device) => !banned.has(device))
    .sort((a, b) => loads[a] - loads[b] || a - b);
  const hosts = Array.from({ length: Math.floor(ranks / ranksPerHost) }, (_, host) =>
    Array.from({ length: ranksPerHost }, (_, index) => host * ranksPerHost + index),
  );
  const busiest = (devices: readonly number[]) => Math.max(...devices.map((device) => loads[device]));
  const quietHost = hosts.reduce((a, b) => (busiest(b) < busiest(a) ? b : a));
  const choices: CutChoice[] = [];
  if (shardingType !== 'table_wise' && quietest.length)
    choices.push({
      label: `leaving it whole, on device ${quietest[0]}`,
      edit: { kind: 'whole', table, device: quietest[0] },
    });
  for (const parts of splitCounts(sizes[table].dimension)) {
    const byColumns = shardingType === 'column_wise' || shardingType === 'table_column_wise';
    if (parts > quietest.length || (byColumns && shards.length === parts)) continue;
    const devices = quietest.slice(0, parts);
    choices.push({
      label: `cutting its columns into ${parts}, over ${namedDevices(devices)}`,
      edit: { kind: 'splitColumns', table, devices },
    });
  }
  if (types.includes('row_wise') && shardingType !== 'row_wise')
    choices.push({
      label: 'cutting its rows over all devices',
      edit: { kind: 'type', table, shardingType: 'row_wise' },
    });
  if (types.includes('table_row_wise') && shardingType !== 'table_row_wise' && hosts.length > 1)
    choices.push({
      label: `cutting its rows over ${namedDevices(quietHost)}`,
      edit: { kind: 'splitRows', table, devices: quietHost },
    });
  if (types.includes('grid_shard') && shardingType !== 'grid_shard' && hosts.length > 1)
    choices.push({
      label: 'cutting its columns over hosts and its rows within each',
      edit: { kind: 'type', table, shardingType: 'grid_shard' },
    });
  if (shardingType !== 'data_parallel')
    choices.push({ label: 'copying it to every device', edit: { kind: 'replicate', table } });
  for (const kernel of allowedKernels(topology, shardingType))
    if (kernel !== computeKernel)
      choices.push({ label: kernelPlaces[kernel], edit: { kind: 'kernel', table, computeKernel: kernel } });
  return choices;
}
