// Rows of pixels and a label to an image dataset: UCI's optical digits of 8×8, and text in their manner.

import type { RecordBatch } from 'apache-arrow';
import { GrowingArray } from '../../base/arrays';
import { channelStatistics, type ImageDataset } from '../dataset';
import type { DelimitedSchema } from '../readers/schemas';

/** The values of a square picture, grey or RGB. */
function shapeOf(values: number): { side: number; channels: number } {
  const side = Math.sqrt(values);
  return Number.isInteger(side) ? { side, channels: 1 } : { side: Math.sqrt(values / 3), channels: 3 };
}

/** Reads every batch of a schema of pixels and one label; `classes` where it is known beforehand. */
export async function digitsDataset(
  batches: AsyncIterable<RecordBatch>,
  source: string,
  schema: DelimitedSchema,
  label: string,
  classes?: number,
): Promise<ImageDataset> {
  const names = schema.columns.map(({ name }) => name).filter((name) => name !== label);
  const pixels = new GrowingArray(Uint8Array);
  const growing = new GrowingArray(Int32Array);
  for await (const batch of batches) {
    const columns = names.map((name) => batch.getChild(name)!.toArray());
    for (let row = 0; row < batch.numRows; row++) {
      for (const column of columns) pixels.push(column[row]);
    }
    growing.append(batch.getChild(label)!.toArray());
  }
  const images = pixels.toArray();
  const labels = growing.toArray();
  const { side, channels } = shapeOf(names.length);
  const count = classes ?? labels.reduce((most, value) => Math.max(most, value + 1), 0);
  return {
    kind: 'image',
    source,
    count: labels.length,
    height: side,
    width: side,
    channels,
    images,
    labels,
    classes: count,
    classNames: Array.from({ length: count }, (_, digit) => `${digit}`),
    normalisation: channelStatistics(images, channels),
  };
}
