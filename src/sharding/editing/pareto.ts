// Time against memory: plans that are searched for under several caps on what tables may take of any device.

import type { CostModel } from '../costModel';
import type { Plan } from '../problem';
import { type Choice, heldBy, type SearchProblem } from '../search/problem';
import { searching } from '../search/search';
import type { PlanDocument } from './document';
import { evaluate } from './evaluation';
import { fitted } from './fitting';
import { nothingFits } from './planRepair';
import { narrowerWidths } from './searchPlanner';
import { spaceOf } from './space';

export interface ParetoPoint {
  plan: Plan;
  /** Milliseconds. */
  rating: number;
  /** Bytes that tables take of the fullest device: of its HBM, or of host memory where it has none. */
  bytes: number;
  /** Bytes; the cap under which it was found, or undefined of the document's own plan. */
  cap?: number;
  /** Another point is no worse in both and better in one. */
  dominated: boolean;
}

export interface ParetoProgress {
  /** Caps that are done, of how many. */
  done: number;
  total: number;
  points: readonly ParetoPoint[];
}

export interface ParetoSettings {
  seed: number;
  /** How many, from what the unhindered search takes down to the least that tables could take. */
  caps: number;
  /** Changes that the search weighs at every cap. */
  steps: number;
  stopped?: () => boolean;
}

const ROUNDS = 3;

/**
 * Yields after every cap, and after every slice of a search; the last is what it returns. Each cap is below what was
 * found under the one before, and the search under it begins there. Throws `ConfigError` where no plan fits the devices as they are.
 */
export function* paretoFront(
  document: PlanDocument,
  cost: CostModel,
  { seed, caps, steps, stopped }: ParetoSettings,
): Generator<ParetoProgress, ParetoProgress> {
  const tier = document.problem.topology.device === 'cuda' ? 0 : 1;
  const space = spaceOf(document, cost, narrowerWidths(document));
  const points: ParetoPoint[] = [];
  const given = evaluate(document, cost);
  if (!given.violations.length)
    points.push(pointOf(document.plan, given.rating, usedOf(given.devices, tier)));
  const first = fitted(space.problem, space.start);
  if (!first) throw nothingFits(document, 'Time against memory');
  const progress = (done: number): ParetoProgress => ({ done, total: caps, points: marked(points) });
  const least = leastBytes(space.problem, tier);
  let cap = Math.max(...space.problem.capacity[tier]);
  let from: readonly Choice[] = first;
  for (let index = 0; index < caps; index++) {
    if (stopped?.()) return progress(index);
    const problem = capped(space.problem, tier, cap);
    const start = fitted(problem, from);
    if (start) {
      const search = searching(problem, start, { seed, steps, rounds: ROUNDS });
      let next = search.next();
      for (; !next.done; next = search.next()) {
        yield progress(index);
        if (stopped?.()) return progress(index);
      }
      from = next.value.choices;
      const plan = space.plan(from);
      const { rating } = evaluate({ ...document, plan }, cost, given);
      const bytes = Math.max(...heldBy(problem, from)[tier]);
      points.push({ ...pointOf(plan, rating, bytes), cap });
      // Between what was found and the lower cap the search would find the same again.
      cap = bytes;
    }
    yield progress(index + 1);
    cap -= (cap - least) / (caps - index);
  }
  return progress(caps);
}

const pointOf = (plan: Plan, rating: number, bytes: number): ParetoPoint => ({
  ...{ plan, rating, bytes, dominated: false },
});

const usedOf = (devices: readonly { used: { hbm: number; ddr: number } }[], tier: number): number =>
  Math.max(...devices.map(({ used }) => (tier === 0 ? used.hbm : used.ddr)));

const capped = (problem: SearchProblem, tier: number, cap: number): SearchProblem => ({
  ...problem,
  capacity: problem.capacity.map((bytes, at) =>
    at === tier ? bytes.map((each) => Math.min(each, cap)) : bytes,
  ),
});

/** Below it the fullest device of no plan stays: an even share of the leanest cuts, and the largest part that none avoids. */
function leastBytes({ tables, devices }: SearchProblem, tier: number): number {
  let sum = 0;
  let largest = 0;
  for (const options of tables) {
    const sizes = options.map(({ blocks }) =>
      blocks.flatMap(({ parts }) => parts.map(({ memory }) => memory[tier])),
    );
    sum += Math.min(...sizes.map((own) => own.reduce((all, bytes) => all + bytes, 0)));
    largest = Math.max(largest, Math.min(...sizes.map((own) => Math.max(...own))));
  }
  return Math.max(sum / devices, largest);
}

export const marked = (points: readonly ParetoPoint[]): ParetoPoint[] =>
  points.map((point) => ({
    ...point,
    dominated: points.some(
      (other) =>
        other.rating <= point.rating &&
        other.bytes <= point.bytes &&
        (other.rating < point.rating || other.bytes < point.bytes),
    ),
  }));
