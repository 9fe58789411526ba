// What a step moves between devices, as a list: the executor copies it, and its bytes can be counted without a GPU
// for any number of devices. The index exchange depends on the batch and is in route.ts.

import type { ExchangePrecision } from './exchangePrecision';
import { bytesOfPrecision } from './exchangePrecision';
import { type ExecutionLayout, type PlacedShard, reducerOf } from './layout';

/** Names as TorchRec's estimator has them, by the direction of the step. */
export const collectives = [
  'index all-to-all',
  'forward all-to-all',
  'forward reduce-scatter',
  'backward all-to-all',
  'backward all-gather',
  'all-reduce',
] as const;
export type Collective = (typeof collectives)[number];

/** Vectors of the samples that `owner` owns, of one block of columns, on their way between two devices. */
export interface Transfer {
  collective: Collective;
  from: number;
  to: number;
  /** Of `layout.blocks`. */
  block: number;
  owner: number;
  /** The shard at the sending or the receiving end; absent where a sum goes on. */
  part?: PlacedShard;
  /** Elements; a device's own count too, though they cross no link. */
  elements: number;
  /** It goes to a device that has the same numbers already, for another of its parts, and crosses no link. */
  again?: boolean;
}

/** Bytes of a transfer that leave a device. */
export const bytesSent = (
  { collective, elements, again }: Transfer,
  { forward, backward }: ExchangePrecisions,
): number => (again ? 0 : elements * bytesOfPrecision[collective.startsWith('forward') ? forward : backward]);

const elementsFor = ({ slices, blocks }: ExecutionLayout, block: number, owner: number): number =>
  slices[owner].count * blocks[block].columns;

/** Partial sums to the device that adds them: blocks whose rows are cut. */
export const scatterTransfers = (layout: ExecutionLayout): Transfer[] =>
  eachSlice(layout, (block, owner) => {
    const { parts } = layout.blocks[block];
    if (parts.length === 1) return [];
    const to = reducerOf(layout.blocks[block], owner, layout.devicesPerHost);
    const elements = elementsFor(layout, block, owner);
    const collective = 'forward reduce-scatter';
    return parts.map((part) => ({ collective, from: part.device, to, block, owner, part, elements }));
  });

/** Pooled vectors, whole or added, to the device that owns the samples. */
export const forwardTransfers = (layout: ExecutionLayout): Transfer[] =>
  eachSlice(layout, (block, owner) => {
    const { parts } = layout.blocks[block];
    const elements = elementsFor(layout, block, owner);
    const whole = parts.length === 1;
    const from = whole ? parts[0].device : reducerOf(layout.blocks[block], owner, layout.devicesPerHost);
    const collective = 'forward all-to-all';
    return [{ collective, from, to: owner, block, owner, ...(whole && { part: parts[0] }), elements }];
  });

/** Gradients of pooled vectors from the owner of the samples to one holder of each block. */
export const backwardTransfers = (layout: ExecutionLayout): Transfer[] =>
  eachSlice(layout, (block, owner) => {
    const to = reducerOf(layout.blocks[block], owner, layout.devicesPerHost);
    const elements = elementsFor(layout, block, owner);
    const collective = 'backward all-to-all';
    return layout.blocks[block].parts
      .filter(({ device }) => device === to)
      .map((part, index) => ({
        ...{ collective, from: owner, to, block, owner, part, elements },
        ...(index > 0 && { again: true }),
      }));
  });

/** And from that holder to the holders of the other rows. */
export const gatherTransfers = (layout: ExecutionLayout): Transfer[] =>
  eachSlice(layout, (block, owner) => {
    const from = reducerOf(layout.blocks[block], owner, layout.devicesPerHost);
    const { parts } = layout.blocks[block];
    const elements = elementsFor(layout, block, owner);
    const collective = 'backward all-gather';
    return parts
      .filter(({ device }) => device !== from)
      .map((part) => ({
        ...{ collective, from, to: part.device, block, owner, part, elements },
        ...(parts.find(({ device }) => device === part.device) !== part && { again: true }),
      }));
  });

function eachSlice(
  layout: ExecutionLayout,
  transfers: (block: number, owner: number) => Transfer[],
): Transfer[] {
  return layout.blocks.flatMap((_, block) => layout.slices.flatMap((__, owner) => transfers(block, owner)));
}

/** Elements of a flat gradient that each device adds up in an all-reduce. */
export const reduceChunk = (elements: number, devices: number): number => Math.ceil(elements / devices);

/** Bytes between every two devices, by collective: element from·devices + to. What stays on a device is not counted. */
export class Traffic {
  readonly bytes: ReadonlyMap<Collective, Float64Array>;

  constructor(readonly devices: number) {
    this.bytes = new Map(collectives.map((name) => [name, new Float64Array(devices * devices)]));
  }

  add(collective: Collective, from: number, to: number, bytes: number): void {
    if (from !== to) this.bytes.get(collective)![from * this.devices + to] += bytes;
  }

  clear(): void {
    for (const bytes of this.bytes.values()) bytes.fill(0);
  }

  /** Bytes of a collective over all links. */
  total(collective: Collective): number {
    return this.bytes.get(collective)!.reduce((sum, bytes) => sum + bytes, 0);
  }

  /** Bytes of all collectives. */
  all(): number {
    return collectives.reduce((sum, collective) => sum + this.total(collective), 0);
  }

  /** The mean over so many steps. */
  over(steps: number): Traffic {
    const mean = new Traffic(this.devices);
    for (const [collective, bytes] of this.bytes)
      mean.bytes.get(collective)!.set(bytes.map((total) => total / steps));
    return mean;
  }

  /** Those of them that leave a host. */
  betweenHosts(collective: Collective, devicesPerHost: number): number {
    const hostOf = (device: number) => Math.floor(device / devicesPerHost);
    return this.bytes
      .get(collective)!
      .reduce(
        (sum, bytes, link) =>
          hostOf(Math.floor(link / this.devices)) === hostOf(link % this.devices) ? sum : sum + bytes,
        0,
      );
  }
}

export interface ExchangePrecisions {
  forward: ExchangePrecision;
  backward: ExchangePrecision;
}

/** Counts everything of a step but the index exchange. `denseElements`: of the flat data-parallel gradient. */
export function countExchanges(
  layout: ExecutionLayout,
  denseElements: number,
  precisions: ExchangePrecisions,
  traffic = new Traffic(layout.devices),
): Traffic {
  for (const transfers of [scatterTransfers, forwardTransfers, backwardTransfers, gatherTransfers])
    for (const transfer of transfers(layout))
      traffic.add(transfer.collective, transfer.from, transfer.to, bytesSent(transfer, precisions));
  const { devices } = layout;
  const chunk = reduceChunk(denseElements, devices);
  for (let owner = 0; owner < devices; owner++) {
    const elements = Math.max(0, Math.min(chunk, denseElements - owner * chunk));
    // Every device's part of the chunk to its owner, and the sum back to every device.
    for (let other = 0; other < devices; other++) {
      traffic.add('all-reduce', other, owner, 4 * elements);
      traffic.add('all-reduce', owner, other, 4 * elements);
    }
  }
  return traffic;
}
