// Single tables of the model as the split leaves them, and what hashing does to rows.

import { formatNumber, formatScaled } from '../../base/format';
import type { EmbeddingTable } from '../../sharding/problem';
import { expectedCollisions, expectedDeadShare, simulatedUsedRows } from '../../sharding/recshard/hashing';
import { REMAP_BYTES } from '../../sharding/recshard/remap';
import type { SplitPlan } from '../../sharding/recshard/splitPlan';
import { lookupsOfHottest, type SplitProblem, type SplitTable } from '../../sharding/recshard/splitProblem';
import { type Finding, type FindingColumn, findingOf } from '../findings';

/** How much a table tells of its split. */
const SHOWN_TABLES = 200;

export function splitsTable(problem: SplitProblem, plan: SplitPlan): Finding {
  const about = {
    id: 'splits',
    title: 'Tables',
    about: `Where the rows of each table went, tables with most lookups first${problem.tables.length > SHOWN_TABLES ? `, ${SHOWN_TABLES} of ${problem.tables.length}` : ''}. The map says of each row where it is: ${REMAP_BYTES} bytes a row.`,
    columns: [
      { key: 'table', title: 'Table', kind: 'text' },
      { key: 'device', title: 'Device', kind: 'number' },
      { key: 'rows', title: 'Rows', kind: 'count' },
      { key: 'lookups', title: 'Lookups', kind: 'count' },
      { key: 'hot', title: 'Rows in fast memory', kind: 'count' },
      { key: 'hotShare', title: 'Of its rows', kind: 'share' },
      { key: 'fast', title: 'Of its lookups', kind: 'share' },
      { key: 'map', title: 'Map', kind: 'bytes' },
    ] satisfies FindingColumn[],
  };
  const rows = problem.tables.map((table, index) => ({
    ...{ table: table.name, device: plan.devices[index], rows: table.rows, lookups: table.lookups },
    ...{ hot: plan.hotRows[index], hotShare: plan.hotRows[index] / table.rows },
    fast: table.lookups > 0 ? lookupsOfHottest(table, plan.hotRows[index]) / table.lookups : null,
    map: REMAP_BYTES * table.rows,
  }));
  return findingOf(about, rows.sort((a, b) => b.lookups - a.lookups).slice(0, SHOWN_TABLES));
}

/** The table with most lookups whose rows lie in both memories, else the one with most lookups. */
export function shownTable({ tables }: SplitProblem, { hotRows }: SplitPlan): number {
  const order = tables.map((_, index) => index).sort((a, b) => tables[b].lookups - tables[a].lookups);
  return order.find((index) => hotRows[index] > 0 && hotRows[index] < tables[index].rows) ?? order[0];
}

export function accessTable(table: SplitTable, hotRows: number): Finding {
  const about = {
    id: 'access',
    title: `Access to table ${table.name}`,
    about: `The share of lookups that its hottest rows get (${formatScaled(table.rows, '').trim()} rows, ${formatScaled(table.lookups, '').trim()} lookups a batch), and where it is split.`,
    columns: [
      { key: 'series', title: 'What', kind: 'text' },
      { key: 'rows', title: 'Hottest rows', kind: 'number' },
      { key: 'share', title: 'Share of lookups', kind: 'share' },
    ] satisfies FindingColumn[],
  };
  const all = Math.max(table.lookups, Number.MIN_VALUE);
  let rows = 0;
  const curve = table.pieces.map((piece) => {
    rows += piece.rows;
    return { series: 'lookups', rows, share: lookupsOfHottest(table, rows) / all };
  });
  const split = hotRows > 0 ? [0, lookupsOfHottest(table, hotRows) / all] : [];
  return findingOf(about, [...curve, ...split.map((share) => ({ series: 'split', rows: hotRows, share }))]);
}

/** Rows of the table that values are really hashed into. */
const HASHED_ROWS = 20_000;
const RATIOS = [0.125, 0.25, 0.5, 1, 2, 4];

export function hashingTable(seed: number): Finding {
  const about = {
    id: 'hashing',
    title: 'Rows that hashing leaves dead',
    about: `Distinct values for each row of a hash table, the share of rows that none of them reaches, and the share of values that come too many: expected, and counted after hashing into ${formatNumber(HASHED_ROWS)} rows. Dead rows are never worth fast memory.`,
    columns: [
      { key: 'ratio', title: 'Values a row', kind: 'number' },
      { key: 'series', title: 'What', kind: 'text' },
      { key: 'dead', title: 'Dead rows', kind: 'share' },
      { key: 'collisions', title: 'Values too many', kind: 'share' },
    ] satisfies FindingColumn[],
  };
  const rows = RATIOS.flatMap((ratio) => {
    const values = ratio * HASHED_ROWS;
    const used = simulatedUsedRows(values, HASHED_ROWS, seed);
    return [
      {
        ...{ ratio, series: 'expected', dead: expectedDeadShare(values, HASHED_ROWS) },
        collisions: expectedCollisions(values, HASHED_ROWS) / values,
      },
      { ratio, series: 'counted', dead: 1 - used / HASHED_ROWS, collisions: (values - used) / values },
    ];
  });
  return findingOf(about, rows);
}

/** Counted after hashing as many values as there are rows. */
export const deadShareOfFullHash = (seed: number): number =>
  1 - simulatedUsedRows(HASHED_ROWS, HASHED_ROWS, seed) / HASHED_ROWS;

/** Rows that the sample did not show, of all tables. */
export function unseenRowShare(tables: readonly EmbeddingTable[]): number {
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const seen = tables.reduce(
    (sum, { rows: all, accesses }) =>
      sum + (accesses ? accesses.pieces.reduce((own, piece) => own + piece.rows, 0) : all),
    0,
  );
  return 1 - seen / rows;
}
