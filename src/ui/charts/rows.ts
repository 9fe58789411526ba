// Finding rows by their x, which never falls.

/** What a curve is drawn over: `values[row] · factor`. */
export interface XColumn {
  values: Float64Array;
  factor: number;
}

export const xAt = ({ values, factor }: XColumn, row: number): number => values[row] * factor;

/** The first of rows `from` to before `to` whose x is at least `target`; `to` when there is none. */
export function firstRowFrom({ values, factor }: XColumn, target: number, from: number, to: number): number {
  const least = target / factor;
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle] < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The row with a value whose x is closest to `target`; −1 past the ends of the curve. */
export function nearestRow(x: XColumn, y: Float64Array, target: number): number {
  const length = Math.min(x.values.length, y.length);
  const after = firstRowFrom(x, target, 0, length);
  let left = after - 1;
  let right = after;
  while (left >= 0 && Number.isNaN(y[left])) left--;
  while (right < length && Number.isNaN(y[right])) right++;
  if (right >= length) {
    // Half a step beyond the last row still belongs to it.
    const step = left > 0 ? xAt(x, left) - xAt(x, left - 1) : 0;
    return left >= 0 && target - xAt(x, left) <= step / 2 ? left : -1;
  }
  if (left < 0) {
    const step = right + 1 < length ? xAt(x, right + 1) - xAt(x, right) : 0;
    return xAt(x, right) - target <= step / 2 ? right : -1;
  }
  return target - xAt(x, left) <= xAt(x, right) - target ? left : right;
}
