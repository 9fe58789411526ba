// IDX, CIFAR, Parquet and Arrow: round trips, exact record numbers, and every kind of damage.
import { tableToIPC } from 'apache-arrow';
import fc from 'fast-check';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { imageDataset } from '../convert/images';
import { datasetToTable } from '../convert/toArrow';
import { expectOnlyDataErrors, expectTruncationsFail } from '../testing/damage';
import { randomClicks, randomImages } from '../testing/datasets';
import { readArrow } from './arrowIpc';
import { collect } from './batches';
import { readCifar } from './cifar';
import { readIdx } from './idx';
import { readParquet } from './parquet';
import { type ByteSource, blobSource, bytesSource } from './source';

function idx(dimensions: number[], values: Uint8Array): Uint8Array {
  const out = new Uint8Array(4 + 4 * dimensions.length + values.length);
  const view = new DataView(out.buffer);
  view.setUint32(0, 0x800 + dimensions.length);
  dimensions.forEach((size, i) => {
    view.setUint32(4 + 4 * i, size);
  });
  out.set(values, 4 + 4 * dimensions.length);
  return out;
}

async function gzip(bytes: Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([bytes as Uint8Array<ArrayBuffer>])
    .stream()
    .pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

describe('readIdx', () => {
  const data = randomImages(7, 5, 4, 1);
  const pixels = data.images as Uint8Array;
  const imageBytes = idx([7, 5, 4], pixels);
  const labelBytes = idx([7], Uint8Array.from(data.labels));
  const read = (images: ByteSource, labels: ByteSource) => imageDataset(readIdx(images, labels, 3), 'idx');
  const images = bytesSource('images', imageBytes, 13);
  const labels = bytesSource('labels', labelBytes, 2);

  it('reads images and labels, plain or gzipped, with or without channels', async () => {
    for (const [x, y] of [
      [images, labels],
      [bytesSource('images', await gzip(imageBytes)), bytesSource('labels', await gzip(labelBytes), 1)],
    ]) {
      const dataset = await read(x, y);
      expect([dataset.count, dataset.height, dataset.width, dataset.channels]).toEqual([7, 5, 4, 1]);
      expect(dataset.images).toEqual(pixels);
      expect(dataset.labels).toEqual(data.labels);
    }
    const coloured = await read(bytesSource('c', idx([7, 5, 2, 2], pixels)), labels);
    expect([coloured.width, coloured.channels]).toEqual([2, 2]);
  });

  it('names the record and the reason of damage', async () => {
    const cut = bytesSource('images', imageBytes.slice(0, 16 + 4 * 20 + 3));
    await expect(read(cut, labels)).rejects.toThrow(
      'images: record 4: truncated: 20 bytes expected, 3 found',
    );
    const long = bytesSource('images', new Uint8Array([...imageBytes, 0]));
    await expect(read(long, labels)).rejects.toThrow('images: byte 156: bytes follow the last record');
    const longLabels = bytesSource('labels', new Uint8Array([...labelBytes, 0]));
    await expect(read(images, longLabels)).rejects.toThrow('labels: byte 15: bytes follow the last record');
    const fewer = bytesSource('labels', idx([6], new Uint8Array(6)));
    await expect(read(images, fewer)).rejects.toThrow('labels: header: 6 labels for 7 images in images');
    await expect(read(labels, labels)).rejects.toThrow('labels: header: 1 dimensions, expected 3 or 4');
    const floats = imageBytes.slice();
    floats[2] = 0x0d;
    await expect(read(bytesSource('i', floats), labels)).rejects.toThrow('i: header: type code 0x0d');
    const wrong = bytesSource('i', new Uint8Array(50).fill(0x89));
    await expect(read(wrong, labels)).rejects.toThrow('i: header: wrong magic number 0x89898989');
    const huge = bytesSource('i', idx([7, 2 ** 31, 2 ** 31], new Uint8Array(9)));
    await expect(read(huge, labels)).rejects.toThrow(/not plausible/);
    const claims = bytesSource('i', idx([2 ** 31, 5, 4], pixels));
    const claimed = bytesSource('l', idx([2 ** 31], new Uint8Array(7)));
    await expect(read(claims, claimed)).rejects.toThrow('i: record 7: truncated');
  });

  it('survives any truncation and any changed bytes', async () => {
    await expectTruncationsFail(imageBytes, (source) => read(source, labels));
    await expectTruncationsFail(labelBytes, (source) => read(images, source));
    await expectTruncationsFail(await gzip(imageBytes), (source) => read(source, labels));
    await expectOnlyDataErrors(imageBytes, (source) => read(source, labels));
    await expectOnlyDataErrors(labelBytes, (source) => read(images, source));
    await expectOnlyDataErrors(await gzip(imageBytes), (source) => read(source, labels), 60);
  });
});

describe('readCifar', () => {
  const records = 3;
  const bytes = Uint8Array.from({ length: records * 3073 }, (_, i) =>
    i % 3073 === 0 ? i / 3073 : (i * 7) % 251,
  );
  const read = (source: ByteSource) => imageDataset(readCifar(source, 10, 2), 'cifar');

  it('turns colour planes into pixels', async () => {
    const dataset = await read(bytesSource('cifar', bytes, 1000));
    expect([...dataset.labels]).toEqual([0, 1, 2]);
    for (const [record, y, x, c] of [
      [0, 0, 0, 0],
      [1, 3, 31, 2],
      [2, 31, 31, 1],
    ]) {
      const stored = bytes[record * 3073 + 1 + c * 1024 + y * 32 + x];
      expect(dataset.images[record * 3072 + (y * 32 + x) * 3 + c]).toBe(stored);
    }
  });

  it('reads the fine label of CIFAR-100', async () => {
    const hundred = new Uint8Array(3074);
    hundred.set([19, 99, 5]);
    const table = await collect(readCifar(bytesSource('c', hundred), 100));
    expect([table.getChild('label')!.get(0), table.getChild('coarseLabel')!.get(0)]).toEqual([99, 19]);
    hundred[0] = 20;
    await expect(collect(readCifar(bytesSource('c', hundred), 100))).rejects.toThrow(
      'c: record 0: coarse label 20',
    );
  });

  it('names the record of damage', async () => {
    const cut = bytesSource('c', bytes.slice(0, 3073 + 10));
    await expect(read(cut)).rejects.toThrow('c: record 1: truncated: 3073 bytes expected, 10 found');
    const wrong = bytes.slice();
    wrong[2 * 3073] = 10;
    await expect(read(bytesSource('c', wrong))).rejects.toThrow('c: record 2: label 10 is not in [0, 9]');
    await expect(read(bytesSource('c', new Uint8Array(0)))).rejects.toThrow('c: file: is empty');
    await expectTruncationsFail(bytes, read, (length) => length > 0 && length % 3073 === 0, 30);
  });
});

describe('readParquet', () => {
  const count = 40;
  const column = <T>(make: (i: number) => T) => Array.from({ length: count }, (_, i) => make(i));
  const columns = {
    label: column((i) => i % 2),
    price: column((i) => i / 8),
    name: column((i) => `n${i % 5}`),
    id: column((i) => BigInt(i) * 3n),
  };
  const bytes = new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        { name: 'label', data: columns.label, type: 'INT32' },
        { name: 'price', data: columns.price, type: 'DOUBLE' },
        { name: 'name', data: columns.name, type: 'STRING' },
        { name: 'id', data: columns.id, type: 'INT64' },
      ],
      rowGroupSize: [16],
    }),
  );
  const read = (source: ByteSource) => collect(readParquet(source));

  it('reads every row group, from memory or a blob', async () => {
    for (const source of [bytesSource('p', bytes), blobSource('p', new Blob([bytes]))]) {
      const table = await read(source);
      expect(table.numRows).toBe(count);
      expect(table.batches.length).toBe(3);
      expect([...table.getChild('label')!]).toEqual(columns.label);
      expect([...table.getChild('price')!]).toEqual(columns.price);
      expect([...table.getChild('name')!]).toEqual(columns.name);
      expect([...table.getChild('id')!]).toEqual(columns.id.map(Number));
    }
    const some = await collect(readParquet(bytesSource('p', bytes), ['name']));
    expect(some.schema.fields.map(({ name }) => name)).toEqual(['name']);
  });

  it('explains what it cannot do', async () => {
    const { slice: _, ...streamed } = bytesSource('p', bytes);
    await expect(read(streamed)).rejects.toThrow('p: file: must be readable by range');
    await expect(collect(readParquet(bytesSource('p', bytes), ['cost']))).rejects.toThrow(
      'p: footer: lacks the column cost',
    );
  });

  it('survives any truncation and any changed bytes', async () => {
    await expectTruncationsFail(bytes, read);
    await expectOnlyDataErrors(bytes, read, 300);
  }, 60_000);
});

describe('readArrow', () => {
  const table = datasetToTable(randomClicks(30, [7, 5]));
  const file = tableToIPC(table, 'file');
  const stream = tableToIPC(table, 'stream');
  const read = async (source: ByteSource) => {
    const got = await collect(readArrow(source));
    return got.toArray().map((row) => JSON.stringify(row)); // touches every value
  };

  it('reads the file and the stream format', async () => {
    const expected = table.toArray().map((row) => JSON.stringify(row));
    expect(await read(bytesSource('a', file))).toEqual(expected);
    expect(await read(bytesSource('a', stream, 11))).toEqual(expected);
  });

  it('notices a cut file and a foreign one', async () => {
    await expectTruncationsFail(file, read);
    await expectTruncationsFail(stream, read);
    await expect(read(bytesSource('a', new Uint8Array(40)))).rejects.toThrow('a: header: is neither');
  });

  it('meets changed bytes with DataErrors only', async () => {
    const readSafely = (source: ByteSource) => collect(readArrow(source));
    await expectOnlyDataErrors(file, readSafely, 300);
    await expectOnlyDataErrors(stream, readSafely, 300);
  }, 60_000);

  it('brings images back as they were', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 9 }), fc.constantFrom(1, 3), async (count, channels) => {
        const dataset = randomImages(count, 3, 4, channels, 9);
        const bytes = tableToIPC(datasetToTable(dataset), 'stream');
        const back = await imageDataset(readArrow(bytesSource('a', bytes)), dataset.source);
        expect({ ...back, normalisation: dataset.normalisation }).toEqual(dataset);
      }),
      { numRuns: 20 },
    );
  });
});
