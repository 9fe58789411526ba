// Costs that networks have learned (NeuroShard): milliseconds of all shards of a device together, and of exchanges.

import type { CostModel } from '../costModel';
import type { ComputeModel } from '../learned/computeModel';
import { addTo } from '../learned/frozen';
import type { EmbeddingTable, Plan, TablePlan } from '../problem';
import { SAMPLE_BATCH } from '../tables/profiles';
import type { PlannerProblem } from '../torchrec/options';
import { noPerf, type Perf } from '../torchrec/perf';
import { computeModelOf, type TrainedNetwork } from '../trained/trainedNetwork';
import { beyondMeasured, counted } from './beyondMeasured';
import { exchangeTimesOf } from './learnedExchange';
import { networkTable } from './networkTables';
import { TypicalDevice } from './typicalDevice';

export const LEARNED_COSTS = 'NeuroShard’s learned costs';

/** With the adapter and the batch that they are of, where those are known. */
export const learnedTitle = ({ trainedOn: { measuredOn } }: TrainedNetwork<'neuroshard'>): string =>
  measuredOn ? `Learned, ${counted(measuredOn.batch)} samples on ${measuredOn.adapter}` : LEARNED_COSTS;

const percent = (share: number): string => `${Number((100 * share).toPrecision(2))} %`;

/** What they count, how far they were off, and what they leave out. */
export function aboutLearned({ trainedOn, compute, exchange }: TrainedNetwork<'neuroshard'>): string {
  const { source, adapter, dimensions, measuredOn } = trainedOn;
  return [
    `A network’s milliseconds for ${counted(measuredOn?.batch ?? SAMPLE_BATCH)} samples on all devices, whatever the batch, from ${source} (trained on ${adapter}).`,
    ...(measuredOn
      ? [
          `What it learned from: sets of up to ${measuredOn.tables} tables, of up to ${counted(measuredOn.rows)} rows and ${counted(measuredOn.lookups)} lookups a sample each, whose lookups forward and backward and updates took so long on ${measuredOn.adapter}.`,
        ]
      : []),
    ...(compute.test
      ? [
          `On sets that it had not seen it was off by ${percent(compute.test.medianRelativeError)} in the median, R² ${compute.test.determination.toPrecision(3)}.`,
        ]
      : []),
    exchange
      ? `Exchanges were learned between ${exchange.devices} devices and count there alone.`
      : 'Exchanges are not counted.',
    `Forward and backward lookups are one number. It knows whole tables and columns of ${dimensions[0]} to ${dimensions[1]}, and nothing of cut rows, copies, or rows in host memory.`,
    'Tables of unknown accesses count as looked up evenly.',
  ].join(' ');
}

export function learnedCost(network: TrainedNetwork<'neuroshard'>, problem: PlannerProblem): CostModel {
  const costs = new LearnedCosts(network, problem);
  return {
    ...{ name: learnedTitle(network), basis: 'learned', beyond: costs.beyond },
    // A device that waits for others exchanges later.
    reachesAll: costs.exchanges,
    refuses: (own) => costs.refuses(own),
    shards: (own) => costs.shards(own),
    added: (own) => costs.added(own),
    devices: (plan, which) => costs.devices(plan, which),
  };
}

class LearnedCosts {
  readonly #model: ComputeModel;
  readonly #tables: readonly EmbeddingTable[];
  readonly #exchange: ReturnType<typeof exchangeTimesOf>;
  readonly #widths: readonly [number, number];
  readonly #ranks: number;
  /** What of the problem lies beyond the sets that the network learned from. */
  readonly beyond: readonly string[];
  #typical: TypicalDevice | undefined;
  readonly #vectors = new Map<string, Float64Array>();

  constructor(network: TrainedNetwork<'neuroshard'>, { tables, topology }: PlannerProblem) {
    this.#model = computeModelOf(network.compute, network.trainedOn);
    this.#tables = tables.map(networkTable);
    this.#exchange = exchangeTimesOf(network, topology.ranks);
    this.#widths = network.trainedOn.dimensions;
    this.#ranks = topology.ranks;
    const { measuredOn } = network.trainedOn;
    this.beyond = measuredOn ? beyondMeasured(measuredOn, this.#tables, batchOf(tables), topology.ranks) : [];
  }

  get exchanges(): boolean {
    return this.#exchange !== undefined;
  }

  refuses({ shardingType, computeKernel, shards }: TablePlan): string | undefined {
    const unknown = (of: string) => `${LEARNED_COSTS} know nothing of ${of}, and count none of it`;
    if (shardingType === 'data_parallel') return unknown('copies on every device');
    if (shardingType.includes('row') || shardingType === 'grid_shard') return unknown('rows that are cut');
    if (computeKernel !== 'fused') return unknown('rows in host memory');
    const [least, most] = this.#widths;
    const outside = shards.find(({ columns }) => columns < least || columns > most);
    return outside && unknown(`${outside.columns} columns, only of ${least} to ${most}`);
  }

  shards(own: TablePlan): Perf[] {
    if (this.refuses(own)) return own.shards.map(() => noPerf);
    return own.shards.map(({ columns }) => lookups(this.#model.cost(this.#vector(own.table, columns))));
  }

  /** Beside others, on a device as those of a balanced plan are. */
  added(own: TablePlan): Perf[] {
    if (this.refuses(own)) return own.shards.map(() => noPerf);
    this.#typical ??= this.#typicalDevice();
    const typical = this.#typical;
    return own.shards.map(({ columns }) => {
      const { forward, backward } = typical.exchanges(columns);
      return {
        ...lookups(typical.lookups(this.#vector(own.table, columns))),
        ...{ forwardComms: forward, backwardComms: backward },
      };
    });
  }

  /** Tables wider than the network knows count as cut into the fewest columns that it knows. */
  #typicalDevice(): TypicalDevice {
    const [least, most] = this.#widths;
    const held = this.#tables.flatMap(({ dimension }, table) => {
      const pieces = Math.ceil(dimension / most);
      const columns = dimension / pieces;
      if (columns < least) return [];
      return Array.from({ length: pieces }, () => ({ vector: this.#vector(table, columns), columns }));
    });
    return new TypicalDevice(this.#model, held, this.#ranks, this.#exchange);
  }

  devices({ tables }: Plan, which: readonly number[]): Perf[] {
    const sums = Array<Float64Array | undefined>(this.#ranks).fill(undefined);
    const dimensions = Array<number>(this.#ranks).fill(0);
    for (const own of tables) {
      if (this.refuses(own)) continue;
      for (const { device, columns } of own.shards) {
        // A device that does not exist is a problem of the plan's shape.
        if (!(device in sums)) continue;
        const vector = this.#vector(own.table, columns);
        const sum = sums[device];
        if (sum) addTo(sum, vector);
        else sums[device] = vector.slice();
        dimensions[device] += columns;
      }
    }
    const compute = sums.map((sum) => (sum ? Math.max(0, this.#model.cost(sum)) : 0));
    const exchanges = this.#exchange?.(dimensions, compute);
    return which.map((device) => ({
      ...lookups(compute[device]),
      forwardComms: Math.max(0, exchanges?.forward[device] ?? 0),
      backwardComms: Math.max(0, exchanges?.backward[device] ?? 0),
    }));
  }

  #vector(table: number, columns: number): Float64Array {
    const key = `${table}/${columns}`;
    let vector = this.#vectors.get(key);
    if (!vector) {
      vector = this.#model.embed({ ...this.#tables[table], dimension: columns });
      this.#vectors.set(key, vector);
    }
    return vector;
  }
}

/** Of a device. */
const batchOf = (tables: PlannerProblem['tables']): number =>
  Math.max(...tables.flatMap(({ features }) => features.map(({ batch }) => batch)));

/** A network may predict less than nothing for a tiny set. */
const lookups = (milliseconds: number): Perf => ({ ...noPerf, forwardCompute: Math.max(0, milliseconds) });
