// Memory for intermediates. Two that are never alive at once may share bytes, under one rule of
// WebGPU: a dispatch must not read one part of a buffer and write another. So values are first
// coloured (a value read and a value written by the same dispatch get different arenas), then packed
// within each arena, largest first, at the lowest offset free for their whole life.

import { byteLength, type Value } from '../graph/value';
import type { Dispatch } from '../kernels/kernel';
import { align, type Placement } from './layout';

/** All that placing must know of a dispatch. */
type Bound = Pick<Dispatch, 'bindings'>;

interface Life {
  value: Value;
  bytes: number;
  /** First and last dispatch that touch it. */
  first: number;
  last: number;
}

export interface ArenaPlan {
  placements: Map<Value, Placement>;
  /** Size of each arena by buffer name. */
  buffers: Map<string, number>;
}

/**
 * Places every value of `dispatches` that `needsMemory`. Values in `kept` stay intact to the end of the
 * step. No arena exceeds `maximumBytes`; further ones are opened instead.
 */
export function planArenas(
  dispatches: readonly Bound[],
  needsMemory: (value: Value) => boolean,
  kept: ReadonlySet<Value>,
  maximumBytes: number,
): ArenaPlan {
  const lives = lifetimes(dispatches, needsMemory, kept);
  const colours = colour(dispatches, lives);
  const placements = new Map<Value, Placement>();
  const buffers = new Map<string, number>();
  const arenas = new Map<number, Life[]>();
  for (const life of lives.values()) {
    const own = colours.get(life.value)!;
    const members = arenas.get(own);
    if (members) members.push(life);
    else arenas.set(own, [life]);
  }
  for (const [own, members] of [...arenas].sort(([a], [b]) => a - b)) {
    for (const [page, packed] of pack(members, maximumBytes).entries()) {
      const buffer = page ? `arena${own}.${page}` : `arena${own}`;
      for (const { life, offset } of packed) {
        placements.set(life.value, { buffer, offset, bytes: life.bytes });
        buffers.set(buffer, Math.max(buffers.get(buffer) ?? 0, offset + align(life.bytes)));
      }
    }
  }
  return { placements, buffers };
}

function lifetimes(
  dispatches: readonly Bound[],
  needsMemory: (value: Value) => boolean,
  kept: ReadonlySet<Value>,
): Map<Value, Life> {
  const lives = new Map<Value, Life>();
  for (const [index, { bindings }] of dispatches.entries())
    for (const { value } of bindings) {
      if (!needsMemory(value)) continue;
      const life = lives.get(value);
      if (life) life.last = index;
      else lives.set(value, { value, bytes: byteLength(value), first: index, last: index });
    }
  for (const life of lives.values()) if (kept.has(life.value)) life.last = dispatches.length;
  return lives;
}

/** Greedy in order of first use; among allowed colours the one where the value costs least. */
function colour(dispatches: readonly Bound[], lives: ReadonlyMap<Value, Life>): Map<Value, number> {
  const conflicts = new Map<Value, Set<Value>>();
  const separate = (a: Value, b: Value) => {
    if (!conflicts.has(a)) conflicts.set(a, new Set());
    conflicts.get(a)!.add(b);
  };
  for (const { bindings } of dispatches) {
    const own = bindings.filter(({ value }) => lives.has(value));
    for (const reader of own.filter(({ access }) => access === 'read'))
      for (const writer of own.filter(({ access }) => access !== 'read')) {
        separate(reader.value, writer.value);
        separate(writer.value, reader.value);
      }
  }
  const colours = new Map<Value, number>();
  const alive: Life[][] = [];
  for (const life of lives.values()) {
    const taken = new Set([...(conflicts.get(life.value) ?? [])].map((other) => colours.get(other)));
    let best = -1;
    let bestLoad = Number.POSITIVE_INFINITY;
    for (let candidate = 0; candidate < alive.length; candidate++) {
      if (taken.has(candidate)) continue;
      const load = alive[candidate].reduce(
        (sum, other) => (other.last >= life.first ? sum + other.bytes : sum),
        0,
      );
      if (load < bestLoad) [best, bestLoad] = [candidate, load];
    }
    if (best < 0) best = alive.push([]) - 1;
    alive[best].push(life);
    colours.set(life.value, best);
  }
  return colours;
}

interface Packed {
  life: Life;
  offset: number;
}

/** Largest first at the lowest free offset; a new page when `maximumBytes` would be exceeded. */
function pack(members: readonly Life[], maximumBytes: number): Packed[][] {
  const pages: Packed[][] = [[]];
  const largestFirst = [...members].sort((a, b) => b.bytes - a.bytes || a.first - b.first);
  for (const life of largestFirst) {
    let page = 0;
    let offset = lowestFree(pages[page], life);
    while (offset + align(life.bytes) > maximumBytes && pages[page].length) {
      if (++page === pages.length) pages.push([]);
      offset = lowestFree(pages[page], life);
    }
    pages[page].push({ life, offset });
  }
  return pages;
}

function lowestFree(page: readonly Packed[], life: Life): number {
  const blocking = page
    .filter((other) => other.life.first <= life.last && life.first <= other.life.last)
    .sort((a, b) => a.offset - b.offset);
  let offset = 0;
  for (const other of blocking) {
    if (other.offset >= offset + align(life.bytes)) break;
    offset = Math.max(offset, other.offset + align(other.life.bytes));
  }
  return offset;
}
