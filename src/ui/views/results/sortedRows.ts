// The order of a table's rows.

import type { Cell } from '../../../experiments/findings';
import type { Finding } from '../../../lab/protocol';

export interface Order {
  column: number;
  descending: boolean;
}

/** Empty cells last, whichever way. */
export function sortedRows(rows: Finding['rows'], { column, descending }: Order): Finding['rows'] {
  const sign = descending ? -1 : 1;
  const compare = (a: Cell, b: Cell): number => {
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    if (typeof a === 'number' && typeof b === 'number') return sign * (a - b);
    return sign * String(a).localeCompare(String(b), 'en', { numeric: true });
  };
  return [...rows].sort((a, b) => compare(a[column], b[column]));
}
