// Avazu rows to a click dataset: every feature is a category; the hour of day gives two dense features and the
// date gives the period.

import type { RecordBatch } from 'apache-arrow';
import { GrowingArray, iota } from '../../base/arrays';
import type { ClickDataset } from '../dataset';
import { avazuSchema } from '../readers/schemas';
import { DictionaryColumn, Numbering } from './dictionary';

/** Reads every batch of `avazuSchema`. Days are numbered from 0 in the order they occur. */
export async function avazuDataset(
  batches: AsyncIterable<RecordBatch>,
  source: string,
  numbering = new Numbering(),
): Promise<ClickDataset> {
  const names = avazuSchema.columns.filter(({ type }) => type === 'text').map(({ name }) => name);
  const columns = names.map((name) => new DictionaryColumn(numbering.of(name)));
  const days = new DictionaryColumn();
  const labels = new GrowingArray(Float32Array);
  const dense = new GrowingArray(Float32Array);
  for await (const batch of batches) {
    labels.append(batch.getChild('click')!.toArray());
    for (const hour of batch.getChild('hour')!.toArray() as Int32Array) {
      const angle = (2 * Math.PI * (hour % 100)) / 24;
      dense.push(Math.sin(angle));
      dense.push(Math.cos(angle));
      days.push(Math.floor(hour / 100));
    }
    columns.forEach((column, i) => {
      for (const value of batch.getChild(names[i])!) column.push(value as string);
    });
  }
  const offsets = iota(labels.length + 1);
  return {
    kind: 'click',
    source,
    count: labels.length,
    denseFeatures: 2,
    denseNames: ['hourSine', 'hourCosine'],
    dense: dense.toArray(),
    tables: columns.map((column, i) => ({ name: names[i], rows: column.rows })),
    offsets: columns.map(() => offsets),
    ids: columns.map((column) => column.toArray()),
    labels: labels.toArray(),
    period: Int32Array.from(days.toArray()),
  };
}
