// In which order sets are measured: at random, so that a machine that slows down does so for large and small sets alike,
// and some of them twice, far apart.

import { RandomStream } from '../../base/randomStream';

export interface Turn {
  set: number;
  /** Whether it is the set's second. */
  again: boolean;
}

const STREAM = 47;

/** Each set once, the first `again` of them once more after that. The same seed gives the same order. */
export function turnsOf(sets: number, again: number, seed: number): Turn[] {
  const twice = Math.min(again, sets);
  const order = new RandomStream(seed, STREAM).permutation(sets + twice);
  const seen = new Set<number>();
  return Array.from(order, (place) => {
    const set = place < sets ? place : place - sets;
    const turn = { set, again: seen.has(set) };
    seen.add(set);
    return turn;
  });
}
