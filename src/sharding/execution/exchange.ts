// The exchanges of a step as copies between the buffers of virtual devices, each counted in bytes as it is made.

import { encodeCopy, encodeRun, part, type Spot, spotInState, spotOfOutput } from '../../compile/hops';
import { receivedName, sentName } from './denseGraphs';
import type { VirtualDevices } from './devices';
import { groupNames, partsName, type ReducedBlock, reducedBlocks, sumName } from './embeddingGraphs';
import type { ExecutionLayout } from './layout';
import {
  backwardTransfers,
  bytesSent,
  type ExchangePrecisions,
  forwardTransfers,
  gatherTransfers,
  reduceChunk,
  scatterTransfers,
  type Traffic,
  type Transfer,
} from './transfers';

const BYTES = 4;

export class Exchange {
  readonly #scatter: Transfer[];
  readonly #forward: Transfer[];
  readonly #backward: Transfer[];
  readonly #gather: Transfer[];
  readonly #chunk: number;
  /** By device and block. */
  readonly #reduced: readonly ReadonlyMap<number, ReducedBlock>[];

  constructor(
    private readonly layout: ExecutionLayout,
    private readonly devices: VirtualDevices,
    private readonly precisions: ExchangePrecisions,
    private readonly traffic: Traffic,
  ) {
    this.#scatter = scatterTransfers(layout);
    this.#forward = forwardTransfers(layout);
    this.#backward = backwardTransfers(layout);
    this.#gather = gatherTransfers(layout);
    this.#chunk = reduceChunk(devices.denseElements, layout.devices);
    this.#reduced = layout.slices.map(
      (_, device) => new Map(reducedBlocks(layout, device).map((reduced) => [reduced.block, reduced])),
    );
  }

  /** Partial vectors to where they are added, the sums, and all vectors to the owners of the samples. */
  pooled(encoder: GPUCommandEncoder): void {
    for (const transfer of this.#scatter) {
      const { block, to, owner, part: shard } = transfer;
      const { parts } = this.layout.blocks[block];
      const { samples } = this.#reduced[to].get(block)!;
      const row = parts.indexOf(shard!) * samples + this.#firstReduced(block, to, owner);
      const received = spotInState(this.devices.all[to].reducing!.state, partsName(block));
      this.#copy(encoder, transfer, this.#pooledBy(transfer), this.#rows(transfer, received, row));
    }
    for (const { reducing } of this.devices.all)
      if (reducing) encodeRun(encoder, reducing.program, reducing.state);
    for (const transfer of this.#forward) {
      const { block, owner, part: shard } = transfer;
      const received = spotInState(this.devices.all[owner].slice.state, receivedName(block));
      const sent = shard ? this.#pooledBy(transfer) : this.#sumFor(transfer);
      this.#copy(encoder, transfer, sent, received);
    }
  }

  /** What a device's slice left, at once: the next device's has the same outputs. */
  gradientsOf(encoder: GPUCommandEncoder, device: number): void {
    const { program } = this.devices.all[device].slice;
    for (const transfer of this.#backward)
      if (transfer.owner === device)
        this.#copy(
          encoder,
          transfer,
          spotOfOutput(program, sentName(transfer.block)),
          this.#gradientOf(transfer),
        );
    const gradient = spotOfOutput(program, 'gradient');
    for (const [owner, { allReduce }] of this.devices.all.entries()) {
      const bytes = this.#chunkBytes(owner);
      if (!bytes) continue;
      const parts = spotInState(allReduce.state, 'parts');
      const sent = part(gradient, BYTES * owner * this.#chunk, bytes);
      encodeCopy(encoder, sent, part(parts, BYTES * device * this.#chunk, bytes));
      this.traffic.add('all-reduce', device, owner, bytes);
    }
  }

  /** The sums of the dense gradients, and from each to every device. */
  allReduce(encoder: GPUCommandEncoder): void {
    for (const [owner, { allReduce }] of this.devices.all.entries()) {
      const bytes = this.#chunkBytes(owner);
      if (!bytes) continue;
      encodeRun(encoder, allReduce.program, allReduce.state);
      const sum = part(spotOfOutput(allReduce.program, 'sum'), 0, bytes);
      for (const [device, { denseUpdate }] of this.devices.all.entries()) {
        const gradient = spotInState(denseUpdate.state, 'gradient');
        encodeCopy(encoder, sum, part(gradient, BYTES * owner * this.#chunk, bytes));
        this.traffic.add('all-reduce', owner, device, bytes);
      }
    }
  }

  /** Gradients of vectors to the holders of the other rows. */
  gather(encoder: GPUCommandEncoder): void {
    for (const transfer of this.#gather) {
      const { parts } = this.layout.blocks[transfer.block];
      const held = parts.find(({ device }) => device === transfer.from);
      this.#copy(
        encoder,
        transfer,
        this.#gradientOf({ ...transfer, part: held }),
        this.#gradientOf(transfer),
      );
    }
  }

  /** Copies whole words; the bytes counted are those of the direction's precision. */
  #copy(encoder: GPUCommandEncoder, transfer: Transfer, from: Spot, to: Spot): void {
    encodeCopy(encoder, from, to);
    this.traffic.add(transfer.collective, transfer.from, transfer.to, bytesSent(transfer, this.precisions));
  }

  /** Of a matrix of a block's columns, the samples of a transfer from a row on. */
  #rows({ block, elements }: Transfer, matrix: Spot, row: number): Spot {
    return part(matrix, BYTES * row * this.layout.blocks[block].columns, BYTES * elements);
  }

  /** The bags of a shard for the samples of the owner. */
  #bags(transfer: Transfer, bags: Spot): Spot {
    const { part: shard, owner } = transfer;
    return this.#rows(transfer, bags, shard!.slot * this.layout.batch + this.layout.slices[owner].first);
  }

  #pooledBy(transfer: Transfer): Spot {
    const { group, device } = transfer.part!;
    return this.#bags(
      transfer,
      spotOfOutput(this.devices.all[device].pooling!.program, groupNames(group).pooled),
    );
  }

  #gradientOf(transfer: Transfer): Spot {
    const { group, device } = transfer.part!;
    return this.#bags(
      transfer,
      spotInState(this.devices.all[device].shardUpdate!.state, groupNames(group).gradient),
    );
  }

  #sumFor(transfer: Transfer): Spot {
    const { block, from, owner } = transfer;
    const sums = spotOfOutput(this.devices.all[from].reducing!.program, sumName(block));
    return this.#rows(transfer, sums, this.#firstReduced(block, from, owner));
  }

  /** Samples of other owners before those of `owner` among the sums of a device. */
  #firstReduced(block: number, device: number, owner: number): number {
    return this.#reduced[device]
      .get(block)!
      .owners.filter((other) => other < owner)
      .reduce((sum, other) => sum + this.layout.slices[other].count, 0);
  }

  #chunkBytes(owner: number): number {
    const rest = this.devices.denseElements - owner * this.#chunk;
    return BYTES * Math.max(0, Math.min(this.#chunk, rest));
  }
}
