// Makes a placement fit into memory, then lowers the bottleneck that this has raised: moves of one table and swaps of
// two, always the best of all.

import { fits, type Placement, type PlacementProblem, sumsOf } from './placement';

interface Change {
  table: number;
  /** The table that comes back, or −1. */
  other: number;
  to: number;
  overflow: number;
  bottleneck: number;
}

/** What fits already stays as it is. Undefined where no move and no swap lessens what overflows. */
export function repaired(problem: PlacementProblem, start: Placement): Placement | undefined {
  if (fits(problem, start)) return start;
  const placement = [...start];
  const sums = sumsOf(problem, placement);
  for (;;) {
    const over = sums.bytes.map((bytes) => Math.max(0, bytes - problem.capacityBytes));
    const fullest = over.indexOf(Math.max(...over));
    const fitting = over[fullest] === 0;
    // What overflows most is relieved first; once all fits, the costliest device.
    const from = fitting ? sums.costs.indexOf(Math.max(...sums.costs)) : fullest;
    const change = bestChange(problem, placement, sums, from, fitting);
    if (!change) return fitting ? placement : undefined;
    apply(problem, placement, sums, change);
  }
}

/** Between `from` and each other device. Overflow counts first, then the larger of the two costs. */
function bestChange(
  problem: PlacementProblem,
  placement: Placement,
  sums: { costs: number[]; bytes: number[] },
  from: number,
  fitting: boolean,
): Change | undefined {
  const { costs, bytes, devices, capacityBytes } = problem;
  const members: number[][] = Array.from({ length: devices }, () => []);
  placement.forEach((device, table) => {
    members[device].push(table);
  });
  const excess = (used: number) => Math.max(0, used - capacityBytes);
  let best: Change | undefined;
  for (let to = 0; to < devices; to++) {
    if (to === from) continue;
    const now = excess(sums.bytes[from]) + excess(sums.bytes[to]);
    const high = Math.max(sums.costs[from], sums.costs[to]);
    for (const table of members[from])
      for (const other of [-1, ...members[to]]) {
        const cost = costs[table] - (other < 0 ? 0 : costs[other]);
        const size = bytes[table] - (other < 0 ? 0 : bytes[other]);
        const overflow = excess(sums.bytes[from] - size) + excess(sums.bytes[to] + size);
        const bottleneck = Math.max(sums.costs[from] - cost, sums.costs[to] + cost);
        // Rounding must not let two changes undo each other for ever.
        const lowers = bottleneck < high * (1 - 1e-12);
        if (fitting ? overflow > 0 || !lowers : overflow >= now) continue;
        const gained = overflow - now;
        const bestGained = best ? best.overflow : 0;
        if (!best || gained < bestGained || (gained === bestGained && bottleneck < best.bottleneck))
          best = { table, other, to, overflow: gained, bottleneck };
      }
  }
  return best;
}

function apply(
  { costs, bytes }: PlacementProblem,
  placement: number[],
  sums: { costs: number[]; bytes: number[] },
  { table, other, to }: Change,
): void {
  const from = placement[table];
  const shift = (moved: number, source: number, target: number) => {
    placement[moved] = target;
    sums.costs[source] -= costs[moved];
    sums.bytes[source] -= bytes[moved];
    sums.costs[target] += costs[moved];
    sums.bytes[target] += bytes[moved];
  };
  shift(table, from, to);
  if (other >= 0) shift(other, to, from);
}
