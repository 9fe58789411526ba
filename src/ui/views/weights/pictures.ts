// Pictures of numbers on the page's side: picking, averaging, ranges.

import type { ProbeReport } from '../../../lab/protocol';

export type Pictures = NonNullable<ProbeReport['positions']>;

export interface Range {
  minimum: number;
  maximum: number;
  /** Largest distance from zero. */
  limit: number;
}

/** Of one picture, or of all. */
export function rangeOf({ height, width, values }: Pictures, picture?: number): Range {
  const size = height * width;
  const own = picture === undefined ? values : values.subarray(picture * size, (picture + 1) * size);
  let minimum = Number.POSITIVE_INFINITY;
  let maximum = Number.NEGATIVE_INFINITY;
  for (const value of own) {
    if (value < minimum) minimum = value;
    if (value > maximum) maximum = value;
  }
  if (!own.length) return { minimum: 0, maximum: 0, limit: 0 };
  return { minimum, maximum, limit: Math.max(Math.abs(minimum), Math.abs(maximum)) };
}

/** Every `groups`-th picture from `first`: one channel of all filters. */
export function everyPicture(pictures: Pictures, groups: number, first: number): Pictures {
  const { height, width, values } = pictures;
  const count = pictures.count / groups;
  const size = height * width;
  const picked = new Float32Array(count * size);
  for (let index = 0; index < count; index++) {
    const start = (index * groups + first) * size;
    picked.set(values.subarray(start, start + size), index * size);
  }
  return { count, height, width, values: picked };
}

/** The mean of each `groups` pictures in a row. */
export function meanPictures(pictures: Pictures, groups: number): Pictures {
  const mean = everyPicture(pictures, groups, 0);
  for (let group = 1; group < groups; group++) {
    const { values } = everyPicture(pictures, groups, group);
    for (let i = 0; i < values.length; i++) mean.values[i] += values[i];
  }
  for (let i = 0; i < mean.values.length; i++) mean.values[i] /= groups;
  return mean;
}

export function onePicture({ height, width, values }: Pictures, picture: number): Pictures {
  const size = height * width;
  return { count: 1, height, width, values: values.slice(picture * size, (picture + 1) * size) };
}

/** Where each head's query looks, as a picture of the patches; the mean over all queries for null. */
export function attentionFrom(
  heads: Pictures,
  query: number | null,
  { rows, columns }: { rows: number; columns: number },
): Pictures {
  const { count, height: queries, width: keys, values } = heads;
  const picked = new Float32Array(count * keys);
  for (let head = 0; head < count; head++)
    for (let row = query ?? 0; row <= (query ?? queries - 1); row++)
      for (let key = 0; key < keys; key++)
        picked[head * keys + key] +=
          values[(head * queries + row) * keys + key] / (query === null ? queries : 1);
  return { count, height: rows, width: columns, values: picked };
}

/** Mean over queries of the entropy of their weights, in bits: 0 looks at one patch, log₂ N at all alike. */
export function attentionEntropy({ height, width, values }: Pictures, head: number): number {
  let sum = 0;
  for (let i = head * height * width; i < (head + 1) * height * width; i++)
    if (values[i] > 0) sum -= values[i] * Math.log2(values[i]);
  return sum / height;
}
