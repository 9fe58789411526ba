// What sets took, as tables.

import { tableBytes } from '../../sharding/problem';
import { type Finding, findingOf } from '../findings';
import { bytes, count, number, share, text } from '../zionex/columns';
import { lookupsOf, type SetProblem } from './problem';
import type { SetResult } from './results';

const BYTES = 4;

export function setsTable(
  { sets, batch, tables }: SetProblem,
  source: string,
  results: readonly SetResult[],
): Finding {
  const rows = tables.reduce((most, table) => Math.max(most, table.rows), 0);
  return findingOf(
    {
      ...{ id: 'sets', title: 'What sets of tables take' },
      about: `${source}, of ${rows.toLocaleString('en')} rows at most as they ran; a batch of ${batch.toLocaleString('en')} samples. The kernels of a device that holds the set, measured here, each set alone. Least squares: of a constant, tables, lookups and elements looked up, fitted to the very sets that it is held against.`,
      columns: [
        ...[text('set', 'set'), number('tables', 'tables'), count('lookups', 'lookups of the batch')],
        ...[bytes('read', 'looked up'), bytes('held', 'rows of the tables')],
        ...[number('pooling', 'forward', 'ms'), number('update', 'backward and update', 'ms')],
        ...[number('measured', 'measured', 'ms'), number('linear', 'least squares', 'ms')],
      ],
    },
    results.map(({ set, seconds, milliseconds, linear }) => {
      const own = sets[set].tables;
      const elements = own.reduce((sum, table) => sum + table.dimension * lookupsOf([table]), 0);
      return {
        ...{ set: `${set}`, tables: own.length, lookups: Math.round(batch * lookupsOf(own)) },
        ...{ read: BYTES * batch * elements, held: own.reduce((sum, table) => sum + tableBytes(table), 0) },
        ...{ pooling: 1000 * seconds.pooling, update: 1000 * seconds.shardUpdate },
        ...{ measured: milliseconds, linear },
      };
    }),
  );
}

export const againTable = (results: readonly SetResult[]): Finding =>
  findingOf(
    {
      ...{ id: 'again', title: 'Sets measured twice' },
      about:
        'The same set at two moments of the run, whose order is random: what differs is the machine, not the set, and no prediction can be nearer.',
      columns: [
        ...[text('set', 'set'), number('measured', 'first', 'ms'), number('again', 'second', 'ms')],
        share('difference', 'second over first, less 1'),
      ],
    },
    results.flatMap(({ set, milliseconds, again }) =>
      again === undefined
        ? []
        : [{ set: `${set}`, measured: milliseconds, again, difference: again / milliseconds - 1 }],
    ),
  );
