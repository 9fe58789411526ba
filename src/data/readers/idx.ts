// Streaming reader of IDX files (MNIST and its relatives): a file of unsigned bytes [count, height, width] or
// [count, height, width, channels], and a file of unsigned byte labels [count]. Either may be gzipped.
// Layout: two zero bytes, a type code, the number of dimensions, big-endian 32-bit dimensions, then the values.

import type { RecordBatch } from 'apache-arrow';
import { DataError } from '../../base/errors';
import { bytesData, recordBatch } from './batches';
import { ByteReader } from './byteReader';
import { type ByteSource, inflated } from './source';

const UNSIGNED_BYTE = 0x08;
const LARGEST_IMAGE = 1 << 26;

/** Reads and checks a header; returns the dimensions. */
async function readHeader(reader: ByteReader, file: string, dimensions: number[]): Promise<number[]> {
  const magic = await reader.read(4, 'header');
  const hex = Array.from(magic, (byte) => byte.toString(16).padStart(2, '0')).join('');
  if (magic[0] !== 0 || magic[1] !== 0) throw new DataError(file, 'header', `wrong magic number 0x${hex}`);
  if (magic[2] !== UNSIGNED_BYTE) {
    const code = magic[2].toString(16).padStart(2, '0');
    throw new DataError(file, 'header', `type code 0x${code}; only unsigned bytes (0x08) are read`);
  }
  if (!dimensions.includes(magic[3])) {
    throw new DataError(file, 'header', `${magic[3]} dimensions, expected ${dimensions.join(' or ')}`);
  }
  const bytes = await reader.read(4 * magic[3], 'header');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: magic[3] }, (_, i) => view.getUint32(4 * i));
}

/**
 * Record batches of `image` (fixed-size list of bytes, NHWC) and `label`, with the shape in the schema's metadata.
 * Throws `DataError` when either file is damaged or their counts differ.
 */
export async function* readIdx(
  images: ByteSource,
  labels: ByteSource,
  batchRows = 4096,
): AsyncGenerator<RecordBatch> {
  const imageReader = new ByteReader(await inflated(images));
  const labelReader = new ByteReader(await inflated(labels));
  const [count, height, width, channels = 1] = await readHeader(imageReader, images.name, [3, 4]);
  const [labelCount] = await readHeader(labelReader, labels.name, [1]);
  const size = height * width * channels;
  if (count === 0) throw new DataError(images.name, 'header', 'the file holds no images');
  if (size === 0 || size > LARGEST_IMAGE) {
    throw new DataError(
      images.name,
      'header',
      `images of ${height} × ${width} × ${channels} are not plausible`,
    );
  }
  if (count !== labelCount) {
    throw new DataError(labels.name, 'header', `${labelCount} labels for ${count} images in ${images.name}`);
  }
  const shape = new Map(Object.entries({ height, width, channels }).map(([key, value]) => [key, `${value}`]));
  const rows = Math.max(1, Math.min(batchRows, Math.floor(LARGEST_IMAGE / size)));
  for (let first = 0; first < count; first += rows) {
    const length = Math.min(rows, count - first);
    const record = length === 1 ? `record ${first}` : `records ${first} to ${first + length - 1}`;
    const pixels = await readRecords(imageReader, images.name, size, first, length);
    const ids = await labelReader.read(length, record);
    yield recordBatch({ image: bytesData(pixels, size), label: Int32Array.from(ids) }, shape);
  }
  await imageReader.expectEnd();
  await labelReader.expectEnd();
}

/** Reads image by image, so that a truncation is reported at the record where it happens. */
async function readRecords(
  reader: ByteReader,
  file: string,
  size: number,
  first: number,
  length: number,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for (let i = 0; i < length; i++) parts.push(await reader.read(size, `record ${first + i}`));
  if (parts.length === 0) throw new DataError(file, `record ${first}`, 'missing');
  const out = new Uint8Array(size * length);
  parts.forEach((part, i) => {
    out.set(part, i * size);
  });
  return out;
}
