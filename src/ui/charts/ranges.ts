// What of the axes is in sight: all of the curves, unless the reader zoomed.

import type { Curve } from './curves';
import { rowsInSight } from './decimate';
import { xAt } from './rows';
import type { Scale } from './scale';
import { rangeWithoutSpikes } from './spikes';

/** A y axis starts at 0 when its lowest value is below this share of the highest. */
const ZERO_SHARE = 0.4;
/** While a run grows the end of the x axis moves in this many steps from one power of two to the next. */
const GROWTH_STEPS = 16;
const ROOM = 0.06;
/** An axis that grows by no more than this factor may as well show spikes whole. */
const LITTLE = 1.25;

/** Every x of the curves; null without any. */
export function xExtent(curves: readonly Curve[], logarithmic: boolean): [number, number] | null {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  let growing = false;
  for (const { members, live } of curves)
    for (const member of members) {
      const x = member.x();
      const length = Math.min(x?.values.length ?? 0, member.drawn.values.length);
      if (!x || length === 0) continue;
      let first = 0;
      while (logarithmic && first < length - 1 && !(xAt(x, first) > 0)) first++;
      low = Math.min(low, xAt(x, first));
      const end = xAt(x, length - 1);
      if (end > high) growing = live;
      high = Math.max(high, end);
    }
  if (!(high >= low) || (logarithmic && !(high > 0))) return null;
  if (logarithmic && low <= 0) low = high / 1000;
  // Other curves then stay where they are from frame to frame, and need not be drawn again.
  if (growing && high > 0) {
    const step = 2 ** Math.ceil(Math.log2(high)) / (2 * GROWTH_STEPS);
    high = Math.ceil(high / step) * step;
  }
  return high > low ? [low, high] : [low - (logarithmic ? low / 2 : 0.5), high + 0.5];
}

/**
 * What a y axis shows of the curves over the part of the x axis in sight. Without smoothing that is every
 * value. A reader who smooths asks for the course of things: then the curves and the usual noise behind them
 * are in sight, and a spike that would squash them is cut off at the edge, where a triangle marks it
 * (`beyond.ts`); unless making room for it costs little.
 */
export function yExtent(curves: readonly Curve[], xScale: Scale, logarithmic: boolean): [number, number] {
  const usual = new Reach();
  const whole = new Reach();
  let lowestPositive = Number.POSITIVE_INFINITY;
  for (const { members } of curves)
    for (const { raw, drawn, ...member } of members) {
      const x = member.x();
      if (!x) continue;
      const rows = rowsInSight({ x, y: drawn.values }, xScale);
      const [lowRow, highRow] = drawn.extremes.range(...rows);
      if (lowRow < 0) continue;
      usual.take(drawn.values[lowRow], drawn.values[highRow]);
      lowestPositive = Math.min(lowestPositive, drawn.extremes.lowestPositive);
      // Nothing raw is drawn behind the mean of a group.
      if (drawn === raw || members.length > 1) continue;
      const range = rangeWithoutSpikes(raw, ...rows, logarithmic);
      const [lowest, highest] = raw.extremes.range(...rows);
      if (!range || lowest < 0) continue;
      usual.take(...range);
      whole.take(raw.values[lowest], raw.values[highest]);
    }
  whole.take(usual.low, usual.high);
  const foot = (low: number) => (low > 0 ? low : lowestPositive);
  const length = ({ low, high }: Reach) => (logarithmic ? Math.log(high / foot(low)) : high - low);
  const { low, high } = length(whole) <= LITTLE * length(usual) ? whole : usual;
  if (logarithmic) return aroundLogarithmic(foot(low), high);
  return around(low, high);
}

class Reach {
  low = Number.POSITIVE_INFINITY;
  high = Number.NEGATIVE_INFINITY;

  take(low: number, high: number): void {
    this.low = Math.min(this.low, low);
    this.high = Math.max(this.high, high);
  }
}

function around(low: number, high: number): [number, number] {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return [0, 1];
  const room = (high - low || Math.abs(high) || 1) * ROOM;
  const nearZero = low >= 0 && low < ZERO_SHARE * high;
  return [nearZero ? 0 : low - room, high + room];
}

function aroundLogarithmic(low: number, high: number): [number, number] {
  if (!Number.isFinite(low) || !(high > 0)) return [0.1, 1];
  const room = Math.max((high / low) ** ROOM, 1.02);
  return [low / room, high * room];
}
