// What a shard costs, by kernels that were measured on this GPU and a model of the network. Kernels of shards of one width
// are one on a device, so that a device costs less than its shards alone.

import type { CostModel } from '../costModel';
import { layoutOf } from '../execution/layout';
import { allReduceSeconds, type Link, type Network } from '../network';
import type { Plan, Shard, TablePlan } from '../problem';
import { addPerf, noPerf, type Perf, totalPerf } from '../torchrec/perf';
import { predictDevice, type StepModel } from './stepModel';
import { type BatchProfile, type DeviceWork, workOfDevices, workOfGroup, workOfReplicas } from './work';

export interface CostedProblem {
  /** Rows of each table. */
  tables: readonly number[];
  dimension: number;
  /** Samples of all devices together. */
  batch: number;
  network: Network;
  profile: BatchProfile;
}

const BYTES = 4;

export class MeasuredCosts implements CostModel {
  readonly basis = 'measured';
  readonly name: string;

  constructor(
    private readonly model: StepModel,
    private readonly problem: CostedProblem,
    adapter: string,
  ) {
    this.name = `kernels measured on ${adapter}, interpolated`;
  }

  /** The network without latencies: messages are a plan's, not a shard's. */
  shards(own: TablePlan): Perf[] {
    return own.shards.map((shard) => this.#perfOf(own, shard, false));
  }

  /** Milliseconds that each shard adds to a device which already runs kernels for its width: what a search adds up. */
  added(own: TablePlan): number[] {
    return own.shards.map((shard) => totalPerf(this.#perfOf(own, shard, true)));
  }

  /** Without what every device of every plan has. */
  devices(plan: Plan, which: readonly number[]): Perf[] {
    const { network, profile, ...problem } = this.problem;
    const { devices, devicesPerHost } = network;
    const works = workOfDevices(layoutOf({ ...problem, devices, devicesPerHost, plan }), profile);
    return which.map((device) =>
      plan.tables
        .flatMap((own) =>
          own.shards.filter((shard) => shard.device === device).map((shard) => ({ own, shard })),
        )
        .reduce(
          (sum, { own, shard }) => addPerf(sum, this.#exchange(own, shard)),
          this.#compute(works[device], false),
        ),
    );
  }

  #perfOf(own: TablePlan, shard: Shard, beside: boolean): Perf {
    return addPerf(this.#compute(this.#workOf(own, shard), beside), this.#exchange(own, shard));
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
  #workOf({ shardingType, table, shards }: TablePlan, { firstRow, rows, columns }: Shard): DeviceWork {
    const { tables, dimension, batch, profile, network } = this.problem;
    if (shardingType === 'data_parallel') {
      const layout = { tables, dimension, batch, replicated: [table] };
      const replicas = workOfReplicas(layout, batch / network.devices, profile);
      return { groups: [], sums: [], blocks: 0, joined: 0, replicas };
    }
    const blocks = new Set(shards.map(({ firstColumn }) => firstColumn)).size;
    const placed = { device: 0, firstRow, rows, firstColumn: 0, columns, table, group: 0, slot: 0, base: 0 };
    return {
      groups: rows ? [workOfGroup({ columns, rows, shards: [placed] }, profile, batch)] : [],
      // Every part is read once, by whoever adds it.
      sums: rows && rows < tables[table] ? [batch * columns] : [],
      blocks: (network.devices * blocks) / shards.length,
      joined: blocks > 1 ? (batch * dimension) / shards.length : 0,
    };
  }

  #exchange({ shardingType, table }: TablePlan, { firstRow, rows, columns }: Shard): Perf {
    const { tables, dimension, batch, network, profile } = this.problem;
    const { devices, devicesPerHost } = network;
    if (shardingType === 'data_parallel') {
      const seconds = allReduceSeconds(withoutLatency(network), BYTES * tables[table] * dimension);
      return { ...noPerf, backwardComms: 1000 * seconds };
    }
    if (!rows) return noPerf;
    const near = Math.min(devices, devicesPerHost) - 1;
    // To and from every other device alike; both kinds of link at once.
    const seconds = (bytes: number) =>
      Math.max(
        (bytes * near) / devices / network.withinHost.bytesPerSecond,
        (bytes * (devices - 1 - near)) / devices / network.betweenHosts.bytesPerSecond,
      );
    const { lookups } = profile.uses[table].within(firstRow, rows);
    const vectors = BYTES * batch * columns;
    return {
      ...noPerf,
      forwardComms: 1000 * (seconds(vectors) + seconds(BYTES * (lookups + batch))),
      backwardComms: 1000 * seconds(vectors),
    };
  }
}

function withoutLatency(network: Network): Network {
  const free = (link: Link): Link => ({ ...link, latencySeconds: 0 });
  return { ...network, withinHost: free(network.withinHost), betweenHosts: free(network.betweenHosts) };
}
