import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tableToIPC } from 'apache-arrow';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { sharedDataFolder } from '../../e2e/support/sharedFile';
import { DataError } from '../base/errors';
import { generateDataset } from './catalogue';
import { catalogue } from './catalogueEntries';
import { Numbering } from './convert/dictionary';
import { datasetToTable } from './convert/toArrow';
import { type ClickDataset, checkDataset, type ImageDataset } from './dataset';
import { openFile, openFiles } from './openFiles';
import { classOfPath, listFolder } from './readers/imageFolder';
import { avazuSchema } from './readers/schemas';
import { bytesSource } from './readers/source';
import { expectOnlyDataErrors } from './testing/damage';
import { randomClicks } from './testing/datasets';

const encode = (text: string) => new TextEncoder().encode(text);
const openText = async (name: string, text: string, options = {}) =>
  (await openFiles([bytesSource(name, encode(text))], options)) as ClickDataset;
const digits = join(sharedDataFolder, 'digits');

describe('openFiles', () => {
  it('reads Criteo with the preprocessing of the DLRM reference', async () => {
    const line = (label: number, integers: string[], categories: string[]) =>
      [label, ...integers, ...categories].join('\t');
    const integers = (value: string) => Array.from({ length: 13 }, () => value);
    const categories = (value: string) => Array.from({ length: 26 }, () => value);
    const text = [
      line(0, integers('7'), categories('0000000a')),
      line(1, integers(''), categories('')),
      line(1, integers('-2'), categories('00000014')),
      line(0, integers('0'), categories('0000000a')),
    ].join('\n');
    const plain = await openText('train.txt', text);
    checkDataset(plain);
    expect([...plain.labels]).toEqual([0, 1, 1, 0]);
    expect([...plain.dense.filter((_, i) => i % 13 === 4)]).toEqual([Math.fround(Math.log(8)), 0, 0, 0]);
    expect([...plain.ids[25]]).toEqual([0, 1, 2, 0]);
    expect(plain.tables[25]).toEqual({ name: 'C26', rows: 3 });
    expect([...plain.period!]).toEqual([0, 1, 3, 5]);
    // 10, 0 and 20 are one category modulo 10.
    const folded = await openText('train.txt', text, { modulus: 10 });
    expect([...folded.ids[0]]).toEqual([0, 0, 0, 0]);
    expect(folded.tables[0].rows).toBe(1);
    expect((await openText('train.txt', text, { limit: 2 })).count).toBe(2);
    await expect(openText('train.txt', `${text}\n2${text.slice(1)}`)).rejects.toThrow(
      'train.txt: line 5: column 1 (label) "2" is out of range',
    );
  });

  it('reads ratings in their three forms', async () => {
    const forms = [
      ['u.data', '196\t242\t3\t881250949\n186\t302\t4\t891717742\n196\t302\t5\t43200\n'],
      ['ratings.dat', '196::242::3::881250949\n186::302::4::891717742\n196::302::5::43200\n'],
      [
        'ratings.csv',
        'userId,movieId,rating,timestamp\n196,242,3.5,881250949\n186,302,4.0,891717742\n196,302,5.0,43200\n',
      ],
    ];
    for (const [name, text] of forms) {
      const data = await openText(name, text);
      checkDataset(data);
      expect([...data.labels]).toEqual([0, 1, 1]);
      expect([...data.ids[0]]).toEqual([0, 1, 0]);
      expect([...data.ids[1]]).toEqual([0, 1, 1]);
      expect(data.dense[4]).toBeCloseTo(0, 6); // noon
      expect(data.dense[5]).toBeCloseTo(-1, 6);
    }
  });

  it('reads Avazu with days from the hour', async () => {
    const names = avazuSchema.columns.filter(({ type }) => type === 'text').map(({ name }) => name);
    const header = ['id', 'click', 'hour', ...names].join(',');
    const row = (id: number, click: number, hour: number, value: string) =>
      [id, click, hour, ...names.map(() => value)].join(',');
    const text = [header, row(1, 0, 14102100, 'a'), row(2, 1, 14102106, 'b'), row(3, 1, 14102200, 'a')].join(
      '\n',
    );
    const data = await openText('train.csv', text);
    checkDataset(data);
    expect([...data.period!]).toEqual([0, 0, 1]);
    expect([...data.ids[20]]).toEqual([0, 1, 0]);
    expect(data.dense[2]).toBeCloseTo(1, 6); // six o'clock
  });

  it('brings saved click data back as it was', async () => {
    const dataset = { ...randomClicks(50, [7, 90]), period: new Int32Array(50).fill(2), source: 'a' };
    for (const format of ['file', 'stream'] as const) {
      const bytes = tableToIPC(datasetToTable(dataset), format);
      expect(await openFiles([bytesSource('a', bytes)])).toEqual(dataset);
    }
  });

  it('recognises columns of a Parquet file', async () => {
    const bytes = new Uint8Array(
      parquetWriteBuffer({
        columnData: [
          { name: 'click', data: [0, 1, 1], type: 'INT32' },
          { name: 'age', data: [0.5, 2, 3.25], type: 'DOUBLE' },
          { name: 'site', data: ['x', 'y', 'x'], type: 'STRING' },
          { name: 'ad', data: [70, 70, 9], type: 'INT32' },
          { name: 'dense_count', data: [4, 5, 6], type: 'INT32' },
        ],
      }),
    );
    const data = (await openFile('log.parquet', new Blob([bytes]))) as ClickDataset;
    checkDataset(data);
    expect(data.denseNames).toEqual(['age', 'dense_count']);
    expect([...data.dense]).toEqual([0.5, 4, 2, 5, 3.25, 6]);
    expect(data.tables).toEqual([
      { name: 'site', rows: 2 },
      { name: 'ad', rows: 2 },
    ]);
    expect([...data.ids[1]]).toEqual([0, 0, 1]);
    const open = (source: Parameters<typeof openFiles>[0][number]) => openFiles([source]);
    await expectOnlyDataErrors(bytes, open, 100);
  });

  it('joins files of one format and rejects what does not belong together', async () => {
    const part = (text: string) => bytesSource('part', encode(text));
    const both = await openFiles([part('1::2::5::0\n'), part('3::2::1::0\n')]);
    expect(both.count).toBe(2);
    await expect(openFiles([part('1::2::5::0\n'), part('1\t2\t3\t0\n')])).rejects.toThrow(
      'are of different formats: movielens-1m, movielens-100k',
    );
    const idx = bytesSource('x-idx3', new Uint8Array([0, 0, 8, 3, 0, 0, 0, 0]));
    await expect(openFiles([idx])).rejects.toThrow('IDX data is a pair');
    await expect(openFiles([part('1::2::5::0\n'), bytesSource('p', encode('PAR1'))])).rejects.toThrow(
      'are of different formats: movielens-1m, parquet',
    );
    await expect(openFiles([])).rejects.toThrow('no file was given');
  });

  it('says what an unknown or empty file looks like', async () => {
    await expect(openText('notes.txt', 'hello\n')).rejects.toThrow(/no known format .* 68 65 6c 6c/);
    await expect(openText('empty', '')).rejects.toThrow('empty: file: is empty');
    const broken = bytesSource('x.gz', new Uint8Array([0x1f, 0x8b, 8, 0, 1, 2, 3]));
    await expect(openFiles([broken])).rejects.toBeInstanceOf(DataError);
  });

  it.skipIf(!existsSync(digits))('reads the UCI digits (skipped where they are not there)', async () => {
    const load = (name: string) => openFile(name, new Blob([readFileSync(`${digits}/${name}`)]));
    const train = (await load('train.csv')) as ImageDataset;
    const test = (await load('test.csv')) as ImageDataset;
    checkDataset(train);
    expect([train.count, test.count]).toEqual([3823, 1797]);
    expect([train.height, train.width, train.channels, train.classes]).toEqual([8, 8, 1, 10]);
    expect((train.images as Uint8Array).reduce((most, value) => Math.max(most, value), 0)).toBe(16);
    expect(new Set(train.labels).size).toBe(10);
  });
});

describe('numbering', () => {
  it('gives the values of training and test files the same ids, unseen ones new rows', async () => {
    const row = (label: number, category: string) =>
      [label, ...Array(13).fill('1'), ...Array(26).fill(category)].join('\t');
    const numbering = new Numbering();
    const train = await openText('train.txt', [row(0, '000000aa'), row(1, '000000bb')].join('\n'), {
      numbering,
    });
    const test = await openText('test.txt', [row(0, '000000bb'), row(1, '000000cc')].join('\n'), {
      numbering,
    });
    expect([...train.ids[3]]).toEqual([0, 1]);
    expect([...test.ids[3]]).toEqual([1, 2]);
    expect([train.tables[3].rows, test.tables[3].rows]).toEqual([2, 3]);
    const alone = await openText('test.txt', row(0, '000000bb'));
    expect([...alone.ids[3]]).toEqual([0]);
  });
});

describe('catalogue', () => {
  it('names every entry once and generates the generated ones', () => {
    expect(new Set(catalogue.map(({ id }) => id)).size).toBe(catalogue.length);
    for (const entry of catalogue.filter(({ kind }) => kind === 'generated')) {
      const dataset = generateDataset(entry.id, { count: 20, seed: 3 });
      checkDataset(dataset);
      expect([dataset.kind, dataset.count]).toEqual([entry.content, 20]);
    }
    const drift = () => generateDataset('clicks-drift', { count: 20, seed: 3 });
    expect(drift()).toEqual(drift());
    expect(() => generateDataset('nothing')).toThrow(/Choose one of: shapes/);
  }, 30_000);
});

describe('image folders', () => {
  const file = (path: string) => ({ path, blob: new Blob([]) });

  it('take the folder as the class', () => {
    expect(classOfPath('train/cat/1.png')).toBe('cat');
    expect(classOfPath('1.png')).toBeUndefined();
    const { images, names } = listFolder('f', [file('b/2.JPG'), file('a/1.png'), file('b/notes.txt')]);
    expect(images.map(({ path }) => path)).toEqual(['a/1.png', 'b/2.JPG']);
    expect(names).toEqual(['a', 'b']);
    expect(() => listFolder('f', [file('a/x.txt')])).toThrow('f: folder: holds no .png or .jpg files');
    expect(() => listFolder('f', [file('x.png')])).toThrow(/folder name is the class/);
  });
});
