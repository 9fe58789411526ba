// Whatever is sorted: the passes see every bit of a key, the blocks every key, and counts stay few beside the keys.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { digitsOf, keyBitsOf } from './sortDigits';

const capacities = fc.integer({ min: 1, max: 1 << 22 });
const rows = fc.integer({ min: 1, max: 2 ** 32 });

test.each(['hardware', 'software'] as const)('every bit and every key is covered: %s', (adapterClass) => {
  fc.assert(
    fc.property(capacities, rows, (capacity, count) => {
      const keyBits = keyBitsOf(count);
      const { bits, passes, blocks, strip, workgroup } = digitsOf(capacity, keyBits, adapterClass);
      expect(count - 1).toBeLessThan(2 ** keyBits);
      expect(bits * passes).toBeGreaterThanOrEqual(keyBits);
      expect(bits * (passes - 1)).toBeLessThan(keyBits);
      expect(blocks * (strip || 8 * workgroup)).toBeGreaterThanOrEqual(capacity);
      expect((blocks - 1) * (strip || 8 * workgroup)).toBeLessThan(capacity);
    }),
  );
});

test('wide digits only where there are keys to share their counts', () => {
  expect(digitsOf(65_536, 16, 'software')).toMatchObject({ bits: 8, passes: 2, blocks: 64 });
  fc.assert(
    fc.property(capacities, rows, (capacity, count) => {
      const { bits, blocks } = digitsOf(capacity, keyBitsOf(count), 'software');
      expect(blocks << bits).toBeLessThanOrEqual(Math.max(32, 9 * capacity));
    }),
  );
});
