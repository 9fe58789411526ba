// What ops on embedding tables say of how a table is kept: f32, or words of coded rows (base/rowCodes.ts).

import { type RowCoding, rowWords } from '../../base/rowCodes';
import { requireShape } from '../op';
import type { Node, Value } from '../value';

/** How an updated number becomes a code: the nearest, or one of the two around it, right on average. */
export type Rounding = 'nearest' | 'stochastic';

export interface TableAttributes {
  /** How the words of the table are to be read; none: it is f32. */
  coding?: RowCoding;
}

export const tableAttributes = ({ attributes }: Pick<Node, 'attributes'>): TableAttributes =>
  attributes as unknown as TableAttributes;

/** Throws when `table` is not what `coding` says. */
export function requireCoding(op: string, table: Value, coding?: RowCoding): void {
  const { name, shape, dtype } = table;
  const [fits, expected] = coding
    ? [
        dtype === 'u32' && shape[1] === rowWords(coding),
        `u32 [rows, ${rowWords(coding)}] for rows of ${coding.width}`,
      ]
    : [dtype === 'f32', 'dtype f32, or a coding of its words'];
  requireShape(fits, op, name, shape, expected);
}
