// What a data set holds, in few enough numbers to be looked at: counts, balance, frequencies, and the first
// images or rows.

import { type ClickDataset, type Dataset, type ImageDataset, imageSize } from '../dataset';
import { normalizedEntropy } from '../metrics';
import { descendingCounts, type RankFrequency, rankFrequency } from './rankFrequency';

/** Some images as a canvas takes them, [count, height, width, RGBA]. */
export interface ImageSamples {
  pixels: Uint8ClampedArray<ArrayBuffer>;
  labels: number[];
  /** The class before label noise, where it is known. */
  trueLabels: number[] | null;
}

export interface ImageSummary {
  kind: 'image';
  source: string;
  count: number;
  height: number;
  width: number;
  channels: number;
  classNames: string[];
  /** Images of each class. */
  classCounts: number[];
  samples: ImageSamples;
}

export interface NumberColumn {
  name: string;
  mean: number;
  deviation: number;
  minimum: number;
  maximum: number;
}

export interface TableColumn {
  name: string;
  /** Rows of the embedding table. */
  rows: number;
  /** Ids looked up in all, and how many different ones. */
  lookups: number;
  distinct: number;
  /** Share of the lookups that the most frequent hundredth of the rows gets. */
  topShare: number;
  frequency: RankFrequency;
  /** The exponent that a generator drew the ids with. */
  planted: number | null;
}

export interface ClickSummary {
  kind: 'click';
  source: string;
  count: number;
  clicked: number;
  numbers: NumberColumn[];
  tables: TableColumn[];
  /** Impressions of each day or period, where it is known. */
  periods: number[] | null;
  /** Normalised entropy of the probabilities that labels were drawn from: the least any model can reach. */
  bestNormalizedEntropy: number | null;
  /** The first impressions, a text for each column: label, numbers, tables. */
  rows: string[][];
}

export type Summary = ImageSummary | ClickSummary;

const SAMPLE_IMAGES = 48;
const SAMPLE_ROWS = 20;
/** Ids of a bag that are written out. */
const SHOWN_IDS = 4;

export const summarise = (dataset: Dataset): Summary =>
  dataset.kind === 'image' ? summariseImages(dataset) : summariseClicks(dataset);

export function summariseImages(dataset: ImageDataset): ImageSummary {
  const { source, count, height, width, channels, classNames, labels } = dataset;
  return {
    kind: 'image',
    source,
    count,
    height,
    width,
    channels,
    classNames,
    classCounts: countClasses(labels, classNames.length),
    samples: imageSamples(dataset),
  };
}

export function countClasses(labels: ArrayLike<number>, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (let i = 0; i < labels.length; i++) counts[labels[i]]++;
  return counts;
}

/** Images from all over the set: files often hold one class after the other. */
export function imageSamples(dataset: ImageDataset): ImageSamples {
  const { count, height, width, channels, images, labels, trueLabels } = dataset;
  const shown = Math.min(count, SAMPLE_IMAGES);
  const indices = Array.from({ length: shown }, (_, i) => Math.floor((i * count) / shown));
  const size = imageSize(dataset);
  const pixels = new Uint8ClampedArray(shown * height * width * 4);
  let brightest = 0;
  for (const index of indices)
    for (let i = 0; i < size; i++) brightest = Math.max(brightest, images[index * size + i]);
  // Digits of 0 to 16 would all be black.
  const gain = brightest > 0 && brightest <= 64 ? 255 / brightest : 1;
  indices.forEach((index, at) => {
    for (let pixel = 0; pixel < height * width; pixel++) {
      const to = (at * height * width + pixel) * 4;
      for (let c = 0; c < 3; c++)
        pixels[to + c] = gain * images[index * size + pixel * channels + (channels >= 3 ? c : 0)];
      pixels[to + 3] = 255;
    }
  });
  return {
    pixels,
    labels: indices.map((index) => labels[index]),
    trueLabels: trueLabels ? indices.map((index) => trueLabels[index]) : null,
  };
}

export function summariseClicks(dataset: ClickDataset): ClickSummary {
  const { source, count, labels, probability, period } = dataset;
  return {
    kind: 'click',
    source,
    count,
    clicked: labels.reduce((sum, label) => sum + label, 0),
    numbers: dataset.denseNames.map((_, index) => numberColumn(dataset, index)),
    tables: dataset.tables.map((_, index) => tableColumn(dataset, index)),
    periods: period && count > 0 ? countClasses(period, period[count - 1] + 1) : null,
    bestNormalizedEntropy: probability && count > 0 ? normalizedEntropy(probability, probability) : null,
    rows: Array.from({ length: Math.min(count, SAMPLE_ROWS) }, (_, row) => rowOf(dataset, row)),
  };
}

function numberColumn(
  { dense, denseFeatures, denseNames, count }: ClickDataset,
  index: number,
): NumberColumn {
  let sum = 0;
  let squares = 0;
  let minimum = Number.POSITIVE_INFINITY;
  let maximum = Number.NEGATIVE_INFINITY;
  for (let i = index; i < dense.length; i += denseFeatures) {
    const value = dense[i];
    sum += value;
    squares += value * value;
    minimum = Math.min(minimum, value);
    maximum = Math.max(maximum, value);
  }
  const mean = sum / count;
  const deviation = Math.sqrt(Math.max(0, squares / count - mean * mean));
  return { name: denseNames[index], mean, deviation, minimum, maximum };
}

function tableColumn({ tables, ids }: ClickDataset, index: number): TableColumn {
  const { name, rows } = tables[index];
  const counts = descendingCounts(ids[index], rows);
  const top = counts.subarray(0, Math.ceil(rows / 100)).reduce((sum, count) => sum + count, 0);
  const lookups = ids[index].length;
  return {
    name,
    rows,
    lookups,
    distinct: counts.length,
    topShare: lookups > 0 ? top / lookups : 0,
    frequency: rankFrequency(counts),
    planted: null,
  };
}

function rowOf(dataset: ClickDataset, row: number): string[] {
  const { labels, dense, denseFeatures, offsets, ids } = dataset;
  const numbers = Array.from(dense.subarray(row * denseFeatures, (row + 1) * denseFeatures), (value) =>
    String(Number(value.toPrecision(3))),
  );
  const bags = ids.map((values, table) => {
    const bag = values.subarray(offsets[table][row], offsets[table][row + 1]);
    return `${bag.subarray(0, SHOWN_IDS).join(' ')}${bag.length > SHOWN_IDS ? ' …' : ''}`;
  });
  return [String(labels[row]), ...numbers, ...bags];
}
