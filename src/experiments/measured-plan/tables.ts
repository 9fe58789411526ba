// What ran and what it took, as tables.

import type { ExecutionLayout } from '../../sharding/execution/layout';
import type { DeviceKernelSeconds } from '../../sharding/measured/kernelPhases';
import { copiesMs, kernelMs } from '../../sharding/measured/ranPlanFile';
import { type Finding, findingOf } from '../findings';
import { number, share, text } from '../zionex/columns';
import type { PlanInputs } from './inputs';
import type { RanProblem } from './problem';

export const ranTablesTable = (
  { file, tables }: PlanInputs,
  { layout, batch, lookups }: RanProblem,
): Finding =>
  findingOf(
    {
      ...{ id: 'tables', title: 'The tables as they run' },
      about: `${file}: ${tables.length} tables, a batch of ${batch.toLocaleString('en')} samples. Tables that the adapter cannot hold, or that are larger than the setting, are shrunk, with their cuts and their hot rows in proportion.`,
      columns: [
        ...[text('table', 'table'), number('rows', 'rows'), number('ranRows', 'rows that run')],
        ...[number('columns', 'columns'), number('lookups', 'lookups of the batch')],
      ],
    },
    tables.map(({ name, rows, dimension }, table) => ({
      ...{ table: name, rows, ranRows: layout.tables[table], columns: dimension },
      lookups: lookups.rows[table].length,
    })),
  );

export const devicesTable = (
  { groups }: ExecutionLayout,
  devices: readonly DeviceKernelSeconds[],
  predicted: readonly number[] | undefined,
): Finding =>
  findingOf(
    {
      ...{ id: 'devices', title: 'What every device takes' },
      about:
        'The kernels of each device’s shards, and of its copies of tables that every device has, measured here one device after another. The networks are not run. Predicted: by the measured costs that were given.',
      columns: [
        ...[text('device', 'device'), number('shards', 'shards')],
        ...[number('pooling', 'pooling', 'ms'), number('sums', 'partial sums', 'ms')],
        ...[
          number('update', 'update of shards', 'ms'),
          number('copies', 'copies of tables', 'ms'),
          number('measured', 'all kernels, measured', 'ms'),
        ],
        ...(predicted ? [number('predicted', 'predicted', 'ms'), share('error', 'error')] : []),
      ],
    },
    devices.map((seconds, device) => {
      const measured = kernelMs(seconds);
      const wanted = predicted?.[device];
      return {
        ...{ device: `${device}`, measured, predicted: wanted },
        shards: groups[device].reduce((sum, { shards }) => sum + shards.length, 0),
        ...{ pooling: 1000 * seconds.pooling, sums: 1000 * seconds.reducing },
        ...{ update: 1000 * seconds.shardUpdate, copies: copiesMs(seconds) },
        ...(wanted !== undefined && measured > 0 && { error: wanted / measured - 1 }),
      };
    }),
  );
