// NeuroShard's inner search (Zha et al. 2023): for each limit on the dimensions of a device, tables go one by one, the
// most costly first, to the device that is cheapest so far by its learned cost; the limit with the best plan is kept.

import { type DeviceLoad, type Piece, place, type SearchTask, simulatedCost, startLoads } from './task';

/** How far a device's dimensions may lie above an equal share. */
export const gridScales: readonly number[] = Array.from({ length: 11 }, (_, k) => 1 + 0.05 * k);

export interface GridPlacement {
  /** Of each piece. */
  devices: number[];
  loads: DeviceLoad[];
  /** Milliseconds of the slowest device. */
  cost: number;
  /** How far above an equal share of dimensions a device was let go. */
  scale: number;
}

/** Undefined where the pieces find no room in memory. */
export function greedyGridPlacement(
  task: SearchTask,
  pieces: readonly Piece[],
  scales: readonly number[] = gridScales,
): GridPlacement | undefined {
  const order = pieces
    .map((_, index) => index)
    .sort((a, b) => pieces[b].single - pieces[a].single || pieces[b].bytes - pieces[a].bytes || a - b);
  const start = startLoads(task, task.model);
  const share =
    [...pieces.map(({ dimension }) => dimension), ...start.map(({ dimensions }) => dimensions)].reduce(
      (sum, own) => sum + own,
      0,
    ) / task.devices;
  let best: GridPlacement | undefined;
  for (const scale of [...scales, Number.POSITIVE_INFINITY]) {
    // A few wide tables find no room under any limit of the grid: then there is none, which the paper does not say.
    if (scale === Number.POSITIVE_INFINITY && best) break;
    const placed = placedUnder(task, pieces, { order, start, dimensionLimit: scale * share });
    if (!placed) continue;
    const cost = simulatedCost(placed.loads, task.exchange);
    if (!best || cost < best.cost) best = { ...placed, cost, scale };
  }
  return best;
}

interface Placing {
  order: readonly number[];
  start: readonly DeviceLoad[];
  dimensionLimit: number;
}

function placedUnder(
  { capacityBytes, model }: SearchTask,
  pieces: readonly Piece[],
  { order, start, dimensionLimit }: Placing,
): Pick<GridPlacement, 'devices' | 'loads'> | undefined {
  const loads = start.map((load) => ({ ...load, sum: load.sum?.slice() }));
  const devices = Array<number>(pieces.length).fill(-1);
  for (const index of order) {
    const piece = pieces[index];
    let chosen = -1;
    loads.forEach(({ compute, bytes, dimensions }, device) => {
      // Sums of halves and twentieths: an exact fit must not fail by rounding.
      const fits = dimensions + piece.dimension <= dimensionLimit * (1 + 1e-9);
      if (!fits || bytes + piece.bytes > capacityBytes) return;
      if (chosen < 0 || compute < loads[chosen].compute) chosen = device;
    });
    if (chosen < 0) return undefined;
    place(loads[chosen], piece, model);
    devices[index] = chosen;
  }
  return { devices, loads };
}
