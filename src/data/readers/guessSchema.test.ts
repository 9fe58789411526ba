// Text that no data set prescribes: tables with a header, rows of pixels, and what the reader says of them.
import { describe, expect, it } from 'vitest';
import { type ClickDataset, checkDataset, type ImageDataset } from '../dataset';
import { openFiles } from '../openFiles';
import type { ColumnReading, Reading } from '../reading';
import { pixelSchema, tableSchema } from './guessSchema';
import { bytesSource } from './source';

const open = (name: string, text: string, reading?: Reading, found?: (columns: ColumnReading[]) => void) =>
  openFiles([bytesSource(name, new TextEncoder().encode(text))], {
    ...(reading && { reading }),
    ...(found && { observer: { columns: found } }),
  });

const log = [
  'liked;age;"city, country";site',
  '1;20.5;"Oslo, Norway";17',
  '0;;"Bergen";17',
  '1;31;"Oslo, Norway";9',
  '',
].join('\n');

describe('a table with a header', () => {
  it('is recognised by its names, whatever the delimiter', () => {
    const schema = tableSchema(log.trim().split('\n'));
    expect(schema?.delimiter).toBe(';');
    expect(schema?.columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'liked number',
      'age number',
      'city, country text',
      'site number',
    ]);
  });

  it('is no table when names are numbers, missing or twice there', () => {
    expect(tableSchema(['1,2,3', '4,5,6'])).toBeUndefined();
    expect(tableSchema(['a,,b', '1,2,3'])).toBeUndefined();
    expect(tableSchema(['a,b,a', '1,2,3'])).toBeUndefined();
    expect(tableSchema(['one line'])).toBeUndefined();
  });

  it('takes ids with more digits than a number holds as text', () => {
    const [id] = tableSchema(['id,label', '12345678901234567890,1'])?.columns ?? [];
    expect(id).toEqual({ name: 'id', type: 'text' });
  });

  it('asks for a label that it cannot find, and takes the one it is told', async () => {
    let columns: ColumnReading[] = [];
    const heard = (found: ColumnReading[]) => {
      columns = found;
    };
    await expect(open('log.csv', log, undefined, heard)).rejects.toThrow(/log\.csv: schema: needs .* label/);
    expect(columns.map(({ name, holds, role }) => [name, holds, role])).toEqual([
      ['liked', 'integers', 'table'],
      ['age', 'numbers', 'dense'],
      ['city, country', 'text', 'table'],
      ['site', 'integers', 'table'],
    ]);
    const reading: Reading = { columns: { liked: 'label', site: 'dense', age: 'ignored' } };
    const data = (await open('log.csv', log, reading)) as ClickDataset;
    checkDataset(data);
    expect([...data.labels]).toEqual([1, 0, 1]);
    expect(data.denseNames).toEqual(['site']);
    expect([...data.dense]).toEqual([17, 17, 9]);
    expect(data.tables).toEqual([{ name: 'city, country', rows: 2 }]);
  });

  it('names the line and the column of a value that differs', async () => {
    // The guess reads the first lines only: here the value is beyond them.
    const late = `label,x\n${'1,2.5\n'.repeat(20_000)}0,high\n`;
    await expect(open('log.csv', late)).rejects.toThrow(
      'log.csv: line 20002: column 2 (x) "high" is not a number',
    );
  });
});

describe('rows of pixels', () => {
  const row = (label: number, value: number) => [label, ...Array(49).fill(value)].join(',');

  it('are read with a header that names the label, or with the label first', async () => {
    const header = [...Array.from({ length: 49 }, (_, i) => `p${i}`), 'label'].join(',');
    const named = `${header}\n${[...Array(49).fill(7), 3].join(',')}\n`;
    const bare = `${row(3, 7)}\n`;
    for (const text of [named, bare]) {
      const data = (await open('digits.csv', text)) as ImageDataset;
      checkDataset(data);
      expect([data.height, data.channels, data.classes]).toEqual([7, 1, 4]);
      expect([...data.labels]).toEqual([3]);
      expect(new Set(data.images)).toEqual(new Set([7]));
    }
  });

  it('are no pictures when they are not square or leave 0 to 255', () => {
    expect(pixelSchema([Array(48).fill(1).join(',')])).toBeUndefined();
    expect(pixelSchema([row(1, 256)])).toBeUndefined();
    expect(pixelSchema([row(1, 255)])?.columns).toHaveLength(50);
  });
});

describe('what the reader says of the format', () => {
  it('wins over the guess for text', async () => {
    const text = '196\t242\t3\t881250949\n186\t302\t4\t891717742\n';
    expect((await open('u.data', text)).kind).toBe('click');
    await expect(open('u.data', text, { format: 'criteo' })).rejects.toThrow(
      'u.data: line 1: column 1 (label) "196" is out of range',
    );
  });

  it('is told what came in place of data', async () => {
    await expect(open('log.csv', '<!DOCTYPE html><title>Not found</title>')).rejects.toThrow('is a web page');
    await expect(open('log.zip', 'PK\u0003\u0004 and more')).rejects.toThrow('is a ZIP archive');
  });
});
