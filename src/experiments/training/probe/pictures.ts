// Parameters and activations as pictures of numbers.

import type { Pictures } from '../../probe';

/** No more than this many, and no map wider than this. */
const MAXIMUM_FILTERS = 32;
const MAXIMUM_MAPS = 16;
const MAXIMUM_SIDE = 32;

const picturesOf = (count: number, height: number, width: number): Pictures => ({
  count,
  height,
  width,
  values: new Float32Array(count * height * width),
});

/** The first filters of a weight [height, width, channels, filters]: filter by filter, channel by channel. */
export function filterPictures(
  weight: ArrayLike<number>,
  [height, width, channels, filters]: readonly number[],
): Pictures {
  const shown = Math.min(filters, MAXIMUM_FILTERS);
  const pictures = picturesOf(shown * channels, height, width);
  let write = 0;
  for (let filter = 0; filter < shown; filter++)
    for (let channel = 0; channel < channels; channel++)
      for (let pixel = 0; pixel < height * width; pixel++)
        pictures.values[write++] = weight[(pixel * channels + channel) * filters + filter];
  return pictures;
}

/** The first channels of an activation [height, width, channels], large ones averaged down. */
export function mapPictures(
  activation: ArrayLike<number>,
  { height, width, channels }: { height: number; width: number; channels: number },
): { pictures: Pictures; pooled: number } {
  const pooled = Math.ceil(Math.max(height, width) / MAXIMUM_SIDE);
  const shown = Math.min(channels, MAXIMUM_MAPS);
  const pictures = picturesOf(shown, Math.ceil(height / pooled), Math.ceil(width / pooled));
  const size = pictures.height * pictures.width;
  const members = new Float64Array(size);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const cell = Math.floor(y / pooled) * pictures.width + Math.floor(x / pooled);
      members[cell]++;
      for (let channel = 0; channel < shown; channel++)
        pictures.values[channel * size + cell] += activation[(y * width + x) * channels + channel];
    }
  for (let index = 0; index < pictures.values.length; index++)
    pictures.values[index] /= members[index % size];
  return { pictures, pooled };
}

/** Cosine similarity of every row of [rows·columns, width] with every other, as a picture a row. */
export function similarityPictures(
  embedding: ArrayLike<number>,
  rows: number,
  columns: number,
  width: number,
): Pictures {
  const tokens = rows * columns;
  const norms = Float64Array.from({ length: tokens }, (_, token) => {
    let sum = 0;
    for (let d = 0; d < width; d++) sum += embedding[token * width + d] ** 2;
    return Math.sqrt(sum);
  });
  const pictures = picturesOf(tokens, rows, columns);
  for (let a = 0; a < tokens; a++)
    for (let b = a; b < tokens; b++) {
      let sum = 0;
      for (let d = 0; d < width; d++) sum += embedding[a * width + d] * embedding[b * width + d];
      const similarity = sum / Math.max(norms[a] * norms[b], 1e-30);
      pictures.values[a * tokens + b] = similarity;
      pictures.values[b * tokens + a] = similarity;
    }
  return pictures;
}
