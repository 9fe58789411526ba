// Marks at the foot and the head of a plot: small triangles that point to where a curve leaves it.

import type { Scale } from './scale';

/** Half the width and the height of a mark, in pixels. */
const HALF = 3.5;
const HEIGHT = 5;

/** Of the points of a curve, in pixels by turns: the corners of a mark for each place where some lie beyond. */
export function beyond(points: readonly number[], xScale: Scale, yScale: Scale): number[][] {
  const marks: number[][] = [];
  const latest = { head: Number.NEGATIVE_INFINITY, foot: Number.NEGATIVE_INFINITY };
  for (let at = 0; at < points.length; at += 2) {
    const [left, top] = [points[at], points[at + 1]];
    if (left < xScale.from || left > xScale.to) continue;
    const side = top < yScale.to ? 'head' : top > yScale.from ? 'foot' : null;
    // One mark stands for neighbours that it would overlap.
    if (!side || left - latest[side] < 2 * HALF) continue;
    latest[side] = left;
    const [tip, base] =
      side === 'head' ? [yScale.to, yScale.to + HEIGHT] : [yScale.from, yScale.from - HEIGHT];
    marks.push([left - HALF, base, left + HALF, base, left, tip]);
  }
  return marks;
}
