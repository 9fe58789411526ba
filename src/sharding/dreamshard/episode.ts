// DreamShard's estimated decision process: tables one by one, the most costly first by the learned cost, each to a device
// with room; the only reward is at the end, the slowest device's predicted milliseconds, negative. No machine is asked.

import type { ComputeModel } from '../learned/computeModel';
import { addTo } from '../learned/frozen';
import { type EmbeddingTable, type PlacedTable, tableBytes } from '../problem';
import type { FrozenPolicy } from './frozenPolicy';

/** A task as the policy sees it. */
export interface EpisodeTask {
  tables: readonly EmbeddingTable[];
  devices: number;
  /** Of one device. */
  capacityBytes: number;
  /** Scaled features of each table. */
  rows: readonly Float64Array[];
  /** What the cost network makes of each. */
  vectors: readonly Float64Array[];
  bytes: readonly number[];
  /** Tables in the order in which they are placed. */
  order: readonly number[];
  model: ComputeModel;
  /** What devices hold before anything is placed, beside `capacityBytes`. */
  already: readonly PlacedTable[];
}

export function episodeTask(
  tables: readonly EmbeddingTable[],
  model: ComputeModel,
  {
    devices,
    capacityBytes,
    already = [],
  }: Pick<EpisodeTask, 'devices' | 'capacityBytes'> & Partial<Pick<EpisodeTask, 'already'>>,
): EpisodeTask {
  const vectors = tables.map((table) => model.embed(table));
  const bytes = tables.map(tableBytes);
  const single = vectors.map((vector) => model.cost(vector));
  const order = tables
    .map((_, index) => index)
    .sort((a, b) => single[b] - single[a] || bytes[b] - bytes[a] || a - b);
  const rows = tables.map((table) => model.rowOf(table));
  return { tables, devices, capacityBytes, rows, vectors, bytes, order, model, already };
}

/** A decision: what each device was predicted to cost before it, which had room, and which was chosen. */
export interface Step {
  costs: readonly number[];
  open: readonly boolean[];
  chosen: number;
}

export interface Episode {
  steps: readonly Step[];
  /** Of each table. */
  devices: readonly number[];
  /** Milliseconds of the slowest device, predicted. */
  cost: number;
}

/** Picks a device by the probabilities of all; those without room have none. */
export type Choice = (probabilities: readonly number[]) => number;

export const likeliest: Choice = (probabilities) => probabilities.indexOf(Math.max(...probabilities));

/** Draws with a number from 0 up to 1. */
export const drawnBy =
  (uniform: () => number): Choice =>
  (probabilities) => {
    let left = uniform();
    let last = -1;
    for (const [device, probability] of probabilities.entries()) {
      if (probability === 0) continue;
      last = device;
      left -= probability;
      if (left < 0) break;
    }
    return last;
  };

/** Undefined where a table finds no room. */
export function playEpisode(task: EpisodeTask, policy: FrozenPolicy, choose: Choice): Episode | undefined {
  const { devices: count, capacityBytes, vectors, bytes, order, rows, model } = task;
  const sums = Array<Float64Array | undefined>(count).fill(undefined);
  const states = Array<Float64Array | undefined>(count).fill(undefined);
  const used = Array<number>(count).fill(0);
  const costs = Array<number>(count).fill(0);
  const devices = Array<number>(order.length).fill(-1);
  const steps: Step[] = [];
  const put = (device: number, vector: Float64Array, row: Float64Array) => {
    sums[device] = added(sums[device], vector);
    states[device] = added(states[device], policy.embed(row));
    costs[device] = model.cost(sums[device]);
  };
  for (const { table, device } of task.already) put(device, model.embed(table), model.rowOf(table));
  for (const table of order) {
    const open = used.map((inUse) => inUse + bytes[table] <= capacityBytes);
    if (!open.includes(true)) return undefined;
    const logits = states.map((state, device) => policy.logit(state, model.scaledCost(costs[device])));
    const chosen = choose(overOpen(logits, open));
    steps.push({ costs: costs.map((cost) => model.scaledCost(cost)), open, chosen });
    put(chosen, vectors[table], rows[table]);
    used[chosen] += bytes[table];
    devices[table] = chosen;
  }
  return { steps, devices, cost: Math.max(...costs) };
}

/**
 * The likeliest plan and `draws` drawn ones; of all, the one that the cost network predicts to be fastest. Asks no
 * machine. Undefined where none finds room.
 */
export function bestOfDrawn(
  task: EpisodeTask,
  policy: FrozenPolicy,
  draws: number,
  uniform: () => number,
): Episode | undefined {
  const choices = [likeliest, ...Array<Choice>(draws).fill(drawnBy(uniform))];
  const played = choices.flatMap((choose) => playEpisode(task, policy, choose) ?? []);
  return played.reduce<Episode | undefined>(
    (best, episode) => (best && best.cost <= episode.cost ? best : episode),
    undefined,
  );
}

function added(sum: Float64Array | undefined, vector: Float64Array): Float64Array {
  if (!sum) return vector.slice();
  addTo(sum, vector);
  return sum;
}

/** Softmax over the devices with room. */
function overOpen(logits: readonly number[], open: readonly boolean[]): number[] {
  const largest = Math.max(...logits.filter((_, device) => open[device]));
  const weights = logits.map((logit, device) => (open[device] ? Math.exp(logit - largest) : 0));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}
