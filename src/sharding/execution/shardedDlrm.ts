// A DLRM trained under a sharding plan: the kernels of every virtual device run on the one GPU, one device after
// another, and what devices exchange is copied between their buffers and counted. The same seed gives the same bits.

import { ConfigError } from '../../base/errors';
import { encodeCopy, encodeRun, spotOfOutput, submitHops } from '../../compile/hops';
import { tensorsHash } from '../../compile/state';
import { readBuffers, TENSOR_USAGE } from '../../gpu/buffers';
import type { Gpu } from '../../gpu/device';
import type { DlrmConfig } from '../../nn/models/dlrm';
import type { OptimizerConfig } from '../../optim/config';
import type { Plan } from '../problem';
import { REPLICATED } from './denseGraphs';
import { type StatefulProgram, type VirtualDevice, VirtualDevices } from './devices';
import { groupNames } from './embeddingGraphs';
import { Exchange } from './exchange';
import {
  exchangeLookups,
  type ShardedBatch,
  uploadNumbers,
  uploadReplicatedLookups,
  uploadSamples,
} from './inputs';
import { type ExecutionLayout, layoutOf } from './layout';
import { type ExchangePrecisions, Traffic } from './transfers';
import { cutGroup, cutTables, type FlatTables, pasteGroup, pasteTables, startingTables } from './weights';

export interface ShardedOptions {
  model: DlrmConfig;
  plan: Plan;
  devices: number;
  devicesPerHost: number;
  /** Samples of all devices together. */
  batch: number;
  optimizer: OptimizerConfig;
  /** Default fp32 both ways. */
  precisions?: ExchangePrecisions;
  /** The most lookups of each table in a batch. */
  lookupsOfTable: readonly number[];
  /** Room for lookups of the unsharded step. */
  lookups: number;
  seed: number;
}

/** Steps whose losses are kept until they are read. */
const LOSSES = 256;
const BYTES = 4;

export class ShardedDlrm {
  /** Steps taken. */
  steps = 0;
  #lossesRead = 0;
  readonly #exchange: Exchange;

  private constructor(
    readonly gpu: Gpu,
    readonly layout: ExecutionLayout,
    precisions: ExchangePrecisions,
    private readonly devices: VirtualDevices,
    /** Of each device: the lookups that it sends. */
    private readonly outboxes: readonly GPUBuffer[],
    /** [LOSSES, devices] */
    private readonly losses: GPUBuffer,
    /** Of all steps. */
    readonly traffic = new Traffic(layout.devices),
  ) {
    this.#exchange = new Exchange(layout, devices, precisions, traffic);
  }

  /** Throws `ConfigError` where the plan does not fit, or the model has what cannot be sharded. */
  static async create(gpu: Gpu, given: ShardedOptions): Promise<ShardedDlrm> {
    const { precisions = { forward: 'fp32', backward: 'fp32' } } = given;
    const { model, devices, lookupsOfTable, seed } = given;
    if ((model.pooling ?? 'sum') !== 'sum' || (model.tableBits ?? 32) !== 32)
      throw new ConfigError('Sharded tables are of 32 bits and are pooled by sum.');
    const { tables, bottom } = model;
    const layout = layoutOf({ ...given, tables, dimension: bottom.at(-1)! });
    const virtual = await VirtualDevices.create(gpu, { ...given, precisions, layout });
    const shards = layout.groups.flat().flatMap((group) => group.shards);
    const sent = shards.reduce((sum, { table }) => sum + lookupsOfTable[table], 0);
    const buffers: GPUBuffer[] = [];
    try {
      for (let device = 0; device < devices; device++)
        buffers.push(await gpu.createBuffer(`lookups of device ${device}`, BYTES * sent, TENSOR_USAGE));
      buffers.push(await gpu.createBuffer('losses', BYTES * LOSSES * devices, TENSOR_USAGE));
    } catch (error) {
      for (const buffer of buffers) gpu.destroyBuffer(buffer);
      virtual.destroy();
      throw error;
    }
    const losses = buffers.pop()!;
    const sharded = new ShardedDlrm(gpu, layout, precisions, virtual, buffers, losses);
    sharded.#load(startingTables(tables, layout.dimension, seed));
    return sharded;
  }

  /** Begins anew from `seed`, with the same programs; nothing is counted yet. */
  async restart(seed: number): Promise<void> {
    for (const { slice, pooling } of this.all) {
      await slice.state.reset(seed);
      await pooling?.state.reset(seed);
    }
    this.#load(startingTables(this.layout.tables, this.layout.dimension, seed));
    this.steps = 0;
    this.#lossesRead = 0;
    this.traffic.clear();
  }

  get all(): readonly VirtualDevice[] {
    return this.devices.all;
  }

  /** Numbers of the parameters that every device has, replicated tables included. */
  get denseElements(): number {
    return this.devices.denseElements;
  }

  /**
   * Submits one step. At most 256 steps may pass between two calls of `readLosses`. Without `updateShards` the shards
   * stay as they are, for someone else to update from the gradients that have arrived.
   */
  step(batch: ShardedBatch, learningRate: number, { updateShards = true } = {}): void {
    const { gpu, layout, all } = this;
    uploadSamples(gpu, layout, all, batch);
    uploadNumbers(gpu, all, { learningRate, step: this.steps });
    uploadReplicatedLookups(gpu, layout, all, batch.lookups);
    exchangeLookups(gpu, layout, all, this.outboxes, batch.lookups, this.traffic);
    for (const [device, { pooling }] of all.entries()) if (pooling) this.#run(`pooling ${device}`, pooling);
    submitHops(gpu, 'forward exchange', (encoder) => this.#exchange.pooled(encoder));
    for (const [device, { slice }] of all.entries())
      this.#run(`slice ${device}`, slice, (encoder) => {
        this.#exchange.gradientsOf(encoder, device);
        this.#keepLoss(encoder, device, slice);
      });
    submitHops(gpu, 'backward exchange', (encoder) => {
      this.#exchange.allReduce(encoder);
      this.#exchange.gather(encoder);
    });
    for (const [device, { shardUpdate, denseUpdate }] of all.entries()) {
      if (shardUpdate && updateShards) this.#run(`update of shards ${device}`, shardUpdate);
      this.#run(`update of replica ${device}`, denseUpdate);
    }
    this.steps++;
  }

  #run(label: string, { program, state }: StatefulProgram, then?: (encoder: GPUCommandEncoder) => void) {
    submitHops(this.gpu, label, (encoder) => {
      encodeRun(encoder, program, state);
      then?.(encoder);
    });
  }

  #keepLoss(encoder: GPUCommandEncoder, device: number, { program }: StatefulProgram): void {
    const at = (this.steps % LOSSES) * this.all.length + device;
    const kept = { buffer: this.losses, offset: BYTES * at, bytes: BYTES };
    encodeCopy(encoder, spotOfOutput(program, 'loss'), kept);
  }

  /** The mean loss of each step since the last call; waits for the GPU. */
  async readLosses(): Promise<number[]> {
    const [bytes] = await readBuffers(this.gpu.aside(), [this.losses]);
    const shares = new Float32Array(bytes);
    const devices = this.all.length;
    const read: number[] = [];
    for (; this.#lossesRead < this.steps; this.#lossesRead++) {
      const at = (this.#lossesRead % LOSSES) * devices;
      read.push(shares.subarray(at, at + devices).reduce((sum, share) => sum + share, 0));
    }
    return read;
  }

  #load(flat: FlatTables): void {
    const { groups, replicated } = this.layout;
    for (const [device, { pooling, slice }] of this.all.entries()) {
      for (const [index, group] of groups[device].entries()) {
        const shards = { shape: [group.rows, group.columns], data: cutGroup(flat, group) };
        pooling!.state.load(new Map([[groupNames(index).shards, shards]]));
      }
      if (replicated.length) slice.state.load(new Map([[REPLICATED, cutTables(flat, replicated)]]));
    }
  }

  /** The weights of the model as unsharded training names them, from device 0 where all have them. */
  async weights(): Promise<Map<string, Float32Array<ArrayBuffer>>> {
    const { tables, dimension, replicated, groups } = this.layout;
    const rows = tables.reduce((sum, count) => sum + count, 0);
    const flat: FlatTables = { tables, dimension, data: new Float32Array(rows * dimension) };
    for (const [device, { pooling }] of this.all.entries()) {
      if (!pooling) continue;
      const saved = await pooling.state.save(({ role }) => role === 'parameter');
      for (const [index, group] of groups[device].entries())
        pasteGroup(flat, group, saved.get(groupNames(index).shards)!.data as Float32Array);
    }
    const dense = await this.replica(0);
    if (replicated.length) pasteTables(flat, replicated, dense.get(REPLICATED)!);
    return new Map([...dense, ['tables', flat.data]]);
  }

  /** What a device has of the parameters that all have. */
  async replica(device: number): Promise<Map<string, Float32Array<ArrayBuffer>>> {
    const saved = await this.all[device].slice.state.save(({ role }) => role === 'parameter');
    return new Map([...saved].map(([name, { data }]) => [name, data as Float32Array<ArrayBuffer>]));
  }

  /** As `DeviceState.weightHash` of the unsharded model. */
  async weightHash(): Promise<string> {
    return tensorsHash(await this.weights());
  }

  destroy(): void {
    this.devices.destroy();
    for (const buffer of [...this.outboxes, this.losses]) this.gpu.destroyBuffer(buffer);
  }
}
