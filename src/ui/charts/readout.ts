// What the curves of a chart are worth at one x, and which of them a pointer is on.

import type { Curve } from './curves';
import { spreadAt } from './groups';
import { firstRowFrom, nearestRow, xAt } from './rows';
import { type Scale, toPixel, toValue } from './scale';
import { columnsOf } from './shapes';

export interface Reading {
  curve: Curve;
  /** Of a group, the mean. */
  value: number;
  /** How far the band of a group goes. */
  band?: readonly [low: number, high: number];
}

/** A pointer this many pixels from a curve is on it. */
const NEAR = 10;
/** What of a curve counts as under the pointer, in pixels each way. */
const WIDTH = 3;

/** Of every curve that reaches x. */
export function readingsAt(curves: readonly Curve[], x: number, band: 'range' | 'deviation'): Reading[] {
  return curves.flatMap((curve) => readingAt(curve, x, band) ?? []);
}

export function readingAt(curve: Curve, x: number, band: 'range' | 'deviation'): Reading | null {
  if (curve.members.length > 1) {
    const members = curve.members.flatMap((member) => {
      const column = member.x();
      return column ? [columnsOf(member.drawn, column)] : [];
    });
    const spread = spreadAt(members, x, x, band);
    return spread ? { curve, value: spread.mean, band: [spread.low, spread.high] } : null;
  }
  const [{ drawn, ...member }] = curve.members;
  const column = member.x();
  const row = column ? nearestRow(column, drawn.values, x) : -1;
  return row < 0 ? null : { curve, value: drawn.values[row] };
}

/** The latest value of a run, or the mean of the latest ones of a group; undefined before there is any. */
export function latestOf({ members, metric }: Curve): number | undefined {
  const values = members.flatMap(({ table }) => table.last(metric) ?? []);
  if (values.length === 0) return undefined;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The curve closest to a point of the plot, if any is near. */
export function curveUnder(
  curves: readonly Curve[],
  left: number,
  top: number,
  xScale: Scale,
  yScale: Scale,
): Curve | null {
  const value = toValue(xScale);
  const pixel = toPixel(yScale);
  let found: Curve | null = null;
  let least = NEAR;
  for (const curve of curves)
    for (const { drawn, ...member } of curve.members) {
      const x = member.x();
      if (!x) continue;
      const y = drawn.values;
      const length = Math.min(x.values.length, y.length);
      const start = firstRowFrom(x, value(left - WIDTH), 0, length);
      const end = firstRowFrom(x, value(left + WIDTH), start, length);
      const [lowRow, highRow] = drawn.extremes.range(start, end);
      // Between rows that are far apart the line is straight.
      const [bottom, ceiling] =
        lowRow >= 0 ? [pixel(y[lowRow]), pixel(y[highRow])] : between(x, y, start, value(left), pixel);
      const distance = Math.max(top - bottom, ceiling - top, 0);
      if (distance <= least) {
        least = distance;
        found = curve;
      }
    }
  return found;
}

function between(
  x: Parameters<typeof xAt>[0],
  y: Float64Array,
  after: number,
  at: number,
  pixel: (value: number) => number,
): [number, number] {
  if (after < 1 || after >= Math.min(y.length, x.values.length)) return [Number.NaN, Number.NaN];
  const share = (at - xAt(x, after - 1)) / (xAt(x, after) - xAt(x, after - 1) || 1);
  const top = pixel(y[after - 1]) * (1 - share) + pixel(y[after]) * share;
  return [top, top];
}
