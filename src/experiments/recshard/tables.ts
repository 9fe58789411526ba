// How strategies compare, and how the search went, as tables.

import { formatBytes, formatScaled } from '../../base/format';
import type { SplitProgress } from '../../sharding/recshard/solve';
import { secondsOf } from '../../sharding/recshard/splitPlan';
import type { SplitProblem } from '../../sharding/recshard/splitProblem';
import { type Finding, type FindingColumn, findingOf } from '../findings';
import type { RecshardSettings } from './model';
import type { Strategy } from './strategies';

const milliseconds = (key: string, title: string): FindingColumn => ({
  key,
  title,
  kind: 'number',
  unit: 'ms',
});
const MODELLED =
  'Modelled: bytes of the rows looked up in a batch, over the bandwidth of the memory they lie in.';

const numbersOf = ({ summary, seconds }: Strategy, lookups: number) => ({
  ...(summary && {
    maximum: 1000 * summary.maximum,
    minimum: 1000 * summary.minimum,
    mean: 1000 * summary.mean,
    deviation: 1000 * summary.deviation,
    slow: summary.slowLookups,
    slowShare: lookups > 0 ? summary.slowLookups / lookups : 0,
  }),
  seconds,
});

const summaryColumns: FindingColumn[] = [
  milliseconds('maximum', 'Slowest device'),
  milliseconds('minimum', 'Fastest'),
  milliseconds('mean', 'Mean'),
  milliseconds('deviation', 'Standard deviation'),
  { key: 'slow', title: 'Lookups in slow memory', kind: 'count' },
  { key: 'slowShare', title: 'Of all lookups', kind: 'share' },
  { key: 'seconds', title: 'Planning, measured', kind: 'number', unit: 's' },
];

const lookupsOf = ({ tables }: SplitProblem) => tables.reduce((sum, { lookups }) => sum + lookups, 0);

export function strategiesTable(
  strategies: readonly Strategy[],
  problem: SplitProblem,
  source: string,
  { accounting }: RecshardSettings,
): Finding {
  const { tables, devices, device } = problem;
  const bytes = tables.reduce((sum, { rows, rowBytes }) => sum + rows * rowBytes, 0);
  const fast = devices * device.fastBytes;
  const about = {
    id: 'strategies',
    title: 'Strategies',
    about: `${tables.length} tables, ${source}: ${formatBytes(bytes)}, ${formatScaled(lookupsOf(problem), '').trim()} lookups a batch, fast memory for ${((100 * fast) / bytes).toPrecision(3)} % of it on ${devices} devices. ${MODELLED} Rows the sample did not show ${accounting === 'inSample' ? 'are taken never to be looked up' : 'are charged for'}. All but the row split place whole tables; all but the one told of both memories balance without a look at them and spill what a device has no room for.`,
    columns: [
      { key: 'strategy', title: 'Strategy', kind: 'text' },
      ...summaryColumns,
    ] satisfies FindingColumn[],
  };
  return findingOf(
    about,
    strategies.map((strategy) => ({ strategy: strategy.name, ...numbersOf(strategy, lookupsOf(problem)) })),
  );
}

export function ablationTable(rows: readonly Strategy[], problem: SplitProblem): Finding {
  const about = {
    id: 'ablation',
    title: 'What the plan knows',
    about:
      'Row splits that take what they do not know to be 1 for every table, judged by what is true. Files that give lookups a sample, and no coverage, have it in the pooling: then coverage alone adds nothing.',
    columns: [
      { key: 'knows', title: 'The plan knows', kind: 'text' },
      ...summaryColumns,
    ] satisfies FindingColumn[],
  };
  return findingOf(
    about,
    rows.map((row) => ({ knows: row.name, ...numbersOf(row, lookupsOf(problem)) })),
  );
}

/** Of two strategies, device by device. */
export function devicesTable(strategies: readonly Strategy[]): Finding {
  const about = {
    id: 'devices',
    title: 'Devices',
    about: `${MODELLED} What a device takes and holds under the best published baseline and under the row split.`,
    columns: [
      { key: 'place', title: 'Whole tables (W) and rows (R), by device', kind: 'text' },
      { key: 'strategy', title: 'Strategy', kind: 'text' },
      { key: 'device', title: 'Device', kind: 'text' },
      { key: 'memory', title: 'Memory', kind: 'text' },
      milliseconds('time', 'Time'),
      { key: 'lookups', title: 'Lookups', kind: 'count' },
      { key: 'bytes', title: 'Bytes held', kind: 'bytes' },
      { key: 'tables', title: 'Tables', kind: 'number' },
    ] satisfies FindingColumn[],
  };
  const rows = strategies.flatMap(({ name, kind, summary }) =>
    (summary?.loads ?? []).flatMap((load, index) => {
      const shared = {
        ...{ place: `${kind === 'split' ? 'R' : 'W'}${index}`, strategy: name },
        ...{ device: `${index}`, tables: load.tables },
      };
      return [
        {
          ...{ ...shared, memory: 'fast', time: 1000 * load.fastSeconds },
          ...{ lookups: load.fastLookups, bytes: load.fastBytes },
        },
        {
          ...{ ...shared, memory: 'slow', time: 1000 * load.slowSeconds },
          ...{ lookups: load.slowLookups, bytes: load.slowBytes },
        },
      ];
    }),
  );
  return findingOf(about, rows);
}

export function memoryTable(strategies: readonly Strategy[]): Finding {
  const about = {
    id: 'memory',
    title: 'Fast memory',
    about: 'Bytes of rows in the fast memory of each device.',
    columns: [
      { key: 'device', title: 'Device', kind: 'text' },
      { key: 'strategy', title: 'Strategy', kind: 'text' },
      { key: 'bytes', title: 'Fast memory', kind: 'bytes' },
      milliseconds('time', 'Time'),
    ] satisfies FindingColumn[],
  };
  const rows = strategies.flatMap(({ name, summary }) =>
    (summary?.loads ?? []).map((load, index) => ({
      ...{ device: `${index}`, strategy: name, bytes: load.fastBytes, time: 1000 * secondsOf(load) },
    })),
  );
  return findingOf(about, rows);
}

export function searchTable(steps: readonly SplitProgress[], optimal = false): Finding {
  const about = {
    id: 'search',
    title: 'Search',
    about: `The slowest device, as the plan sees it, after each move or exchange of tables, and a bound below every plan: all fast memory as one, shared evenly, or a single table with a device to itself.${optimal ? ' All assignments of tables to devices were searched: none is better.' : ''}`,
    columns: [
      { key: 'step', title: 'Step', kind: 'number' },
      { key: 'series', title: 'What', kind: 'text' },
      milliseconds('time', 'Slowest device'),
    ] satisfies FindingColumn[],
  };
  return findingOf(about, [
    ...steps.map(({ steps: step, best }) => ({ step, series: 'plan', time: 1000 * best })),
    ...(steps.length ? [steps[0], steps[steps.length - 1]] : []).map(({ steps: step, bound }) => ({
      ...{ step, series: 'bound', time: 1000 * bound },
    })),
  ]);
}
