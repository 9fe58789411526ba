// The kernels of one virtual device that holds a set of tables: lookups forward, and the update with its sort, alone on
// the GPU, as a plan's devices run them.

import type { TimingOptions } from '../../compile/timePrograms';
import type { Gpu } from '../../gpu/device';
import type { OptimizerConfig } from '../../optim/config';
import { cutTable } from '../execution/cutTable';
import { layoutOf } from '../execution/layout';
import { routeLookups } from '../execution/route';
import type { EmbeddingTable } from '../problem';
import type { DrawnLookups } from './drawLookups';
import type { KernelSeconds } from './kernelPhases';
import { timeDevices } from './planKernels';

export interface SetRun {
  tables: readonly EmbeddingTable[];
  /** Of each table. */
  lookups: readonly DrawnLookups[];
  batch: number;
  optimizer: OptimizerConfig;
  timing: TimingOptions;
}

/** Yields before it begins and between rounds. */
export async function* timeSet(
  gpu: Gpu,
  { tables, lookups, batch, optimizer, timing }: SetRun,
): AsyncGenerator<number, KernelSeconds, void> {
  const dimensions = tables.map(({ dimension }) => dimension);
  const layout = layoutOf({
    ...{ tables: tables.map(({ rows }) => rows), dimensions, dimension: Math.max(...dimensions) },
    ...{ devices: 1, devicesPerHost: 1, batch },
    plan: { tables: tables.map((table, index) => cutTable(index, table, 'table_wise', { devices: [0] })) },
  });
  const routed = routeLookups(layout, {
    offsets: lookups.map(({ offsets }) => offsets),
    rows: lookups.map(({ rows }) => rows),
  });
  const room = lookups.map(({ rows }) => Math.max(1, rows.length));
  const [seconds] = yield* timeDevices(gpu, { layout, routed, lookups: room, optimizer, timing });
  return seconds;
}
