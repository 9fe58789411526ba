// A look inside a recommendation model: how long the rows of its embedding tables have grown, and which of
// them the training data looks up.

import type { ClickDataset } from '../../../data/dataset';
import { Graph } from '../../../graph/graph';
import { multiply } from '../../../graph/ops/elementwise';
import { embeddingBag } from '../../../graph/ops/embedding';
import { reduceSum } from '../../../graph/ops/reduction';
import { lookupInputs, tableOffsets, tableParameter } from '../../../nn/layers/embedding';
import type { DlrmConfig } from '../../../nn/models/dlrm';
import type { EmbeddingRow, TableReport } from '../../probe';
import type { LookAt } from './source';
import { positiveHistogram } from './statistics';

/** Rows of all tables together whose norms are taken. */
const SAMPLED_ROWS = 1 << 16;
const BUSIEST_ROWS = 8;

interface SampledTable {
  name: string;
  rows: number;
  /** Evenly spread rows, then the busiest ones. */
  sampled: Uint32Array;
  spread: number;
  lookups: Uint32Array;
  untouched: number;
}

type ProbedModel = Pick<DlrmConfig, 'tables' | 'bottom' | 'tableBits'>;

export function clickProbe(model: ProbedModel, train: ClickDataset): LookAt {
  const dimension = model.bottom.at(-1)!;
  const starts = tableOffsets(model.tables);
  const perTable = Math.floor(SAMPLED_ROWS / model.tables.length);
  const tables = train.tables.map(({ name, rows }, table) =>
    sampleTable(name, rows, countLookups(train.ids[table], rows), perTable),
  );
  const total = tables.reduce((sum, { sampled }) => sum + sampled.length, 0);
  const graph = rowNorms(model, total);
  return () => ({
    graph,
    whole: new Set(),
    fill: (feeds) => {
      const indices = feeds.get('indices') as Uint32Array;
      const offsets = feeds.get('offsets') as Uint32Array;
      let end = 0;
      for (const [table, { sampled }] of tables.entries())
        for (const row of sampled) indices[end++] = starts[table] + row;
      for (let bag = 0; bag <= total; bag++) offsets[bag] = bag;
    },
    report: (outputs) => {
      const squares = outputs.get('squaredNorms')!;
      let end = 0;
      return {
        tables: tables.map((table) => {
          const own = squares.subarray(end, end + table.sampled.length);
          end += table.sampled.length;
          return describeTable(table, dimension, Float32Array.from(own, Math.sqrt));
        }),
      };
    },
  });
}

/** Output `squaredNorms` [rows]: Σ x² of the rows named by `indices`, one a bag. */
function rowNorms({ tables, bottom, tableBits }: ProbedModel, rows: number): Graph {
  const graph = new Graph();
  const { flat, coding } = tableParameter(graph, tables, bottom.at(-1)!, tableBits);
  const bags = embeddingBag(flat, lookupInputs(graph, rows, rows), 'sum', coding);
  graph.output('squaredNorms', reduceSum(multiply(bags, bags), [1]));
  return graph;
}

function countLookups(ids: Uint32Array, rows: number): Uint32Array {
  const counts = new Uint32Array(rows);
  for (const id of ids) counts[id]++;
  return counts;
}

function sampleTable(name: string, rows: number, lookups: Uint32Array, most: number): SampledTable {
  const spread = Math.min(rows, Math.max(1, most - BUSIEST_ROWS));
  const busiest = busiestRows(lookups, BUSIEST_ROWS);
  const sampled = new Uint32Array(spread + busiest.length);
  for (let i = 0; i < spread; i++) sampled[i] = Math.floor((i * rows) / spread);
  sampled.set(busiest, spread);
  let untouched = 0;
  for (const count of lookups) if (count === 0) untouched++;
  return { name, rows, sampled, spread, lookups, untouched };
}

/** The rows with the most lookups, most first; rows without any are none of them. */
export function busiestRows(lookups: Uint32Array, most: number): number[] {
  const rows: number[] = [];
  for (let row = 0; row < lookups.length; row++) {
    const count = lookups[row];
    if (count === 0 || (rows.length === most && count <= lookups[rows[most - 1]])) continue;
    let place = rows.length;
    while (place > 0 && lookups[rows[place - 1]] < count) place--;
    rows.splice(place, 0, row);
    rows.length = Math.min(rows.length, most);
  }
  return rows;
}

function describeTable(table: SampledTable, dimension: number, norms: Float32Array): TableReport {
  const { name, rows, sampled, spread, lookups, untouched } = table;
  const spreadNorms = norms.subarray(0, spread);
  return {
    name,
    rows,
    dimension,
    taken: spread,
    norms: positiveHistogram(spreadNorms),
    initialNorm: Math.sqrt(dimension / (3 * rows)),
    byLookups: byLookups(spreadNorms, (index) => lookups[sampled[index]]),
    busiest: Array.from(
      sampled.subarray(spread),
      (row, index): EmbeddingRow => ({ row, lookups: lookups[row], norm: norms[spread + index] }),
    ),
    untouched,
  };
}

/** Mean norms of rows with 0, 1, 2–3, 4–7, … lookups. */
export function byLookups(
  norms: ArrayLike<number>,
  lookupsOf: (index: number) => number,
): TableReport['byLookups'] {
  const bins: { rows: number; sum: number }[] = [];
  for (let index = 0; index < norms.length; index++) {
    const lookups = lookupsOf(index);
    const bin = lookups === 0 ? 0 : Math.floor(Math.log2(lookups)) + 1;
    bins[bin] ??= { rows: 0, sum: 0 };
    bins[bin].rows++;
    bins[bin].sum += norms[index];
  }
  return bins.flatMap((content, bin) =>
    content
      ? [
          {
            from: bin === 0 ? 0 : 2 ** (bin - 1),
            to: bin === 0 ? 0 : 2 ** bin - 1,
            rows: content.rows,
            meanNorm: content.sum / content.rows,
          },
        ]
      : [],
  );
}
