// Tables of images and labels to an image dataset.

import { DataType, type RecordBatch, type Vector } from 'apache-arrow';
import { GrowingArray } from '../../base/arrays';
import { DataError } from '../../base/errors';
import { channelStatistics, type ImageDataset } from '../dataset';

export interface ImageOptions {
  classNames?: string[];
}

interface Shape {
  height: number;
  width: number;
  channels: number;
}

/**
 * Reads `image` and `label` of every batch. `image` is a list of bytes a row (fixed-size or not); its shape comes
 * from the schema's metadata, else it must be square with 1 or 3 channels.
 */
export async function imageDataset(
  batches: AsyncIterable<RecordBatch>,
  source: string,
  options: ImageOptions = {},
): Promise<ImageDataset> {
  const pixels = new GrowingArray(Uint8Array);
  const labels = new GrowingArray(Int32Array);
  let shape: Shape | undefined;
  let names = options.classNames;
  for await (const batch of batches) {
    const images = required(batch, 'image', source);
    const ids = required(batch, 'label', source);
    for (let row = 0; row < batch.numRows; row++) {
      const record = `record ${labels.length}`;
      const bytes = imageBytes(images, row, source, record);
      shape ??= shapeOf(batch.schema.metadata, bytes.length, source);
      if (bytes.length !== shape.height * shape.width * shape.channels) {
        throw new DataError(
          source,
          record,
          `${bytes.length} values in an image; the first has another number`,
        );
      }
      const label = Number(ids.get(row));
      if (!(Number.isInteger(label) && label >= 0 && label < 2 ** 20)) {
        throw new DataError(source, record, `label ${label} is not a class number`);
      }
      pixels.append(bytes);
      labels.push(label);
    }
    const stored = batch.schema.metadata.get('classNames');
    if (stored !== undefined) names ??= JSON.parse(stored) as string[];
  }
  if (!shape) throw new DataError(source, 'file', 'holds no images');
  const images = pixels.toArray();
  const ids = labels.toArray();
  const classes = names?.length ?? ids.reduce((most, label) => Math.max(most, label + 1), 0);
  const outside = ids.findIndex((label) => label >= classes);
  if (outside >= 0) {
    throw new DataError(source, `record ${outside}`, `label ${ids[outside]} is not in [0, ${classes - 1}]`);
  }
  return {
    kind: 'image',
    source,
    count: ids.length,
    ...shape,
    images,
    labels: ids,
    classes,
    classNames: names ?? Array.from({ length: classes }, (_, k) => `${k}`),
    normalisation: channelStatistics(images, shape.channels),
  };
}

function required(batch: RecordBatch, name: string, source: string): Vector {
  const column = batch.getChild(name);
  if (!column) throw new DataError(source, 'schema', `lacks the column ${name}`);
  return column;
}

/** One image as numbers 0–255. */
function imageBytes(images: Vector, row: number, source: string, record: string): ArrayLike<number> {
  const value: unknown = images.get(row);
  if (value instanceof Uint8Array) return value;
  if (DataType.isList(images.type) || DataType.isFixedSizeList(images.type)) {
    const list = Array.from(value as Iterable<number>, Number);
    const bad = list.find((pixel) => !(Number.isInteger(pixel) && pixel >= 0 && pixel <= 255));
    if (bad === undefined) return list;
    throw new DataError(source, record, `pixel ${bad} is not an integer in [0, 255]`);
  }
  throw new DataError(source, record, 'the image column does not hold lists of bytes');
}

function shapeOf(metadata: Map<string, string>, size: number, source: string): Shape {
  const [height, width, channels] = ['height', 'width', 'channels'].map((key) => Number(metadata.get(key)));
  if (height * width * channels === size && size > 0) return { height, width, channels };
  for (const guess of [1, 3]) {
    const side = Math.sqrt(size / guess);
    if (Number.isInteger(side) && side > 0) return { height: side, width: side, channels: guess };
  }
  throw new DataError(
    source,
    'schema',
    `images of ${size} values: give height, width and channels as metadata`,
  );
}
