// The findings about plans: side by side, table by table, and the course of the search.

import { type ShardingType, shardingTypes } from '../../sharding/problem';
import {
  byTable,
  enumerateOptions,
  memoryByRank,
  type PlacedOption,
  perfByRank,
} from '../../sharding/torchrec/options';
import type { ProposerName } from '../../sharding/torchrec/proposers';
import { criticalPath, imbalanceOf } from '../../sharding/torchrec/stats';
import { type Finding, findingOf } from '../findings';
import { bytes, MODELLED, milliseconds, words } from './columns';
import type { ProgressPoint } from './improvement';
import type { Planning } from './model';

export interface PlanRow {
  name: string;
  /** Absent where nothing fitted or nothing was proposed. */
  plan?: readonly PlacedOption[];
  rating?: number;
  gap?: number;
  proposals?: number;
  plans?: number;
  seconds?: number;
}

export function plansTable(rows: readonly PlanRow[], { problem, source }: Planning): Finding {
  const { ranks } = problem.topology;
  const published = rows.find(({ name }) => name === planNames.default)?.rating;
  return findingOf(
    {
      id: 'plans',
      title: 'Plans',
      about: `${problem.tables.length} tables (${source}) on ${ranks} ranks. The first is TorchRec’s planner as it comes, then each of its proposers alone (a grid that is too large proposes nothing); “improved” is the search in the planner’s own space, “narrower” with narrower columns too. The rating is the time of the slowest rank. ${MODELLED} The gap is to a lower bound that holds for every plan of the same space.`,
      columns: [
        words('plan', 'Plan'),
        milliseconds('rating', 'Rating'),
        { key: 'against', title: 'Against default planner', kind: 'share' },
        { key: 'gap', title: 'Gap to bound', kind: 'share' },
        milliseconds('critical', 'Critical path'),
        bytes('hbm', 'Fullest HBM'),
        bytes('ddr', 'Fullest host memory'),
        { key: 'distance', title: 'Imbalance of time', kind: 'share' },
        { key: 'proposals', title: 'Proposals', kind: 'count' },
        { key: 'plans', title: 'That fit', kind: 'count' },
        { key: 'seconds', title: 'Planned in', kind: 'number', unit: 's' },
      ],
    },
    rows.map(({ name, plan, rating, ...other }) => {
      const memory = plan && memoryByRank(plan, ranks);
      const path = plan && criticalPath(plan, ranks);
      return {
        ...{ plan: name, rating, ...other },
        against: rating && published ? rating / published - 1 : undefined,
        critical: path && path.comms + path.compute,
        hbm: memory && Math.max(...memory.map(({ hbm }) => hbm)),
        ddr: memory && Math.max(...memory.map(({ ddr }) => ddr)),
        distance: plan && imbalanceOf(perfByRank(plan, ranks)).totalDistance,
      };
    }),
  );
}

/** Of TorchRec's planner as it comes, and of each of its proposers alone. */
export const planNames: Readonly<Record<ProposerName | 'default', string>> = {
  default: 'default',
  'grid-search': 'grid',
  greedy: 'greedy',
  'greedy-sum': 'greedy sum',
  uniform: 'uniform',
  'dynamic-programming': 'dynamic',
};

export function tablesTable(
  before: readonly PlacedOption[],
  after: readonly PlacedOption[],
  { problem }: Planning,
): Finding {
  const of = (plan: readonly PlacedOption[], table: number) =>
    plan.find(({ option }) => option.table === table)!;
  const cut = ({ option }: PlacedOption) =>
    option.shards.length > 1 ? `${option.shardingType}, ${option.shards.length}` : option.shardingType;
  return findingOf(
    {
      id: 'tables',
      title: 'Tables, before and after',
      about: `How each table is cut, into how many shards, where they lie, and what all of them cost. ${MODELLED}`,
      columns: [
        words('table', 'Table'),
        { key: 'rows', title: 'Rows', kind: 'count' },
        { key: 'columns', title: 'Columns', kind: 'count' },
        { key: 'lookups', title: 'Lookups of a sample', kind: 'number' },
        words('before', 'Before'),
        words('ranksBefore', 'Ranks before'),
        milliseconds('timeBefore', 'All shards before'),
        words('after', 'After'),
        words('kernel', 'Kernel'),
        words('ranksAfter', 'Ranks after'),
        milliseconds('timeAfter', 'All shards after'),
      ],
    },
    problem.tables.map((table, index) => {
      const [old, own] = [of(before, index), of(after, index)];
      return {
        ...{ table: table.name, rows: table.rows, columns: table.dimension },
        lookups: table.features.reduce((sum, { pooling, poolings }) => sum + pooling * poolings, 0),
        ...{ before: cut(old), ranksBefore: rangeText(old.ranks), timeBefore: old.option.totalPerf },
        ...{ after: cut(own), ranksAfter: rangeText(own.ranks), timeAfter: own.option.totalPerf },
        kernel: own.option.computeKernel,
      };
    }),
  );
}

/** 0, 1, 2, 5 → "0–2, 5". */
export function rangeText(ranks: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const rank of ranks) {
    const last = runs.at(-1);
    if (last && rank === last[1] + 1) last[1] = rank;
    else runs.push([rank, rank]);
  }
  return runs.map(([first, last]) => (first === last ? `${first}` : `${first}–${last}`)).join(', ');
}

/** Why a table is cut as it is: what its slowest shard takes under every type, with the fastest kernel. */
export function optionsTable({ problem }: Planning): Finding {
  const rows = byTable(enumerateOptions(problem)).map((options) => {
    const row: Partial<Record<ShardingType | 'table', string | number>> = { table: options[0].name };
    for (const { shardingType, shards } of options) {
      const slowest = Math.max(...shards.map(({ total }) => total));
      row[shardingType] = Math.min(slowest, (row[shardingType] as number | undefined) ?? slowest);
    }
    return row;
  });
  return findingOf(
    {
      id: 'options',
      title: 'What each way to cut a table costs',
      about: `The slowest shard of each table under every sharding type, with the fastest kernel allowed. ${MODELLED}`,
      columns: [
        words('table', 'Table'),
        ...shardingTypes
          .filter((type) => rows.some((row) => row[type] !== undefined))
          .map((type) => milliseconds(type, type)),
      ],
    },
    rows,
  );
}

export function progressTable(points: readonly ProgressPoint[]): Finding {
  // Where a search began or ended, or the best plan changed.
  const told = points.filter(
    ({ search, best }, index) =>
      points[index - 1]?.search !== search ||
      points[index + 1]?.search !== search ||
      points[index - 1].best !== best,
  );
  return findingOf(
    {
      id: 'progress',
      title: 'Course of the search',
      about:
        'The best plan so far whenever there was a better one, and the lower bound of the space that is searched.',
      columns: [
        words('series', 'Series'),
        { key: 'steps', title: 'Steps', kind: 'count' },
        milliseconds('rating', 'Rating'),
      ],
    },
    told.flatMap(({ search, steps, best, bound }) => [
      { series: search, steps, rating: best },
      { series: boundName(search), steps, rating: bound },
    ]),
  );
}

const boundName = (search: string): string => `bound of ${search}`;
