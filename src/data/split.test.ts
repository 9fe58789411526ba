import { describe, expect, it } from 'vitest';
import { checkDataset } from './dataset';
import { splitDataset, splitRows } from './split';
import { randomClicks, randomImages } from './testing/datasets';

describe('splits', () => {
  it('part all rows, the same for the same seed', () => {
    const { train, test } = splitRows(101, 0.1, 4);
    expect(test.length).toBe(10);
    expect([...train, ...test].sort((a, b) => a - b)).toEqual(Array.from({ length: 101 }, (_, i) => i));
    expect(splitRows(101, 0.1, 4).test).toEqual(test);
    expect(splitRows(101, 0.1, 5).test).not.toEqual(test);
    expect([...test]).toEqual([...test].sort((a, b) => a - b));
  });

  it('keep each row whole', () => {
    const images = randomImages(40, 2, 2, 3);
    const { train, test } = splitDataset(images, 1);
    for (const part of [train, test]) checkDataset(part);
    expect(train.count + test.count).toBe(40);
    const clicks = randomClicks(40, [5, 6]);
    const rows = splitRows(40, 0.1, 1).test;
    const held = splitDataset(clicks, 1).test;
    checkDataset(held);
    rows.forEach((row, i) => {
      expect(held.dense[2 * i]).toBe(10 * row);
      const bag = held.ids[1].subarray(held.offsets[1][i], held.offsets[1][i + 1]);
      const [start, end] = [clicks.offsets[1][row], clicks.offsets[1][row + 1]];
      expect([...bag]).toEqual([...clicks.ids[1].subarray(start, end)]);
    });
  });

  it('hold out the last days of a log that knows them', () => {
    const period = Int32Array.from({ length: 40 }, (_, i) => Math.floor(i / 3));
    const { train, test } = splitDataset({ ...randomClicks(40, [5]), period }, 1);
    // 4 rows are wanted: day 13 has 1, day 12 has 3.
    expect([...test.period!]).toEqual([12, 12, 12, 13]);
    expect(train.count).toBe(36);
    expect(train.period![35]).toBe(11);
  });

  it('fall back to a seeded split when there is one day only', () => {
    const { test } = splitDataset({ ...randomClicks(40, [5]), period: new Int32Array(40) }, 1);
    expect(test.count).toBe(4);
  });

  it('reject what cannot be split', () => {
    expect(() => splitRows(1, 0.1, 0)).toThrow(/at least 2/);
    expect(() => splitRows(10, 1, 0)).toThrow(/between 0 and 1/);
  });
});
