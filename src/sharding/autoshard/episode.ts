// AutoShard's decision process: tables one by one, the most costly first by the learned cost, each to any device; the
// only reward is at the end, how balanced the devices' measured times are, or how far memory is overdrawn.

import { balanceOf } from '../baselines/placement';
import type { Choice } from '../dreamshard/episode';
import { addTo } from '../learned/frozen';
import { type EmbeddingTable, type PlacedTable, tableBytes } from '../problem';
import { gigabytesOf } from './features';
import type { FrozenAutoShard } from './frozen';

/** A decision: what each device was told to carry before it, and which was chosen. */
export interface Step {
  loads: readonly (readonly [cost: number, gigabytes: number])[];
  /** Of the state, by the network that played. */
  value: number;
  chosen: number;
}

export interface Episode {
  tables: readonly EmbeddingTable[];
  /** Tables in the order in which they are placed. */
  order: readonly number[];
  steps: readonly Step[];
  /** Of each table. */
  devices: readonly number[];
}

/**
 * Memory is not looked at: a plan may overdraw it. `already`: what lies on devices; the network sees it placed in the first
 * steps, of which none is told.
 */
export function playEpisode(
  tables: readonly EmbeddingTable[],
  devices: number,
  network: FrozenAutoShard,
  choose: Choice,
  already: readonly PlacedTable[] = [],
): Episode {
  const vectors = tables.map((table) => network.embed(table));
  const single = vectors.map((vector) => network.cost(vector));
  const order = tables
    .map((_, index) => index)
    .sort((a, b) => single[b] - single[a] || tableBytes(tables[b]) - tableBytes(tables[a]) || a - b);
  const before = already.map(({ table }) => network.embed(table));
  const states = network.states([...before, ...order.map((table) => vectors[table])]).slice(before.length);
  const lying = Array.from({ length: devices }, () => network.dummy.slice());
  const sums = Array.from({ length: devices }, () => new Float64Array(network.dummy.length));
  const loads = Array.from({ length: devices }, () => network.loadOf(0, 0));
  const placed = Array<number>(tables.length).fill(-1);
  const put = (device: number, vector: Float64Array, table: EmbeddingTable) => {
    addTo(lying[device], vector);
    addTo(sums[device], vector);
    loads[device] = network.loadOf(network.cost(sums[device]), loads[device][1] + gigabytesOf(table));
  };
  for (const [index, { table, device }] of already.entries()) put(device, before[index], table);
  const steps = order.map((table, step): Step => {
    const logits = loads.map((load, device) => network.logit(states[step], lying[device], load));
    const chosen = choose(softmax(logits));
    const told = loads.map(([cost, gigabytes]): [number, number] => [cost, gigabytes]);
    put(chosen, vectors[table], tables[table]);
    placed[table] = chosen;
    return { loads: told, value: network.value(states[step]), chosen };
  });
  return { tables, order, steps, devices: placed };
}

function softmax(logits: readonly number[]): number[] {
  const largest = Math.max(...logits);
  const weights = logits.map((logit) => Math.exp(logit - largest));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** The balance; where a device holds more bytes than it has, below 0 by the share that it lacks. */
export function rewardOf(
  milliseconds: readonly number[],
  bytes: readonly number[],
  capacityBytes: number,
): number {
  const fullest = Math.max(...bytes);
  return fullest > capacityBytes ? (capacityBytes - fullest) / capacityBytes : balanceOf(milliseconds);
}
