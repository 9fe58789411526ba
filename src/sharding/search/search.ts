// Improves a plan: simulated annealing in rounds over moves, swaps and other cuts, each round from the best plan so far,
// some of them from the start. The best plan is what it returns, which is never worse than the start.

import { lowerBound } from './bound';
import { Draws } from './draws';
import { type Move, recut, relocate, swap } from './moves';
import { type Choice, costOf, heldBy, type SearchProblem } from './problem';
import { SearchState } from './state';

export interface SearchProgress {
  steps: number;
  totalSteps: number;
  best: number;
  bound: number;
  /** (best − bound) / bound. */
  gap: number;
}

export interface SearchSettings {
  seed: number;
  /** Moves that are weighed, over all rounds. */
  steps: number;
  rounds: number;
}

export interface SearchResult {
  choices: Choice[];
  cost: number;
  bound: number;
  gap: number;
  steps: number;
}

/** Steps between two looks at what the host wants. */
const SLICE = 20_000;
/** Temperatures of every round, as change of energy; a device at the load of the best plan counts 1. */
const HOTTEST = 2;
const COOLEST = 1e-3;
/** Of rounds in turn: a blunt energy finds the way, a sharp one sees little but the most loaded device. */
const SQUARINGS = [3, 4, 5];
/** Chance of each kind of move; the rest are relocations. */
const SWAPS = 0.35;
const RECUTS = 0.3;
/** Relative; a plan this close to the bound is the best there is. */
const CLOSED = 1e-9;

/** Yields after every slice of steps; whoever has seen enough ends it, and has the best plan from `best`. */
export function* searching(
  given: SearchProblem,
  start: readonly Choice[],
  { seed, steps: totalSteps, rounds }: SearchSettings,
): Generator<SearchProgress & { choices: readonly Choice[] }, SearchResult> {
  const problem = withRoomFor(given, start);
  const bound = lowerBound(problem);
  const state = new SearchState(problem, start);
  const draws = new Draws(seed, 23);
  let best: { choices: Choice[]; cost: number } = { choices: [...start], cost: costOf(problem, start) };
  let steps = 0;
  const gap = () => (bound > 0 ? best.cost / bound - 1 : 0);
  const result = (): SearchResult => ({ ...best, bound, gap: gap(), steps });
  const length = Math.ceil(totalSteps / rounds);
  const cooling = COOLEST / HOTTEST;
  yield { steps, totalSteps, best: best.cost, bound, gap: gap(), choices: best.choices };
  for (let round = 0; round < rounds; round++) {
    state.restore(round % 2 === 0 || round === rounds - 1 ? best.choices : start);
    state.reference = best.cost;
    state.squarings = SQUARINGS[round % SQUARINGS.length];
    for (let step = 0; step < length; step += SLICE) {
      if (gap() <= CLOSED) return result();
      const slice = Math.min(SLICE, length - step);
      for (let i = 0; i < slice; i++) {
        const temperature = HOTTEST * cooling ** ((step + i) / length);
        if (!tryMove(state, draws, temperature)) continue;
        if (state.highest() < best.cost * (1 - CLOSED)) {
          const cost = state.exactCost();
          if (cost < best.cost) best = { choices: state.choices(), cost };
        }
      }
      steps += slice;
      state.refresh();
      yield { steps, totalSteps, best: best.cost, bound, gap: gap(), choices: best.choices };
    }
  }
  return result();
}

export interface SearchHost {
  stopped?: () => boolean;
  report?: (progress: SearchProgress) => void;
}

/** The whole search at once; a host may follow and stop it. */
export function improve(
  problem: SearchProblem,
  start: readonly Choice[],
  settings: SearchSettings,
  { stopped, report }: SearchHost = {},
): SearchResult {
  const search = searching(problem, start, settings);
  for (;;) {
    const next = search.next();
    if (next.done) return next.value;
    const { choices, best, bound, gap, steps } = next.value;
    report?.(next.value);
    if (stopped?.()) return { choices: [...choices], cost: best, bound, gap, steps };
  }
}

/** A device that the start fills beyond its capacity may keep that much, and no more. */
function withRoomFor(problem: SearchProblem, start: readonly Choice[]): SearchProblem {
  const held = heldBy(problem, start);
  const capacity = problem.capacity.map((bytes, tier) =>
    bytes.map((each, device) => Math.max(each, held[tier][device])),
  );
  return { ...problem, capacity };
}

/** Whether a move was made. */
function tryMove(state: SearchState, draws: Draws, temperature: number): boolean {
  const move = propose(state, draws);
  if (!move) {
    state.forget();
    return false;
  }
  const change = state.weigh();
  if (change > 0 && !(draws.uniform() < Math.exp(-change / temperature))) {
    state.forget();
    return false;
  }
  state.keep();
  move();
  return true;
}

function propose(state: SearchState, draws: Draws): Move {
  const tables = state.option.length;
  const table = draws.below(tables);
  const kind = draws.uniform();
  if (kind < RECUTS) return recut(state, draws, table);
  if (kind < RECUTS + SWAPS) return swap(state, draws, table, draws.below(tables));
  return relocate(state, draws, table);
}
