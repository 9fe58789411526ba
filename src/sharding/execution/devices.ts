// The programs and the memory of the virtual devices of a plan. Devices with slices of one size share their dense
// programs and differ in their state; what they compute of the tables differs with their shards.

import { planProgram } from '../../compile/plan';
import { deviceProfile, Program } from '../../compile/program';
import { DeviceState } from '../../compile/state';
import type { Gpu } from '../../gpu/device';
import type { Graph } from '../../graph/graph';
import { pieceLength } from '../../graph/ops/embedding';
import type { DlrmConfig } from '../../nn/models/dlrm';
import type { OptimizerConfig } from '../../optim/config';
import { allReduceGraph, denseElements, denseUpdateGraph, sliceGraph } from './denseGraphs';
import { poolingGraph, reducingGraph, shardUpdateGraph } from './embeddingGraphs';
import type { ExecutionLayout } from './layout';
import { type ExchangePrecisions, reduceChunk } from './transfers';

export interface DeviceOptions {
  layout: ExecutionLayout;
  model: DlrmConfig;
  optimizer: OptimizerConfig;
  precisions: ExchangePrecisions;
  /** The most lookups of each table in a batch. */
  lookupsOfTable: readonly number[];
  /** Room for lookups that an unsharded step has, which sets in what pieces it sums the lookups of a row. */
  lookups: number;
  seed: number;
}

export interface StatefulProgram {
  program: Program;
  state: DeviceState;
}

export interface VirtualDevice {
  /** Absent where the device holds no shard. */
  pooling?: StatefulProgram;
  shardUpdate?: StatefulProgram;
  /** Absent where it adds no partial vectors. */
  reducing?: StatefulProgram;
  slice: StatefulProgram;
  allReduce: StatefulProgram;
  denseUpdate: StatefulProgram;
}

/** Everything the devices own, and how to let go of it. */
export class VirtualDevices {
  #programs: Program[] = [];
  #states: DeviceState[] = [];
  readonly all: VirtualDevice[] = [];
  /** Of the flat data-parallel gradient. */
  denseElements = 0;

  private constructor(
    private readonly gpu: Gpu,
    private readonly options: DeviceOptions,
  ) {}

  static async create(gpu: Gpu, options: DeviceOptions): Promise<VirtualDevices> {
    const devices = new VirtualDevices(gpu, options);
    try {
      await devices.#build();
    } catch (error) {
      devices.destroy();
      throw error;
    }
    return devices;
  }

  async #build(): Promise<void> {
    const { layout, model, optimizer, precisions, lookupsOfTable, lookups, seed } = this.options;
    const { devices, slices } = layout;
    const kits = new Map<number, { forward: Program; update: Program }>();
    let allReduce: Program | undefined;
    for (const [device, { count }] of slices.entries()) {
      let kit = kits.get(count);
      if (!kit) {
        const forward = sliceGraph(layout, model, count, lookupsOfTable, precisions.backward);
        kit = await this.#pair(`slice of ${count}`, forward, denseUpdateGraph(forward, layout, optimizer));
        kits.set(count, kit);
        this.denseElements = denseElements(forward);
      }
      allReduce ??= await this.#program(
        'all-reduce',
        allReduceGraph(devices, reduceChunk(this.denseElements, devices)),
      );
      const state = await this.#state(kit.update);
      await state.reset(seed);
      const pooling = poolingGraph(layout, device, lookupsOfTable, precisions.forward);
      const reducing = reducingGraph(layout, device, precisions.forward);
      this.all.push({
        slice: { program: kit.forward, state },
        denseUpdate: { program: kit.update, state },
        allReduce: { program: allReduce, state: await this.#state(allReduce) },
        ...(pooling && (await this.#shards(device, pooling, optimizer, pieceLength(lookups)))),
        ...(reducing && { reducing: await this.#alone(`sums of device ${device}`, reducing) }),
      });
    }
  }

  async #shards(device: number, pooling: Graph, optimizer: OptimizerConfig, pieces: number) {
    const update = shardUpdateGraph(pooling, optimizer, pieces);
    const kit = await this.#pair(`shards of device ${device}`, pooling, update);
    const state = await this.#state(kit.update);
    return { pooling: { program: kit.forward, state }, shardUpdate: { program: kit.update, state } };
  }

  async #alone(name: string, graph: Graph): Promise<StatefulProgram> {
    const program = await this.#program(name, graph);
    return { program, state: await this.#state(program) };
  }

  /** Two programs over one state, which has what the update adds to it. */
  async #pair(name: string, forward: Graph, update: Graph): Promise<{ forward: Program; update: Program }> {
    const updating = await this.#program(`update of ${name}`, update);
    return { forward: await this.#program(name, forward, updating.plan.state), update: updating };
  }

  async #program(name: string, graph: Graph, state?: Program['plan']['state']): Promise<Program> {
    const plan = planProgram(name, graph, deviceProfile(this.gpu), state && { state });
    const program = await Program.create(this.gpu, plan);
    this.#programs.push(program);
    return program;
  }

  async #state(program: Program): Promise<DeviceState> {
    const state = await DeviceState.allocate(this.gpu, program.plan.state);
    this.#states.push(state);
    return state;
  }

  destroy(): void {
    for (const program of this.#programs) program.destroy();
    for (const state of this.#states) state.destroy();
  }
}
