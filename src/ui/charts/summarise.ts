// What a curve shows, in a sentence.

import { formatMetric } from '../state/format';
import { type XColumn, xAt } from './rows';
import type { AxisName } from './xAxes';

/** "Falls from 2.31 to 0.052 over steps 1 to 590; lowest 0.031 at step 561." */
export function summarise(
  metric: string,
  x: XColumn | null,
  y: ArrayLike<number>,
  { one, format }: AxisName,
): string {
  if (!x) return 'This run does not say where its values are on this axis.';
  let first = 0;
  let last = Math.min(y.length, x.values.length) - 1;
  while (first <= last && Number.isNaN(y[first])) first++;
  while (last >= first && Number.isNaN(y[last])) last--;
  if (first > last) return 'No values yet.';
  const show = (row: number) => formatMetric(metric, y[row]);
  const at = (row: number) => `${one === 'after' ? 'after' : `at ${one}`} ${format(xAt(x, row))}`;
  if (first === last) return `${show(first)} ${at(first)}.`;
  const [from, to] = [format(xAt(x, first)), format(xAt(x, last))];
  const span = one === 'after' ? `between ${from} and ${to}` : `over ${one}s ${from} to ${to}`;
  let low = first;
  let high = first;
  for (let row = first; row <= last; row++) {
    if (y[row] < y[low]) low = row;
    if (y[row] > y[high]) high = row;
  }
  if (y[low] === y[high]) return `Stays at ${show(last)} ${span}.`;
  const falls = y[last] < y[first];
  const verb = y[last] === y[first] ? 'Goes' : falls ? 'Falls' : 'Rises';
  const best = falls ? low : high;
  const extreme =
    best === last || best === first ? '' : `; ${falls ? 'lowest' : 'highest'} ${show(best)} ${at(best)}`;
  return `${verb} from ${show(first)} to ${show(last)} ${span}${extreme}.`;
}
