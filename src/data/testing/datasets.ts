// Small datasets for the tests of this folder.

import { RandomStream } from '../../base/randomStream';
import type { ClickDataset, ImageDataset } from '../dataset';

/** Images of random bytes with labels 0, 1, … in turn. */
export function randomImages(
  count: number,
  height: number,
  width: number,
  channels: number,
  classes = 3,
): ImageDataset {
  const stream = new RandomStream(1, 1);
  return {
    kind: 'image',
    source: 'random images',
    count,
    height,
    width,
    channels,
    images: Uint8Array.from({ length: count * height * width * channels }, () => stream.integer(256)),
    labels: Int32Array.from({ length: count }, (_, i) => i % classes),
    classes,
    classNames: Array.from({ length: classes }, (_, k) => `class ${k}`),
    normalisation: { mean: Array(channels).fill(100), std: Array(channels).fill(50) },
  };
}

/** Bags of 0 to `longest` ids in each table, dense feature d of sample i being 10·i + d. */
export function randomClicks(
  count: number,
  tableRows: number[],
  longest = 3,
  denseFeatures = 2,
): ClickDataset {
  const stream = new RandomStream(2, 1);
  const offsets = tableRows.map(() => {
    const bounds = new Uint32Array(count + 1);
    for (let i = 0; i < count; i++) bounds[i + 1] = bounds[i] + stream.integer(longest + 1);
    return bounds;
  });
  return {
    kind: 'click',
    source: 'random clicks',
    count,
    denseFeatures,
    denseNames: Array.from({ length: denseFeatures }, (_, d) => `dense${d}`),
    dense: Float32Array.from(
      { length: count * denseFeatures },
      (_, i) => 10 * Math.floor(i / denseFeatures) + (i % denseFeatures),
    ),
    tables: tableRows.map((rows, table) => ({ name: `table${table}`, rows })),
    offsets,
    ids: tableRows.map((rows, table) =>
      Uint32Array.from({ length: offsets[table][count] }, () => stream.integer(rows)),
    ),
    labels: Float32Array.from({ length: count }, (_, i) => i % 2),
    probability: Float32Array.from({ length: count }, (_, i) => (i % 5) / 5),
  };
}
