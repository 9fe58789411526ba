// Ratings as click data: did the user like the item (rating ≥ 4)? Two tables, users and items, and the time of day
// as two dense features. Rows keep the order of the file, and no days are given: most users rate within one day,
// so holding out the last days would test on users never seen.

import type { RecordBatch } from 'apache-arrow';
import { GrowingArray, iota } from '../../base/arrays';
import type { ClickDataset } from '../dataset';
import { DictionaryColumn, Numbering } from './dictionary';

const SECONDS_A_DAY = 86_400;

/** Ratings of at least this count as liked. */
export const LIKED = 4;

/** Reads every batch of one of the MovieLens schemas. */
export async function ratingsDataset(
  batches: AsyncIterable<RecordBatch>,
  source: string,
  numbering = new Numbering(),
): Promise<ClickDataset> {
  const users = new DictionaryColumn(numbering.of('user'));
  const items = new DictionaryColumn(numbering.of('item'));
  const labels = new GrowingArray(Float32Array);
  const dense = new GrowingArray(Float32Array);
  for await (const batch of batches) {
    for (const user of batch.getChild('userId')!.toArray()) users.push(user);
    for (const item of batch.getChild('movieId')!.toArray()) items.push(item);
    for (const rating of batch.getChild('rating')!.toArray()) labels.push(rating >= LIKED ? 1 : 0);
    for (const second of batch.getChild('timestamp')!.toArray()) {
      const angle = (2 * Math.PI * (second % SECONDS_A_DAY)) / SECONDS_A_DAY;
      dense.push(Math.sin(angle));
      dense.push(Math.cos(angle));
    }
  }
  const offsets = iota(labels.length + 1);
  return {
    kind: 'click',
    source,
    count: labels.length,
    denseFeatures: 2,
    denseNames: ['timeOfDaySine', 'timeOfDayCosine'],
    dense: dense.toArray(),
    tables: [
      { name: 'user', rows: users.rows },
      { name: 'item', rows: items.rows },
    ],
    offsets: [offsets, offsets],
    ids: [users.toArray(), items.toArray()],
    labels: labels.toArray(),
  };
}
