// Coded rows: what the codes may lose, and that stochastic rounding loses nothing on average.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unpackCodes } from './packing';
import {
  codeWords,
  decodeRow,
  decodeRows,
  encodeRow,
  nearest,
  type RowCoding,
  rowWords,
  stochastic,
  type Threshold,
} from './rowCodes';

const allBits = [8, 4, 2] as const;

function coded(row: readonly number[], bits: RowCoding['bits'], threshold: Threshold = nearest) {
  const coding = { bits, width: row.length };
  const words = new Uint32Array(rowWords(coding));
  encodeRow(Float32Array.from(row), coding, threshold, words);
  const codes = [...unpackCodes(words, bits, row.length)];
  const [scale, bias] = new Float32Array(words.buffer, 4 * codeWords(coding), 2);
  return { words, coding, codes, scale, bias, numbers: [...decodeRow(words, 0, coding)] };
}

test('a row is its codes, its scale and its bias', () => {
  const { codes, scale, bias, words, numbers } = coded([3, 0.75, 0, 1], 2);
  expect([scale, bias]).toEqual([1, 0]);
  expect(codes).toEqual([3, 1, 0, 1]);
  expect(words[0]).toBe(0b01_00_01_11);
  expect(numbers).toEqual([3, 1, 0, 1]);
  expect(rowWords({ bits: 8, width: 5 })).toBe(4);
  expect(rowWords({ bits: 4, width: 64 })).toBe(10);
});

test('a number half way goes down to the nearest, and up above a lower threshold', () => {
  expect(coded([0, 1.5, 3], 2).codes).toEqual([0, 1, 3]);
  expect(coded([0, 1.5, 3], 2, () => 0.49).codes).toEqual([0, 2, 3]);
  expect(coded([0, 1.25, 3], 2, () => 0.25).codes).toEqual([0, 1, 3]);
});

test('a row of equal numbers has no step', () => {
  expect(coded([0.3, 0.3, 0.3], 4)).toMatchObject({ scale: 0, codes: [0, 0, 0] });
  expect(coded([0.3, 0.3], 8).numbers).toEqual([Math.fround(0.3), Math.fround(0.3)]);
});

/** What is lost where the step of a row would be no normal number, and counts as none: the whole range. */
const lostWithoutStep = (scale: number, bits: number): number =>
  scale === 0 ? (2 ** bits - 1) * 2 ** -126 * (1 + 2 ** -22) : 0;

const rows = fc.array(fc.float({ min: -1000, max: 1000, noNaN: true }), { minLength: 1, maxLength: 40 });

describe.each(allBits)('%i bits', (bits) => {
  test('to the nearest loses at most half a step; any rounding less than one', () => {
    fc.assert(
      fc.property(rows, fc.nat(), (row, step) => {
        for (const [threshold, most] of [
          [nearest, 0.5],
          [stochastic(1, 2, step, 3), 1],
        ] as const) {
          const { numbers, scale } = coded(row, bits, threshold);
          // Of the range: it, its reciprocal's, the scale's, the distance's and the product's rounding; of the sum: one.
          const ends = [Math.min(...row), Math.max(...row)];
          const size = Math.max(ends[1] - ends[0], ...ends.map(Math.abs));
          for (const [i, x] of row.entries())
            expect(Math.abs(numbers[i] - x)).toBeLessThanOrEqual(
              most * scale + 6 * 2 ** -24 * size + lostWithoutStep(scale, bits),
            );
        }
      }),
    );
  });

  test('the ends of the range are kept to a rounding', () => {
    fc.assert(
      fc.property(rows, (row) => {
        const { numbers, codes, scale } = coded(row, bits, () => 0);
        const [low, high] = [Math.min(...row), Math.max(...row)];
        expect(Math.min(...numbers)).toBe(low + 0);
        // Of the range: its, its reciprocal's, the scale's and the product's rounding; of the sum: one.
        const size = Math.max(high - low, Math.abs(low), Math.abs(high));
        expect(Math.abs(Math.max(...numbers) - high)).toBeLessThanOrEqual(
          5 * 2 ** -24 * size + lostWithoutStep(scale, bits),
        );
        expect(Math.max(...codes)).toBeLessThan(2 ** bits);
      }),
      { examples: [[[Math.fround(-1e-37), 2 ** -144]], [[0, 2 ** -120]]] },
    );
  });

  test('stochastic rounding is right on average, and its spread that of a coin', () => {
    const row = [-1, -0.83, -0.5, -0.2, 0, 0.123, 0.4567, 0.9, 1, 0.77];
    const draws = 4000;
    const sums = new Float64Array(row.length);
    let scale = 0;
    for (let step = 0; step < draws; step++) {
      const once = coded(row, bits, stochastic(7, 11, step, 5));
      scale = once.scale;
      for (const [i, x] of once.numbers.entries()) sums[i] += x;
    }
    for (const [i, x] of row.entries()) {
      const rest = ((x + 1) / scale) % 1;
      const deviation = scale * Math.sqrt((rest * (1 - rest)) / draws);
      expect(Math.abs(sums[i] / draws - x), `column ${i}`).toBeLessThanOrEqual(5 * deviation + 1e-5 * scale);
    }
  });
});

test('steps, rows and columns draw independent thresholds', () => {
  const drawn = [0, 1].flatMap((step) =>
    [0, 1].flatMap((row) => Array.from({ length: 9 }, (_, column) => stochastic(1, 1, step, row)(column))),
  );
  expect(new Set(drawn).size).toBe(drawn.length);
  expect(stochastic(1, 1, 1, 1)(8)).toBe(drawn[35]);
});

test('a table is its rows', () => {
  const { words, coding, numbers } = coded([1, 2, 4], 4);
  expect([...decodeRows([...words, ...words], coding)]).toEqual([...numbers, ...numbers]);
});
