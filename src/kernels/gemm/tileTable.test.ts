// The tile table's choices: legal, in range, and split only where a product would not fill the machine.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chooseTile, depthPerSplit, type ProductSize, tileCount, unrolled } from './tileTable';

const software = { adapterClass: 'software', features: new Set(['subgroups']) } as const;
const plain = { adapterClass: 'software', features: new Set<string>() } as const;
const hardware = { adapterClass: 'hardware', features: new Set(['subgroups']) } as const;

const size = fc.record({
  rows: fc.integer({ min: 1, max: 70_000 }),
  columns: fc.integer({ min: 1, max: 500 }).map((n) => 4 * n),
  depth: fc.integer({ min: 0, max: 70_000 }),
  batch: fc.integer({ min: 1, max: 64 }),
});

describe('chooseTile', () => {
  test('splits cover the inner axis once, in whole steps', () => {
    fc.assert(
      fc.property(size, fc.constantFrom(software, plain, hardware), (product, adapter) => {
        const { splits } = chooseTile(product, adapter);
        const each = depthPerSplit(product.depth, splits);
        expect(each % 4).toBe(0);
        expect(each * splits).toBeGreaterThanOrEqual(product.depth);
      }),
    );
  });

  test('tiles cover the result', () => {
    fc.assert(
      fc.property(size, fc.constantFrom(software, plain, hardware), (product, adapter) => {
        const tile = chooseTile(product, adapter);
        const results = tileCount(product, tile) * tile.height * tile.width;
        expect(results).toBeGreaterThanOrEqual(product.rows * product.columns);
      }),
    );
  });

  test('two steps a jump only where every split has whole pairs of steps', () => {
    fc.assert(
      fc.property(size, fc.constantFrom(software, plain, hardware), (product, adapter) => {
        const tile = unrolled(chooseTile(product, adapter), product);
        if (tile.constants.STEPS !== 2) return;
        const each = depthPerSplit(product.depth, tile.splits);
        for (let begin = 0; begin < product.depth; begin += each)
          expect(Math.ceil(Math.min(each, product.depth - begin) / 4) % 2).toBe(0);
      }),
    );
    const square = (side: number): ProductSize => ({ rows: side, columns: side, depth: side, batch: 1 });
    const stepsOf = (product: ProductSize) =>
      unrolled(chooseTile(product, software), product).constants.STEPS;
    expect([square(1024), square(256), { ...square(1024), depth: 1028 }].map(stepsOf)).toEqual([
      2,
      undefined,
      undefined,
    ]);
  });

  test('quads only where a software adapter grants subgroups', () => {
    const square: ProductSize = { rows: 512, columns: 512, depth: 512, batch: 1 };
    expect(chooseTile(square, software).kind).toBe('quad');
    expect(chooseTile(square, plain).kind).toBe('register');
    expect(chooseTile(square, hardware).kind).toBe('workgroup');
  });

  test.each([
    ['a weight gradient', { rows: 144, columns: 48, depth: 65_536, batch: 1 }, true],
    ['a large square', { rows: 2048, columns: 2048, depth: 2048, batch: 1 }, false],
    ['a short sum', { rows: 16, columns: 16, depth: 64, batch: 1 }, false],
  ])('%s: split %o', (_, product, expected) => {
    for (const adapter of [software, hardware])
      expect(chooseTile(product, adapter).splits > 1).toBe(expected);
  });

  test('columns in thirds take the tile of 48', () => {
    expect(chooseTile({ rows: 2048, columns: 144, depth: 48, batch: 1 }, software).width).toBe(48);
    expect(chooseTile({ rows: 2048, columns: 64, depth: 64, batch: 1 }, software).width).toBe(32);
  });
});
