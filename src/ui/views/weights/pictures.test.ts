// Picking and moving among pictures: nothing is lost at the edges.

import { expect, test } from 'vitest';
import { cellAt, layOut, moveCell } from './pictureLayout';
import { attentionEntropy, attentionFrom, everyPicture, meanPictures, onePicture, rangeOf } from './pictures';

const picturesOf = (count: number, height: number, width: number, values: number[]) => ({
  count,
  height,
  width,
  values: Float32Array.from(values),
});

test('channels are picked and averaged filter by filter', () => {
  const pictures = picturesOf(4, 1, 2, [1, 2, 3, 4, 5, 6, 7, 8]);
  expect([...everyPicture(pictures, 2, 1).values]).toEqual([3, 4, 7, 8]);
  expect([...meanPictures(pictures, 2).values]).toEqual([2, 3, 6, 7]);
  expect(onePicture(pictures, 2)).toEqual(picturesOf(1, 1, 2, [5, 6]));
});

test('ranges are of one picture or of all', () => {
  const pictures = picturesOf(2, 1, 2, [-3, 1, 0, 2]);
  expect(rangeOf(pictures)).toEqual({ minimum: -3, maximum: 2, limit: 3 });
  expect(rangeOf(pictures, 1)).toEqual({ minimum: 0, maximum: 2, limit: 2 });
});

test("attention is a query's row, or the mean of all rows", () => {
  const heads = picturesOf(1, 2, 2, [1, 0, 0.5, 0.5]);
  const grid = { rows: 1, columns: 2 };
  expect([...attentionFrom(heads, 1, grid).values]).toEqual([0.5, 0.5]);
  expect([...attentionFrom(heads, null, grid).values]).toEqual([0.75, 0.25]);
  expect(attentionEntropy(heads, 0)).toBe(0.5);
});

test('every cell is found where it lies, and gaps hold none', () => {
  const pictures = picturesOf(5, 2, 3, new Array(30).fill(0));
  const layout = layOut(pictures, 70, 30, 12);
  expect(layout).toMatchObject({ cell: 10, columns: 2, strideX: 36, strideY: 38, width: 66 });
  expect(cellAt(layout, pictures, 36 + 25, 38 + 11)).toEqual({ picture: 3, x: 2, y: 1 });
  expect(cellAt(layout, pictures, 32, 5)).toBeNull();
  expect(cellAt(layout, pictures, 5, 25)).toBeNull();
  expect(cellAt(layout, pictures, 40, 2 * 38 + 5)).toBeNull();
});

test('arrow keys walk through a picture and on into its neighbour, and stop at the ends', () => {
  const pictures = picturesOf(4, 1, 2, new Array(8).fill(0));
  const layout = layOut(pictures, 50, 20, 0);
  expect(layout.columns).toBe(2);
  const walk = (keys: string[]) =>
    keys.reduce((cell, key) => moveCell(layout, pictures, cell, key) ?? cell, { picture: 0, x: 0, y: 0 });
  expect(walk(['ArrowRight', 'ArrowRight'])).toEqual({ picture: 1, x: 0, y: 0 });
  expect(walk(['ArrowRight', 'ArrowDown'])).toEqual({ picture: 2, x: 1, y: 0 });
  expect(walk(['ArrowLeft', 'ArrowUp'])).toEqual({ picture: 0, x: 0, y: 0 });
  expect(walk(['End', 'ArrowRight', 'ArrowRight', 'ArrowDown'])).toEqual({ picture: 3, x: 1, y: 0 });
});
