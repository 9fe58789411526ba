// The points to draw of a curve: of every pixel column the lowest and the highest row in the order they
// occurred, so that the picture is that of all rows and no spike is lost. Zooming in asks again for the
// rows in sight and so refines. Never used for export.

import type { Extremes } from './extremes';
import { firstRowFrom, type XColumn, xAt } from './rows';
import { type Scale, toPixel, toValue } from './scale';

export interface Columns {
  x: XColumn;
  y: Float64Array;
  extremes: Extremes;
}

/** Rows that a range of the x axis shows, with one more at each side to draw towards. */
export function rowsInSight({ x, y }: Omit<Columns, 'extremes'>, scale: Scale): [start: number, end: number] {
  const length = Math.min(x.values.length, y.length);
  const start = firstRowFrom(x, scale.minimum, 0, length);
  let end = firstRowFrom(x, scale.maximum, start, length);
  while (end < length && xAt(x, end) <= scale.maximum) end++;
  return [Math.max(0, start - 1), Math.min(length, end + 1)];
}

/** Far below a pixel, far above what arithmetic loses. */
const ROUNDING = 1e-6;

/** x and y in pixels, by turns; rows without a value, or none that a logarithmic axis can show, are left out. */
export function decimate(columns: Columns, xScale: Scale, yScale: Scale): number[] {
  const { x, y, extremes } = columns;
  const [start, end] = rowsInSight(columns, xScale);
  const xPixel = toPixel(xScale);
  const yPixel = toPixel(yScale);
  const points: number[] = [];
  const add = (row: number) => {
    const left = xPixel(xAt(x, row));
    const top = yPixel(y[row]);
    if (!Number.isNaN(left) && !Number.isNaN(top)) points.push(left, top);
  };
  if (end - start <= 2 * Math.abs(xScale.to - xScale.from)) {
    for (let row = start; row < end; row++) add(row);
    return points;
  }
  const xValue = toValue(xScale);
  for (let row = start; row < end; ) {
    // A row on the edge of a column belongs to the one it begins, however its pixel was rounded.
    const column = Math.floor(xPixel(xAt(x, row)) + ROUNDING);
    // What a logarithmic axis cannot show has no column.
    const next = Number.isNaN(column) ? row + 1 : firstRowFrom(x, xValue(column + 1), row + 1, end);
    if (next - row <= 2) for (let each = row; each < next; each++) add(each);
    else {
      const [low, high] = extremes.range(row, next);
      if (low >= 0) add(Math.min(low, high));
      if (low !== high) add(Math.max(low, high));
    }
    row = next;
  }
  return points;
}
