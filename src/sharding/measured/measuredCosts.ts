// What a shard costs, by kernels that were measured on this GPU and a model of the network. Kernels of shards of one width
// are one on a device, so that a device costs less than its shards alone.

import type { CostModel } from '../costModel';
import { allReduceSeconds, type Link, type Network } from '../network';
import type { Plan, Shard, TablePlan } from '../problem';
import { addPerf, noPerf, type Perf } from '../torchrec/perf';
import { type CostedTable, PlanWork } from './planWork';
import { predictDevice, type StepModel } from './stepModel';
import { type BatchProfile, type DeviceWork, noSums, sortOf } from './work';

export interface CostedProblem {
  tables: readonly CostedTable[];
  network: Network;
  profile: BatchProfile;
  /** Milliseconds that a shard takes beside kernels on rows in device memory: nobody measured rows in host memory. */
  besides?(own: TablePlan, shard: Shard, lookups: number): Perf;
}

const BYTES = 4;

export class MeasuredCosts implements CostModel {
  readonly basis = 'measured';
  readonly name: string;
  /** A block of columns arrives on every device, wherever it is from. */
  readonly reachesAll = true;
  readonly #work: PlanWork;
  readonly #exchanges = new WeakMap<TablePlan, readonly Perf[]>();

  constructor(
    private readonly model: StepModel,
    private readonly problem: CostedProblem,
    adapter: string,
    /** What of the problem lies beyond what was measured. */
    readonly beyond: readonly string[] = [],
  ) {
    this.name = `kernels measured on ${adapter}, interpolated`;
    this.#work = new PlanWork({ ...problem, ...problem.network });
  }

  /** The network without latencies: messages are a device's, not a shard's. */
  shards(own: TablePlan): Perf[] {
    return this.#perfs(own, false);
  }

  /** Of a device which already runs kernels for the shard's width. */
  added(own: TablePlan): Perf[] {
    return this.#perfs(own, true);
  }

  /** Without what every device of every plan has. */
  devices(plan: Plan, which: readonly number[]): Perf[] {
    const works = this.#work.ofDevices(plan);
    const exchanged = works.map(() => ({ ...noPerf }));
    const holding = works.map(({ groups }) => ({ shards: groups.length > 0, cut: false }));
    let copied = false;
    for (const own of plan.tables) {
      const perfs = this.#exchange(own);
      const isCopy = own.shardingType === 'data_parallel';
      copied ||= isCopy;
      const { rows: all } = this.problem.tables[own.table];
      for (let index = 0; index < perfs.length; index++) {
        const { device, rows } = own.shards[index];
        const sum = exchanged[device];
        if (!sum) continue;
        const perf = perfs[index];
        sum.forwardCompute += perf.forwardCompute;
        sum.forwardComms += perf.forwardComms;
        sum.backwardCompute += perf.backwardCompute;
        sum.backwardComms += perf.backwardComms;
        if (!isCopy && rows > 0 && rows < all) holding[device].cut = true;
      }
    }
    return which.map((device) =>
      addPerf(
        addPerf(this.#compute(works[device], false), exchanged[device]),
        this.#messages({ ...holding[device], copied }),
      ),
    );
  }

  /** Of copies what they add to a step, as it was measured with them and without. */
  kernels(plan: Plan): number[] {
    return this.#work.ofDevices(plan).map((work) => {
      const { forwardCompute, backwardCompute } = this.#compute({ ...work, blocks: 0, joined: 0 }, false);
      return forwardCompute + backwardCompute;
    });
  }

  #perfs(own: TablePlan, beside: boolean): Perf[] {
    const exchange = this.#exchange(own);
    const isEven = this.problem.profile.uses[own.table].even;
    let last: { shard: Shard; perf: Perf } | undefined;
    return own.shards.map((shard, index) => {
      const alike = isEven && last?.shard.rows === shard.rows && last.shard.columns === shard.columns;
      if (!last || !alike)
        last = {
          shard,
          perf: addPerf(this.#compute(this.#workOf(own, shard), beside), exchange[index]),
        };
      return last.perf;
    });
  }

  #compute(work: DeviceWork, beside: boolean): Perf {
    const { pooling, reducing, slice, allReduce, shardUpdate, denseUpdate } = predictDevice(
      this.model,
      work,
      {
        ...{ whole: false, shared: !beside },
      },
    );
    return {
      ...noPerf,
      forwardCompute: 1000 * (pooling + reducing),
      backwardCompute: 1000 * (slice + allReduce + shardUpdate + denseUpdate),
    };
  }

  /** The blocks into which a table is cut arrive on every device; each shard bears its part of that. */
  #workOf(own: TablePlan, { firstRow, rows, columns }: Shard): DeviceWork {
    const { tables, profile, network } = this.problem;
    const { shardingType, table, shards } = own;
    const { dimension, bags, rows: all } = tables[table];
    if (shardingType === 'data_parallel') {
      const replicas = [this.#work.replicas(dimension, [own], 0)];
      return { groups: [], sums: noSums, blocks: 0, joined: 0, replicas };
    }
    const blocks = new Set(shards.map(({ firstColumn }) => firstColumn)).size;
    const room = profile.room[table];
    const sort = sortOf(rows, room, profile.adapterClass);
    const group = { columns, rows, bags, room, ...sort, ...profile.uses[table].within(firstRow, rows) };
    return {
      groups: rows ? [group] : [],
      // Every part is read once, by whoever adds it.
      sums: rows && rows < all ? { blocks: 1, numbers: bags * columns } : noSums,
      blocks: (network.devices * blocks) / shards.length,
      joined: blocks > 1 ? (bags * dimension) / shards.length : 0,
      replicas: [],
    };
  }

  #exchange(own: TablePlan): readonly Perf[] {
    const known = this.#exchanges.get(own);
    if (known) return known;
    const found = own.shards.map((shard) => this.#exchangeOf(own, shard));
    this.#exchanges.set(own, found);
    return found;
  }

  #exchangeOf(own: TablePlan, shard: Shard): Perf {
    const { tables, network, profile, besides } = this.problem;
    const { devices, withinHost, betweenHosts } = network;
    const { rows, dimension, bags } = tables[own.table];
    if (own.shardingType === 'data_parallel') {
      const seconds = allReduceSeconds(withoutLatency(network), BYTES * rows * dimension);
      return { ...noPerf, backwardComms: 1000 * seconds };
    }
    if (!shard.rows) return noPerf;
    const { near, far } = othersOf(network);
    // To and from every other device alike; both kinds of link at once.
    const seconds = (bytes: number) =>
      Math.max(
        (bytes * near) / devices / withinHost.bytesPerSecond,
        (bytes * far) / devices / betweenHosts.bytesPerSecond,
      );
    const { lookups } = profile.uses[own.table].within(shard.firstRow, shard.rows);
    const vectors = BYTES * bags * shard.columns;
    const exchanged = {
      ...noPerf,
      forwardComms: 1000 * (seconds(vectors) + seconds(BYTES * (lookups + bags))),
      backwardComms: 1000 * seconds(vectors),
    };
    return besides ? addPerf(exchanged, besides(own, shard, lookups)) : exchanged;
  }

  /**
   * Latencies of a device's messages: lookups and vectors to every other device and back, partial sums where it holds
   * parts, and one all-reduce where tables are copied.
   */
  #messages({ shards, cut, copied }: { shards: boolean; cut: boolean; copied: boolean }): Perf {
    const { network } = this.problem;
    const { near, far } = othersOf(network);
    const once = Math.max(
      near * network.withinHost.latencySeconds,
      far * network.betweenHosts.latencySeconds,
    );
    const [forward, backward] = [(shards ? 2 : 0) + (cut ? 1 : 0), (shards ? 1 : 0) + (cut ? 1 : 0)];
    return {
      ...noPerf,
      forwardComms: 1000 * forward * once,
      backwardComms: 1000 * (backward * once + (copied ? allReduceSeconds(network, 0) : 0)),
    };
  }
}

/** Other devices of the same host, and of others. */
function othersOf({ devices, devicesPerHost }: Network): { near: number; far: number } {
  const near = Math.min(devices, devicesPerHost) - 1;
  return { near, far: devices - 1 - near };
}

function withoutLatency(network: Network): Network {
  const free = (link: Link): Link => ({ ...link, latencySeconds: 0 });
  return { ...network, withinHost: free(network.withinHost), betweenHosts: free(network.betweenHosts) };
}
