// What a trainer consumes: image and click data held in memory as flat typed arrays, and selection of rows.
// `arrow.ts` carries both to and from apache-arrow tables.

import { TesseraError } from '../base/errors';

/** Per channel, in units of the stored pixel values: a model sees (pixel − mean) / std. */
export interface Normalisation {
  mean: number[];
  std: number[];
}

/** Images [count, height, width, channels] (NHWC) with one class each, or a row of targets each. */
export interface ImageDataset {
  kind: 'image';
  source: string;
  count: number;
  height: number;
  width: number;
  channels: number;
  images: Uint8Array | Float32Array;
  /** Class ids in [0, classes), [count]. With `targets`, the largest entry of each row. */
  labels: Int32Array;
  /** Soft or multi-hot targets [count, classes], when a class id does not say it all. */
  targets?: Float32Array;
  /** The class before label noise, when a generator knows it. [count] */
  trueLabels?: Int32Array;
  classes: number;
  classNames: string[];
  normalisation: Normalisation;
}

/** One sparse feature: ids lie in [0, rows). */
export interface ClickTable {
  name: string;
  rows: number;
}

/** Impressions: dense features, one bag of ids a table (CSR), and whether each was clicked. */
export interface ClickDataset {
  kind: 'click';
  source: string;
  count: number;
  /** Number of dense features D (may be 0) and their values [count, D]. */
  denseFeatures: number;
  denseNames: string[];
  dense: Float32Array;
  tables: ClickTable[];
  /** Per table: [count + 1]; the bag of sample i is ids[offsets[i] .. offsets[i + 1]). */
  offsets: Uint32Array[];
  ids: Uint32Array[];
  /** 0 or 1, [count]. */
  labels: Float32Array;
  /** The probability that each label was drawn from, when a generator knows it. [count] */
  probability?: Float32Array;
  /** The day (or other period) of each sample, ascending, when known. [count] */
  period?: Int32Array;
}

export type Dataset = ImageDataset | ClickDataset;

/** Values in one image. */
export function imageSize(dataset: ImageDataset): number {
  return dataset.height * dataset.width * dataset.channels;
}

/** The mean and standard deviation of each channel; a constant channel gets std 1. */
export function channelStatistics(images: Uint8Array | Float32Array, channels: number): Normalisation {
  const sums = new Float64Array(channels);
  const squares = new Float64Array(channels);
  for (let i = 0; i < images.length; i += channels) {
    for (let channel = 0; channel < channels; channel++) {
      const value = images[i + channel];
      sums[channel] += value;
      squares[channel] += value * value;
    }
  }
  const pixels = Math.max(1, images.length / channels);
  const mean = Array.from(sums, (sum) => sum / pixels);
  const std = Array.from(squares, (square, channel) => {
    const deviation = Math.sqrt(Math.max(0, square / pixels - mean[channel] ** 2));
    return deviation > 1e-6 ? deviation : 1;
  });
  return { mean, std };
}

function gather<T extends Uint8Array | Float32Array | Int32Array>(
  values: T,
  rows: ArrayLike<number>,
  width: number,
): T {
  const taken = new (values.constructor as new (length: number) => T)(rows.length * width);
  if (width === 1) {
    for (let i = 0; i < rows.length; i++) taken[i] = values[rows[i]];
  } else {
    for (let i = 0; i < rows.length; i++) {
      const start = rows[i] * width;
      taken.set(values.subarray(start, start + width), i * width);
    }
  }
  return taken;
}

/** The given rows, in the given order, copied. Normalisation and class names are kept. */
export function takeImages(dataset: ImageDataset, rows: ArrayLike<number>): ImageDataset {
  return {
    ...dataset,
    count: rows.length,
    images: gather(dataset.images, rows, imageSize(dataset)),
    labels: gather(dataset.labels, rows, 1),
    ...(dataset.targets && { targets: gather(dataset.targets, rows, dataset.classes) }),
    ...(dataset.trueLabels && { trueLabels: gather(dataset.trueLabels, rows, 1) }),
  };
}

/** The given rows, in the given order, copied. */
export function takeClicks(dataset: ClickDataset, rows: ArrayLike<number>): ClickDataset {
  const offsets: Uint32Array[] = [];
  const ids: Uint32Array[] = [];
  for (let table = 0; table < dataset.tables.length; table++) {
    const from = dataset.offsets[table];
    const to = new Uint32Array(rows.length + 1);
    for (let i = 0; i < rows.length; i++) to[i + 1] = to[i] + from[rows[i] + 1] - from[rows[i]];
    const bagIds = new Uint32Array(to[rows.length]);
    for (let i = 0; i < rows.length; i++) {
      let write = to[i];
      for (let read = from[rows[i]]; read < from[rows[i] + 1]; read++)
        bagIds[write++] = dataset.ids[table][read];
    }
    offsets.push(to);
    ids.push(bagIds);
  }
  return {
    ...dataset,
    count: rows.length,
    dense: gather(dataset.dense, rows, dataset.denseFeatures),
    offsets,
    ids,
    labels: gather(dataset.labels, rows, 1),
    ...(dataset.probability && { probability: gather(dataset.probability, rows, 1) }),
    ...(dataset.period && { period: gather(dataset.period, rows, 1) }),
  };
}

/** Rows of either kind of dataset. */
export function take<D extends Dataset>(dataset: D, rows: ArrayLike<number>): D {
  const taken = dataset.kind === 'image' ? takeImages(dataset, rows) : takeClicks(dataset, rows);
  return taken as D;
}

/** Throws unless every array of the dataset has the length and every id and label the range it promises. */
export function checkDataset(dataset: Dataset): void {
  const require = (condition: boolean, what: string) => {
    if (!condition) throw new TesseraError(`${dataset.source}: dataset is inconsistent: ${what}.`);
  };
  require(dataset.labels.length === dataset.count, 'one label per sample');
  if (dataset.kind === 'image') {
    require(dataset.images.length === dataset.count * imageSize(dataset), 'images have the stated size');
    require(dataset.classNames.length === dataset.classes, 'one name per class');
    require(dataset.labels.every((label) => label >= 0 && label < dataset.classes), 'labels are classes');
    return;
  }
  require(dataset.dense.length === dataset.count * dataset.denseFeatures, 'dense has the stated size');
  require(dataset.denseNames.length === dataset.denseFeatures, 'one name per dense feature');
  dataset.tables.forEach(({ name, rows }, table) => {
    const offsets = dataset.offsets[table];
    const ids = dataset.ids[table];
    require(offsets.length === dataset.count + 1 && offsets[0] === 0, `${name} has count + 1 offsets`);
    require(offsets.every((offset, i) => i === 0 || offset >= offsets[i - 1]), `${name} offsets ascend`);
    require(offsets[dataset.count] === ids.length, `${name} offsets end at its ids`);
    require(ids.every((id) => id < rows), `${name} ids are below ${rows}`);
  });
}
