// The mean of several runs and how far they lie apart, at common places of the x axis: where rows are few,
// at each of their x; where they are many, over each pixel column.

import type { Extremes } from './extremes';
import { firstRowFrom, type XColumn, xAt } from './rows';
import { type Scale, toPixel, toValue } from './scale';

export interface GroupMember {
  x: XColumn;
  y: Float64Array;
  extremes: Extremes;
}

export interface Spread {
  x: number;
  mean: number;
  low: number;
  high: number;
}

/** A group with fewer rows than this is taken at every x it has. */
const FEW_ROWS = 400;

export function spreadOf(
  members: readonly GroupMember[],
  xScale: Scale,
  band: 'range' | 'deviation',
): Spread[] {
  const found: Spread[] = [];
  for (const [from, to] of placesOf(members, xScale)) {
    const spread = spreadAt(members, from, to, band);
    if (spread) found.push(spread);
  }
  return found;
}

/** Over x `from` to before `to`, or at one x where they are equal; undefined where no member is. */
export function spreadAt(
  members: readonly GroupMember[],
  from: number,
  to: number,
  band: 'range' | 'deviation',
): Spread | undefined {
  const means: number[] = [];
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const member of members) {
    const part = partOf(member, from, to);
    if (!part) continue;
    means.push(part.mean);
    low = Math.min(low, part.low);
    high = Math.max(high, part.high);
  }
  if (means.length === 0) return undefined;
  const mean = means.reduce((sum, value) => sum + value, 0) / means.length;
  if (band === 'deviation') {
    const squares = means.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    const deviation = means.length > 1 ? Math.sqrt(squares / (means.length - 1)) : 0;
    return { x: from, mean, low: mean - deviation, high: mean + deviation };
  }
  return { x: from, mean, low, high };
}

/** Mean and extremes of a member's rows there, or what lies between its rows on either side. */
function partOf({ x, y, extremes }: GroupMember, from: number, to: number) {
  const length = Math.min(x.values.length, y.length);
  const start = firstRowFrom(x, from, 0, length);
  const end = to > from ? firstRowFrom(x, to, start, length) : start + (xAt(x, start) === from ? 1 : 0);
  let sum = 0;
  let count = 0;
  for (let row = start; row < Math.min(end, length); row++) {
    if (Number.isNaN(y[row])) continue;
    sum += y[row];
    count++;
  }
  if (count > 0) {
    const [low, high] = extremes.range(start, end);
    return { mean: sum / count, low: y[low], high: y[high] };
  }
  // Like the line of a single run, the mean goes straight across rows without a value.
  const has = (row: number) => row >= 0 && row < length && !Number.isNaN(y[row]);
  const before = has(start - 1) ? start - 1 : lastWithValue(extremes, start);
  const after = has(start) ? start : firstWithValue(extremes, start, length);
  if (before < 0 || after < 0) return undefined;
  const share = (from - xAt(x, before)) / (xAt(x, after) - xAt(x, before) || 1);
  const between = y[before] + share * (y[after] - y[before]);
  return { mean: between, low: between, high: between };
}

/** −1 where no row from `start` to before `end` has a value. However long the gap, it is not gone through. */
function firstWithValue(extremes: Extremes, start: number, end: number): number {
  const has = (from: number, to: number) => extremes.range(from, to)[0] >= 0;
  if (!has(start, end)) return -1;
  let [low, high] = [start, end];
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (has(low, middle)) high = middle;
    else low = middle;
  }
  return low;
}

/** The same before `end`, from its end. */
function lastWithValue(extremes: Extremes, end: number): number {
  const has = (from: number, to: number) => extremes.range(from, to)[0] >= 0;
  if (!has(0, end)) return -1;
  let [low, high] = [0, end];
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (has(middle, high)) low = middle;
    else high = middle;
  }
  return low;
}

function placesOf(members: readonly GroupMember[], xScale: Scale): [from: number, to: number][] {
  const rows = members.reduce((sum, { x }) => sum + x.values.length, 0);
  if (rows <= FEW_ROWS) {
    const all = members.flatMap(({ x }) => Array.from(x.values, (_, row) => xAt(x, row)));
    return [...new Set(all)].sort((a, b) => a - b).map((x) => [x, x]);
  }
  const value = toValue(xScale);
  const pixel = toPixel(xScale);
  const first = Math.floor(pixel(xScale.minimum));
  const last = Math.ceil(pixel(xScale.maximum));
  return Array.from({ length: last - first }, (_, column) => [
    value(first + column),
    value(first + column + 1),
  ]);
}
