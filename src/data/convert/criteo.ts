// Criteo rows to a click dataset, with the preprocessing of the DLRM reference: negative integers become 0, dense
// x becomes ln(x + 1), categories are optionally taken modulo a range, then numbered per column. (Empty fields are
// already 0.) The file is in time order; like the reference it is cut into seven days of equal length.

import type { RecordBatch } from 'apache-arrow';
import { GrowingArray, iota } from '../../base/arrays';
import type { ClickDataset } from '../dataset';
import { DictionaryColumn, Numbering } from './dictionary';

const INTEGERS = 13;
const CATEGORIES = 26;
const DAYS = 7;

export interface CriteoOptions {
  /** Categories are taken modulo this before they are numbered (`max_ind_range`); 0 keeps all. */
  modulus?: number;
  /** Shared by the files of one experiment. */
  numbering?: Numbering;
}

/** Reads every batch of `criteoSchema`. Numbering covers all files, as in the reference. */
export async function criteoDataset(
  batches: AsyncIterable<RecordBatch>,
  source: string,
  options: CriteoOptions = {},
): Promise<ClickDataset> {
  const modulus = options.modulus ?? 0;
  const dense = new GrowingArray(Float32Array);
  const labels = new GrowingArray(Float32Array);
  const numbering = options.numbering ?? new Numbering();
  const categories = Array.from(
    { length: CATEGORIES },
    (_, i) => new DictionaryColumn(numbering.of(`C${i + 1}`)),
  );
  for await (const batch of batches) {
    const integers = Array.from({ length: INTEGERS }, (_, i) => batch.getChild(`I${i + 1}`)!.toArray());
    labels.append(batch.getChild('label')!.toArray());
    for (let row = 0; row < batch.numRows; row++) {
      for (let i = 0; i < INTEGERS; i++) dense.push(Math.log1p(Math.max(0, integers[i][row])));
    }
    categories.forEach((column, i) => {
      const values = batch.getChild(`C${i + 1}`)!.toArray() as Uint32Array;
      for (const value of values) column.push(modulus > 0 ? value % modulus : value);
    });
  }
  const count = labels.length;
  const offsets = iota(count + 1);
  return {
    kind: 'click',
    source,
    count,
    denseFeatures: INTEGERS,
    denseNames: Array.from({ length: INTEGERS }, (_, i) => `I${i + 1}`),
    dense: dense.toArray(),
    tables: categories.map((column, i) => ({ name: `C${i + 1}`, rows: column.rows })),
    offsets: categories.map(() => offsets),
    ids: categories.map((column) => column.toArray()),
    labels: labels.toArray(),
    period: Int32Array.from({ length: count }, (_, i) => Math.floor((i * DAYS) / count)),
  };
}
