// A tuning as rows: gains, their order, and totals that count every use.

import { describe, expect, test } from 'vitest';
import type { TunedProduct } from '../../lab/protocol';
import { placeOf, shapeText, tuningRows, tuningTotals, verdictOf } from './tuningRows';

const product = (
  label: string,
  standard: number | null,
  other: number,
  chosen: string,
  uses = 1,
): TunedProduct => ({
  shapeClass: 'gemm/tiled f32·f32 NN m8 n6 k7 b0 p1',
  label,
  rows: label.length,
  columns: 64,
  depth: 128,
  batch: 1,
  uses,
  ways: [
    { name: 'a', milliseconds: standard, state: standard === null ? 'failed' : 'timed' },
    { name: 'b', milliseconds: other, state: 'timed' },
    { name: 'c', milliseconds: null, state: 'wrong' },
  ],
  chosen,
});

describe('tuningRows', () => {
  const rows = tuningRows([
    product('one', 1, 2, 'a'),
    product('three', 3, 2, 'b', 4),
    product('broken', null, 1, 'a'),
  ]);

  test('what takes most time comes first, with its gain', () => {
    expect(rows.map((row) => [row.product.label, row.changed, row.gain])).toEqual([
      ['three', true, 1.5],
      ['one', false, 1],
      ['broken', false, null],
    ]);
    expect(new Set(rows.map(({ key }) => key)).size).toBe(3);
  });

  test('totals count every use of what was timed', () => {
    expect(tuningTotals(rows)).toEqual({ changed: 1, before: 13, after: 9 });
  });

  test('names the layer and which of its products it is', () => {
    expect(placeOf({ label: 'gradient.stage1.conv2.convolutionInputGradient', uses: 2 })).toEqual({
      scope: 'stage1.conv2',
      kind: 'input gradient, and 1 more',
    });
    expect(placeOf({ label: 'gradient.head.matmul', uses: 1 })).toEqual({
      scope: 'head',
      kind: 'gradient, matmul',
    });
    expect(placeOf({ label: 'matmul', uses: 1 })).toEqual({ scope: 'matmul', kind: 'matmul' });
  });

  test('says which way is standard, taken, refused', () => {
    const [{ product: three }] = rows;
    expect(three.ways.map((way) => verdictOf(way, rows[0]))).toEqual([
      'standard',
      'taken',
      'wrong result, refused',
    ]);
    expect(verdictOf(rows[1].standard, rows[1])).toBe('standard, taken');
    expect(shapeText({ ...three, batch: 3 })).toBe('5 × 64 × 128, 3 times');
  });
});
