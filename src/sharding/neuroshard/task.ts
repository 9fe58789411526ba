// A task of NeuroShard's search: whole tables or column pieces of them, to be placed so that the slowest device is as
// fast as can be, by costs that were learned.

import type { SetCostModel } from '../learned/computeModel';
import { addTo } from '../learned/frozen';
import { type EmbeddingTable, type PlacedTable, tableBytes } from '../problem';

/** A table or a column piece of one. */
export interface Piece {
  /** Of the task's tables. */
  table: number;
  dimension: number;
  bytes: number;
  /** Its part of a device's sum. */
  vector: Float64Array;
  /** Milliseconds on a device of its own. */
  single: number;
}

/** Milliseconds of all exchanges together, for each device: from its dimensions and its compute. */
export type Exchange = (dimensions: readonly number[], compute: readonly number[]) => ArrayLike<number>;

export interface SearchTask {
  tables: readonly EmbeddingTable[];
  devices: number;
  /** Of one device. */
  capacityBytes: number;
  model: SetCostModel;
  /** Default: exchanges cost nothing. */
  exchange?: Exchange;
  /** What devices hold before anything is placed, beside `capacityBytes`. */
  already?: readonly PlacedTable[];
}

/** Makes pieces and remembers them: a search asks for the same ones again and again. */
export class Pieces {
  readonly #known = new Map<string, Piece>();

  constructor(private readonly task: SearchTask) {}

  of(table: number, dimension: number): Piece {
    const key = `${table}/${dimension}`;
    let piece = this.#known.get(key);
    if (!piece) {
      const cut = { ...this.task.tables[table], dimension };
      const vector = this.task.model.embed(cut);
      piece = { table, dimension, bytes: tableBytes(cut), vector, single: this.task.model.cost(vector) };
      this.#known.set(key, piece);
    }
    return piece;
  }

  whole(): Piece[] {
    return this.task.tables.map(({ dimension }, table) => this.of(table, dimension));
  }
}

/** Tables on a device, and what they add up to. */
export interface DeviceLoad {
  sum: Float64Array | undefined;
  compute: number;
  bytes: number;
  dimensions: number;
}

const emptyLoad = (): DeviceLoad => ({ sum: undefined, compute: 0, bytes: 0, dimensions: 0 });

export function place(
  load: DeviceLoad,
  piece: Pick<Piece, 'dimension' | 'bytes' | 'vector'>,
  model: SetCostModel,
): void {
  if (load.sum) addTo(load.sum, piece.vector);
  else load.sum = piece.vector.slice();
  load.compute = model.cost(load.sum);
  load.bytes += piece.bytes;
  load.dimensions += piece.dimension;
}

/** Of each device before anything is placed. */
export function startLoads({ devices, already = [] }: SearchTask, model: SetCostModel): DeviceLoad[] {
  const loads = Array.from({ length: devices }, emptyLoad);
  for (const { table, device } of already) {
    const { dimension } = table;
    place(loads[device], { dimension, bytes: 0, vector: model.embed(table) }, model);
  }
  return loads;
}

/** Milliseconds of each device: its compute and its exchanges. */
function simulatedTimes(loads: readonly DeviceLoad[], exchange?: Exchange): number[] {
  const compute = loads.map((load) => load.compute);
  if (!exchange) return compute;
  const times = exchange(
    loads.map(({ dimensions }) => dimensions),
    compute,
  );
  return compute.map((own, device) => own + times[device]);
}

/** Milliseconds of the slowest device. */
export const simulatedCost = (loads: readonly DeviceLoad[], exchange?: Exchange): number =>
  Math.max(...simulatedTimes(loads, exchange));

/** Milliseconds of each device of a plan, under any model. */
export function judgedTimes(
  pieces: readonly Piece[],
  devices: readonly number[],
  task: SearchTask,
  judge: SetCostModel,
): number[] {
  const { tables, exchange } = task;
  const loads = startLoads(task, judge);
  pieces.forEach(({ table, dimension, bytes }, index) => {
    const vector = judge.embed({ ...tables[table], dimension });
    const load = loads[devices[index]];
    if (load.sum) addTo(load.sum, vector);
    else load.sum = vector.slice();
    load.bytes += bytes;
    load.dimensions += dimension;
  });
  for (const load of loads) load.compute = load.sum ? judge.cost(load.sum) : 0;
  return simulatedTimes(loads, exchange);
}

/** Milliseconds of its slowest device. */
export const judgedCost = (
  pieces: readonly Piece[],
  devices: readonly number[],
  task: SearchTask,
  judge: SetCostModel,
): number => Math.max(...judgedTimes(pieces, devices, task, judge));
