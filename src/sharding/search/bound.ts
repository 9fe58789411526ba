// A lower bound on the most loaded device of any plan that fits. Suppose that all devices keep within a load C. Then
// options with a part above C are out; a table whose remaining options load every device takes a base away from all of
// them, which may put further options out; and of what is left every part gets a weight such that the parts of one
// device never weigh more than 1 together. If even the lightest option of every table makes the tables weigh more than
// there are devices, no plan keeps within C. The bound is the largest C found by bisection that is refuted so; each
// refutation is a proof on its own. Weighings are in `weighings.ts`; the plainest of them gives Σ min / devices.

import type { Part, SearchOption, SearchProblem } from './problem';
import { weighings } from './weighings';

/** Equal parts of an option. */
interface Group {
  cost: number;
  /** Of the mean capacity of a device, by tier. */
  held: readonly number[];
  count: number;
}

interface Weighed {
  groups: readonly Group[];
  /** What it puts on every device at least, wherever it lies. */
  everywhere: number;
}

/** Relative; a refutation must stand clear of rounding. */
const CLEAR = 1e-9;
const BISECTIONS = 40;

/** In the unit of the costs: no plan of the problem keeps its most loaded device within it. */
export function lowerBound(problem: SearchProblem): number {
  const tables = problem.tables.map((options) => options.map((option) => weighed(option, problem)));
  let low = 0;
  let high = tables
    .flat()
    .reduce((sum, { groups }) => sum + groups.reduce((own, { cost, count }) => own + cost * count, 0), 0);
  for (let step = 0; step < BISECTIONS; step++) {
    const middle = (low + high) / 2;
    if (refuted(tables, middle, problem)) low = middle;
    else high = middle;
  }
  return low;
}

function weighed({ blocks }: SearchOption, { capacity, devices }: SearchProblem): Weighed {
  const groups = new Map<string, Group>();
  const means = capacity.map((tier) => tier.reduce((sum, bytes) => sum + bytes, 0) / devices);
  for (const part of blocks.flatMap(({ parts }) => parts)) {
    const key = `${part.cost} ${part.memory.join(' ')}`;
    const found = groups.get(key);
    if (found) found.count++;
    else groups.set(key, { cost: part.cost, held: shares(part, means), count: 1 });
  }
  const covering = blocks.filter(({ positions }) =>
    positions.every((position) => new Set(position).size === devices),
  );
  const everywhere = covering.reduce((sum, { parts }) => sum + Math.min(...parts.map(({ cost }) => cost)), 0);
  return { groups: [...groups.values()], everywhere };
}

const shares = ({ memory }: Part, means: readonly number[]): number[] =>
  memory.map((bytes, tier) => (bytes === 0 ? 0 : bytes / means[tier]));

function refuted(
  tables: readonly (readonly Weighed[])[],
  limit: number,
  { devices, capacity }: SearchProblem,
): boolean {
  const left = leftWithin(tables, limit);
  if (!left) return true;
  const { room, free } = left;
  const costs = free.flatMap((options) => options.flatMap(({ groups }) => groups.map(({ cost }) => cost)));
  return weighings(
    costs.map((cost) => cost / room),
    capacity.length,
  ).some((weigh) => {
    let sum = 0;
    for (const options of free) {
      let lightest = Number.POSITIVE_INFINITY;
      for (const { groups } of options) {
        let weight = 0;
        for (const { cost, held, count } of groups) weight += count * weigh(cost / room, held);
        if (weight < lightest) lightest = weight;
      }
      sum += lightest;
    }
    return sum > devices * (1 + CLEAR);
  });
}

/** The room that every device has beside the base, and the tables that are not part of it; undefined where one has no option. */
function leftWithin(
  tables: readonly (readonly Weighed[])[],
  limit: number,
): { room: number; free: Weighed[][] } | undefined {
  let options = tables.map((own) => [...own]);
  for (;;) {
    const forced = options.map((own) => Math.min(...own.map(({ everywhere }) => everywhere)));
    const base = forced.reduce((sum, each) => sum + each, 0);
    const within = options.map((own, table) =>
      own.filter(({ groups }) =>
        groups.every(({ cost }) => cost <= (limit - (base - forced[table])) * (1 + CLEAR)),
      ),
    );
    if (base > limit || within.some((own) => own.length === 0)) return undefined;
    if (within.every((own, table) => own.length === options[table].length))
      return { room: limit - base, free: options.filter((_, table) => !forced[table]) };
    options = within;
  }
}
