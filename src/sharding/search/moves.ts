// The moves of the search. Each gathers what it would change in the state and returns how to carry it out, or nothing
// where it would change nothing.

import type { Draws } from './draws';
import type { SearchState } from './state';

export type Move = (() => void) | undefined;

/** Puts one block of a table elsewhere. */
export function relocate(state: SearchState, draws: Draws, table: number): Move {
  const blocks = state.blocks[table][state.option[table]];
  const index = blocks.length > 1 ? draws.below(blocks.length) : 0;
  const block = blocks[index];
  if (block.positions < 2) return undefined;
  const own = state.positions[table];
  const from = own[index];
  const to = (from + 1 + draws.below(block.positions - 1)) % block.positions;
  state.gather(block, from, -1);
  state.gather(block, to, 1);
  return () => {
    own[index] = to;
  };
}

/** Two blocks change places. */
export function swap(state: SearchState, draws: Draws, a: number, b: number): Move {
  const blocksOfA = state.blocks[a][state.option[a]];
  const blocksOfB = state.blocks[b][state.option[b]];
  const i = blocksOfA.length > 1 ? draws.below(blocksOfA.length) : 0;
  const j = blocksOfB.length > 1 ? draws.below(blocksOfB.length) : 0;
  const [first, second] = [blocksOfA[i], blocksOfB[j]];
  const [own, other] = [state.positions[a], state.positions[b]];
  const [from, to] = [own[i], other[j]];
  if (from === to || first.places !== second.places) return undefined;
  state.gather(first, from, -1);
  state.gather(second, to, -1);
  state.gather(first, to, 1);
  state.gather(second, from, 1);
  return () => {
    own[i] = to;
    other[j] = from;
  };
}

/** Another way to cut a table: another type, a split or a merge. Each new block goes to the better of some positions. */
export function recut(state: SearchState, draws: Draws, table: number): Move {
  const options = state.blocks[table];
  if (options.length < 2) return undefined;
  const before = state.option[table];
  const after = (before + 1 + draws.below(options.length - 1)) % options.length;
  const own = state.positions[table];
  for (const [index, block] of options[before].entries()) state.gather(block, own[index], -1);
  const chosen = options[after].map((block) => {
    const a = draws.below(block.positions);
    const b = draws.below(block.positions);
    const position = highestAt(state, block, a) <= highestAt(state, block, b) ? a : b;
    state.gather(block, position, 1);
    return position;
  });
  return () => {
    state.option[table] = after;
    own.set(chosen);
  };
}

function highestAt(state: SearchState, block: SearchState['blocks'][0][0][0], position: number): number {
  const count = block.costs.length;
  let most = 0;
  for (let part = 0; part < count; part++)
    most = Math.max(most, state.load[block.devices[position * count + part]]);
  return most;
}
