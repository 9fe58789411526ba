// The plan as it runs: tables and batch as large as the adapter holds, lookups that are drawn, and where they go.

import { ConfigError } from '../../base/errors';
import { deviceProfile } from '../../compile/program';
import type { Gpu } from '../../gpu/device';
import { copiedGroups } from '../../sharding/execution/copiedGraphs';
import { type ExecutionLayout, layoutOf } from '../../sharding/execution/layout';
import type { TableLookups } from '../../sharding/execution/route';
import { drawLookups, shrunk } from '../../sharding/measured/drawLookups';
import { shrunkPlan } from '../../sharding/measured/shrunkPlan';
import type { EmbeddingTable, Plan } from '../../sharding/problem';
import type { PlanInputs } from './inputs';
import type { RanPlanSettings } from './schema';

export interface RanProblem {
  /** As they run. */
  tables: readonly EmbeddingTable[];
  plan: Plan;
  batch: number;
  layout: ExecutionLayout;
  lookups: TableLookups;
}

const BYTES = 4;
/** A drawn batch may have a few lookups more than the mean. */
const MARGIN = 1.05;

/** Throws `ConfigError` where the plan does not fit its tables or devices. */
export function ranProblem(
  gpu: Gpu,
  { tables, plan }: PlanInputs,
  settings: RanPlanSettings,
  seed: number,
): RanProblem {
  const named = 1 + Math.max(...plan.tables.flatMap(({ shards }) => shards.map(({ device }) => device)));
  const devices = settings.devices || named;
  if (named > devices) throw new ConfigError(`The plan names ${named} devices; there are ${devices}.`);
  const { maxStorageBufferBindingSize: most } = deviceProfile(gpu).limits;
  for (let { mostRows, batch } = settings; ; ) {
    const sized = tables.map((table) => shrunk(table, mostRows));
    const cut = shrunkPlan(plan, rowsOf(tables), rowsOf(sized));
    const { devicesPerHost } = settings;
    const layout = layoutOf({
      ...{ tables: rowsOf(sized), dimension: Math.max(...tables.map(({ dimension }) => dimension)) },
      dimensions: tables.map(({ dimension }) => dimension),
      ...{ devices, devicesPerHost, batch, plan: cut },
    });
    const groups = layout.groups.flat();
    const copies = copiedGroups(layout);
    // The gradients of all copies are one, in whole parts for every device.
    const copied = copies.reduce((sum, { rows, columns }) => sum + rows * columns, 0) + devices;
    const held = BYTES * Math.max(copied, ...groups.map(({ rows, columns }) => rows * columns));
    const perSample = sized.map(({ poolingFactor, coverage }) => poolingFactor * coverage);
    // Vectors that are pooled, and gradients of rows that are looked up, of which there may be as many as lookups.
    const moved = Math.max(
      0,
      ...[
        ...groups.map(({ shards, columns }) => ({ columns, own: shards.map(({ table }) => table) })),
        ...copies.map(({ tables: own, columns }) => ({ columns, own })),
      ].map(({ columns, own }) => {
        const lookups = own.reduce((sum, table) => sum + perSample[table], 0);
        return BYTES * columns * batch * Math.max(own.length, MARGIN * lookups);
      }),
    );
    if (held <= most && moved <= most) return { tables: sized, plan: cut, batch, layout, lookups: drawn() };
    if (held > most) mostRows = Math.floor(mostRows / 2);
    if (moved > most) batch = Math.floor(batch / 2);

    function drawn(): TableLookups {
      const all = sized.map((table, index) => drawLookups(table, { index, batch, seed, step: 0 }));
      return { offsets: all.map(({ offsets }) => offsets), rows: all.map(({ rows }) => rows) };
    }
  }
}

const rowsOf = (tables: readonly EmbeddingTable[]): number[] => tables.map(({ rows }) => rows);
