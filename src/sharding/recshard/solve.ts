// Splits the rows of many tables over many devices. One price for a byte of fast memory turns each table into a single
// number, its time at its best plus what its rows would pay for their room; those numbers are partitioned, each device
// is filled anew, and tables are moved and exchanged until the slowest device cannot be helped.

import { greedyPlacement } from '../baselines/greedy';
import { differencingPlacement } from '../baselines/karmarkarKarp';
import { splitBound } from './bound';
import { DeviceSets, NONE } from './deviceSets';
import { assignments, exactPlacement } from './exact';
import { type HotnessOrder, hotnessOrder } from './hotness';
import type { SplitPlan } from './splitPlan';
import { alreadyOf, areAlike, type SplitProblem } from './splitProblem';

export interface SplitProgress {
  /** Seconds of the slowest device of the best plan so far, and what no plan can go below. */
  best: number;
  bound: number;
  /** (best − bound) / bound. */
  gap: number;
  steps: number;
}

export interface SplitSolution extends SplitProgress {
  plan: SplitPlan;
  /** No assignment of tables to devices is better: the search was exhaustive, or the bound is met. */
  optimal: boolean;
}

export interface SolveOptions {
  /** Asked between steps; the best plan so far is returned. */
  stopped?(): boolean;
  progress?(progress: SplitProgress): void;
  /** It goes on until the gap is no larger. */
  gap?: number;
}

/** Problems with no more assignments than this are searched through. */
const EXHAUSTIVE = 1e6;

/** Deterministic: the same problem gives the same plan. Undefined where none was found that fits. */
export function solveSplit(problem: SplitProblem, options: SolveOptions = {}): SplitSolution | undefined {
  const search = searchSplit(problem, options);
  for (let step = search.next(); ; step = search.next()) {
    if (step.done) return step.value;
    options.progress?.(step.value);
  }
}

/** A step of the search; its plan is good until the next one. */
export interface SplitStep extends SplitProgress {
  plan(): SplitPlan;
}

/** The same, step by step. */
export function* searchSplit(
  problem: SplitProblem,
  { stopped = () => false, gap: enough = 5e-4 }: SolveOptions = {},
): Generator<SplitStep, SplitSolution | undefined, void> {
  const order = hotnessOrder(problem);
  const bound = splitBound(problem, order);
  const prices = pricedSeconds(order, bound.bytePrice, bound.threshold);
  let sets = new DeviceSets(problem, order, placedByPrice(problem, prices));
  const state = (steps: number): SplitStep => {
    const best = Math.max(...sets.seconds);
    const gap = bound.seconds > 0 ? best / bound.seconds - 1 : 0;
    return { best, bound: bound.seconds, gap, steps, plan: () => sets.plan() };
  };
  let now = state(0);
  yield now;
  while (!stopped() && now.gap > enough && improve(sets, prices)) {
    now = state(now.steps + 1);
    yield now;
  }
  const searched = now.gap > 0 && assignments(problem) <= EXHAUSTIVE;
  const better = searched ? exactPlacement(problem, order, prices, now.best, stopped) : undefined;
  if (better) {
    sets = new DeviceSets(problem, order, better.placement);
    now = state(now.steps + 1);
  }
  const optimal = (searched && !stopped()) || now.gap <= 0;
  return Number.isFinite(now.best) ? { ...now, plan: sets.plan(), optimal } : undefined;
}

/** Of each table: seconds at the pooled optimum, plus the price of the fast memory that its rows have there. */
function pricedSeconds(order: HotnessOrder, bytePrice: number, threshold: number): number[] {
  return order.placesOf.map((places, table) => {
    let seconds = order.slowSeconds[table];
    for (const place of places)
      if (place < threshold) seconds -= order.savings[place] - bytePrice * order.bytes[place];
    return Math.max(0, seconds);
  });
}

/** Differencing takes devices to be alike; where they are not, the greedy rule begins with what they have to do. */
function placedByPrice(problem: SplitProblem, costs: readonly number[]) {
  const { devices } = problem;
  if (areAlike(problem)) return differencingPlacement({ costs, devices });
  const nothing = (count: number) => Array<number>(count).fill(0);
  return greedyPlacement({
    ...{ costs, devices, bytes: nothing(costs.length), capacityBytes: Number.POSITIVE_INFINITY },
    already: { costs: [...alreadyOf(problem)], bytes: nothing(devices) },
  })!;
}

/** Candidates tried on either side of the exchange that prices suggest. */
const NEIGHBOURS = 2;

/** One move or exchange between the slowest device and another that leaves both faster than it was; false: none. */
function improve(sets: DeviceSets, prices: readonly number[]): boolean {
  const slowest = sets.seconds.indexOf(Math.max(...sets.seconds));
  const high = sets.seconds[slowest];
  let best = { seconds: high * (1 - 1e-9), table: NONE, to: NONE, other: NONE };
  for (let to = 0; to < sets.seconds.length; to++) {
    if (to === slowest) continue;
    const wanted = (high - sets.seconds[to]) / 2;
    const others = sets.tablesOn(to).sort((a, b) => prices[a] - prices[b]);
    for (const table of sets.tablesOn(slowest))
      for (const other of [NONE, ...nearest(others, prices, prices[table] - wanted)]) {
        const there = sets.secondsWith(to, other, table);
        if (there >= best.seconds) continue;
        const seconds = Math.max(there, sets.secondsWith(slowest, table, other));
        if (seconds < best.seconds) best = { seconds, table, to, other };
      }
  }
  if (best.table === NONE) return false;
  sets.exchange(best.table, best.to, best.other);
  return true;
}

/** Tables, sorted by price, whose prices are next to one. */
function nearest(sorted: readonly number[], prices: readonly number[], price: number): number[] {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (prices[sorted[middle]] < price) low = middle + 1;
    else high = middle;
  }
  return sorted.slice(Math.max(0, low - NEIGHBOURS), low + NEIGHBOURS);
}
