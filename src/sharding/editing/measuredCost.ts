// Costs that were measured on a GPU, for any problem: what a batch looks up is expected from the tables' statistics, and
// the network is the topology's, with latencies that the reader sees.

import { cacheHitShare } from '../measured/cacheHits';
import type { MeasuredCostsFile, MeasuredRange, Range } from '../measured/costsFile';
import { ExpectedUse } from '../measured/expectedUse';
import { MeasuredCosts } from '../measured/measuredCosts';
import type { Network } from '../network';
import type { Shard, TablePlan } from '../problem';
import type { PlannerProblem } from '../torchrec/options';
import { noPerf, type Perf } from '../torchrec/perf';
import { cachedShare, lookupsOf, type PlannerTable } from '../torchrec/table';
import type { Topology } from '../torchrec/topology';

/** Seconds of a message, whatever its length. */
export interface Latencies {
  within: number;
  between: number;
}

/** As the experiments assume where nobody says: 5 µs within a host, 15 µs between hosts. */
export const usualLatencies: Latencies = { within: 5e-6, between: 15e-6 };

const BYTES = 4;

export function measuredCost(
  { model, adapter, adapterClass, range }: MeasuredCostsFile,
  latencies: Latencies,
  problem: PlannerProblem,
): MeasuredCosts {
  const { topology } = problem;
  const lookups = problem.tables.map((table) => lookupsOf(table).inputs * topology.ranks);
  return new MeasuredCosts(
    model,
    {
      tables: problem.tables.map((table) => ({
        ...{ rows: table.rows, dimension: table.dimension, bags: bagsOfTable(table, topology) },
      })),
      network: networkOf(topology, latencies),
      profile: {
        uses: problem.tables.map((table, index) => new ExpectedUse(table, lookups[index])),
        room: lookups.map((count) => Math.max(1, Math.ceil(count))),
        adapterClass,
      },
      besides: (own, shard, count) => overHostLink(problem, own, shard, count),
    },
    adapter,
    beyondRange(range, problem),
  );
}

const samplesOf = ({ features }: PlannerTable, { ranks }: Topology): number =>
  ranks * Math.max(...features.map(({ batch }) => batch));

const bagsOfTable = ({ features }: PlannerTable, { ranks }: Topology): number =>
  Math.max(1, Math.round(ranks * features.reduce((sum, { poolings, batch }) => sum + poolings * batch, 0)));

/** Bandwidths of a topology are bytes a millisecond. */
export const networkOf = (
  { ranks, ranksPerHost, intraHostBandwidth, interHostBandwidth }: Topology,
  { within, between }: Latencies,
): Network => ({
  ...{ devices: ranks, devicesPerHost: ranksPerHost, hierarchical: false },
  withinHost: { latencySeconds: within, bytesPerSecond: 1000 * intraHostBandwidth },
  betweenHosts: { latencySeconds: between, bytesPerSecond: 1000 * interHostBandwidth },
});

/**
 * Rows in host memory travel over the link: read forward, read and written in the update. Through a cache those do that
 * it does not hold, which are taken to be the coldest. Modelled, as no kernel of this GPU was measured on such rows.
 */
function overHostLink(
  { tables, topology }: PlannerProblem,
  own: TablePlan,
  { columns }: Shard,
  lookups: number,
): Perf {
  const { computeKernel } = own;
  if (computeKernel !== 'fused_uvm' && computeKernel !== 'fused_uvm_caching') return noPerf;
  const table = tables[own.table];
  const missed =
    computeKernel === 'fused_uvm' ? 1 : 1 - cacheHitShare(table, cachedShare(own, table) * table.rows);
  const once = (missed * lookups * columns * BYTES) / topology.hostLinkBandwidth;
  return { ...noPerf, forwardCompute: once, backwardCompute: 2 * once };
}

/** What a problem has more of than was measured; whole sentences. */
function beyondRange(range: MeasuredRange, { tables, topology }: PlannerProblem): string[] {
  const most = (of: (table: PlannerTable) => number) =>
    tables.reduce((a, table) => Math.max(a, of(table)), 0);
  const checks: [string, string, number, Range][] = [
    ['Rows', 'of a shard', most(({ rows }) => rows), range.rows],
    ['Columns', 'of a shard', most(({ dimension }) => dimension), range.columns],
    ['Batches', 'samples', most((table) => samplesOf(table, topology)), range.batch],
    [
      ...(['Lookups', 'a sample'] as const),
      most((table) => (lookupsOf(table).inputs * topology.ranks) / samplesOf(table, topology)),
      range.lookups,
    ],
  ];
  const count = (value: number) => Number(value.toPrecision(4)).toLocaleString('en');
  const beyond = checks.flatMap(([what, of, value, [, measured]]) =>
    value > measured * (1 + 1e-9)
      ? [`${what} were measured up to ${count(measured)} ${of}; here are up to ${count(value)}.`]
      : [],
  );
  const weighted = tables.some((table) => table.weighted);
  const narrow = tables.some(({ bytesPerElement }) => bytesPerElement !== BYTES);
  return [
    ...beyond,
    ...(weighted ? ['Lookups were measured without weights; some here have them.'] : []),
    ...(narrow ? ['Rows of 32-bit numbers were measured; some here have others.'] : []),
  ];
}
