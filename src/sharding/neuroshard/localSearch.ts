// A plain local search for comparison: moves of one piece away from the slowest device, and swaps of two, always the
// best of all, by the same learned costs, until none helps.

import type { GridPlacement } from './greedyGrid';
import { type DeviceLoad, type Piece, place, type SearchTask, simulatedCost, startLoads } from './task';

/** At least as good as `start`, and without another split. */
export function locallyImproved(
  task: SearchTask,
  pieces: readonly Piece[],
  start: Pick<GridPlacement, 'devices'>,
): Pick<GridPlacement, 'devices' | 'loads' | 'cost'> {
  const devices = [...start.devices];
  let loads = loadsOf(task, pieces, devices);
  let cost = simulatedCost(loads, task.exchange);
  for (;;) {
    const change = bestChange(task, pieces, devices, loads);
    // Rounding must not let two changes undo each other for ever.
    if (!change || change.cost >= cost * (1 - 1e-9)) return { devices, loads, cost };
    for (const [index, device] of change.moves) devices[index] = device;
    // Summed anew, so that differences of floating-point numbers do not add up.
    loads = loadsOf(task, pieces, devices);
    cost = simulatedCost(loads, task.exchange);
  }
}

interface Change {
  moves: [index: number, device: number][];
  cost: number;
}

function bestChange(
  task: SearchTask,
  pieces: readonly Piece[],
  devices: readonly number[],
  loads: readonly DeviceLoad[],
): Change | undefined {
  const times = loads.map(({ compute }) => compute);
  const from = times.indexOf(Math.max(...times));
  const on = (device: number) => pieces.flatMap((_, index) => (devices[index] === device ? [index] : []));
  let best: Change | undefined;
  for (let to = 0; to < task.devices; to++) {
    if (to === from) continue;
    for (const index of on(from))
      for (const other of [-1, ...on(to)]) {
        const left = exchanged(task, pieces, loads[from], index, other);
        const right = exchanged(task, pieces, loads[to], other, index);
        if (left.bytes > task.capacityBytes || right.bytes > task.capacityBytes) continue;
        const cost = simulatedCost(loads.with(from, left).with(to, right), task.exchange);
        if (best && cost >= best.cost) continue;
        best = {
          cost,
          moves:
            other < 0
              ? [[index, to]]
              : [
                  [index, to],
                  [other, from],
                ],
        };
      }
  }
  return best;
}

/** A device that gives one piece and takes another; −1 is none. */
function exchanged(
  { model }: SearchTask,
  pieces: readonly Piece[],
  { sum, bytes, dimensions }: DeviceLoad,
  given: number,
  taken: number,
): DeviceLoad {
  const [out, into] = [pieces[given], pieces[taken]];
  const vector = sum ? sum.slice() : new Float64Array((out ?? into).vector.length);
  for (let k = 0; k < vector.length; k++) vector[k] += (into?.vector[k] ?? 0) - (out?.vector[k] ?? 0);
  const left = dimensions + (into?.dimension ?? 0) - (out?.dimension ?? 0);
  return {
    sum: left > 0 ? vector : undefined,
    compute: left > 0 ? model.cost(vector) : 0,
    bytes: bytes + (into?.bytes ?? 0) - (out?.bytes ?? 0),
    dimensions: left,
  };
}

function loadsOf(task: SearchTask, pieces: readonly Piece[], devices: readonly number[]): DeviceLoad[] {
  const loads = startLoads(task, task.model);
  pieces.forEach((piece, index) => {
    place(loads[devices[index]], piece, task.model);
  });
  return loads;
}
