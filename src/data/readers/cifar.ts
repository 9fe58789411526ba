// Streaming reader of the CIFAR binary files: records of one label byte (CIFAR-10) or a coarse and a fine one
// (CIFAR-100), then 32×32 pixels as three colour planes. Pixels are yielded NHWC.

import type { RecordBatch } from 'apache-arrow';
import { DataError } from '../../base/errors';
import { bytesData, recordBatch } from './batches';
import { ByteReader } from './byteReader';
import { type ByteSource, inflated } from './source';

const PLANE = 32 * 32;
const PIXELS = 3 * PLANE;
const shape = new Map([
  ['height', '32'],
  ['width', '32'],
  ['channels', '3'],
]);

export const cifar10Names = [
  'airplane',
  'automobile',
  'bird',
  'cat',
  'deer',
  'dog',
  'frog',
  'horse',
  'ship',
  'truck',
];

/** Bytes of a record of CIFAR-10 or CIFAR-100. */
export function cifarRecordBytes(classes: 10 | 100): number {
  return (classes === 10 ? 1 : 2) + PIXELS;
}

/** Record batches of `image` and `label` (and `coarseLabel` for CIFAR-100). */
export async function* readCifar(
  source: ByteSource,
  classes: 10 | 100,
  batchRows = 1024,
): AsyncGenerator<RecordBatch> {
  const reader = new ByteReader(await inflated(source));
  const recordBytes = cifarRecordBytes(classes);
  const header = recordBytes - PIXELS;
  if (await reader.atEnd()) throw new DataError(source.name, 'file', 'is empty');
  for (let first = 0; !(await reader.atEnd()); ) {
    const pixels = new Uint8Array(batchRows * PIXELS);
    const labels = new Int32Array(batchRows);
    const coarse = new Int32Array(batchRows);
    let rows = 0;
    for (; rows < batchRows && !(await reader.atEnd()); rows++) {
      const number = first + rows;
      const record = await reader.read(recordBytes, `record ${number}`);
      labels[rows] = record[header - 1];
      if (labels[rows] >= classes) {
        throw new DataError(
          source.name,
          `record ${number}`,
          `label ${labels[rows]} is not in [0, ${classes - 1}]`,
        );
      }
      if (classes === 100) {
        coarse[rows] = record[0];
        if (record[0] >= 20) {
          throw new DataError(source.name, `record ${number}`, `coarse label ${record[0]} is not in [0, 19]`);
        }
      }
      interleave(record, header, pixels, rows * PIXELS);
    }
    yield recordBatch(
      {
        image: bytesData(pixels.subarray(0, rows * PIXELS), PIXELS),
        label: labels.slice(0, rows),
        ...(classes === 100 && { coarseLabel: coarse.slice(0, rows) }),
      },
      shape,
    );
    first += rows;
  }
}

/** Three planes to interleaved channels. */
function interleave(planes: Uint8Array, from: number, out: Uint8Array, to: number): void {
  for (let channel = 0; channel < 3; channel++) {
    for (let pixel = 0; pixel < PLANE; pixel++) {
      out[to + 3 * pixel + channel] = planes[from + channel * PLANE + pixel];
    }
  }
}
