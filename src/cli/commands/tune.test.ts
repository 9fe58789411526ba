// What `tune` prints: every product with what it takes, and what all of them gain.

import { expect, test } from 'vitest';
import type { TunedProduct } from '../../lab/protocol';
import { summaryOf } from './tune';

const product = (label: string, chosen: string, uses: number): TunedProduct => ({
  shapeClass: 'gemm/tiled f32·f32 NN m8 n6 k7 b0 p1',
  label,
  ...{ rows: 256, columns: 64, depth: 128, batch: 1 },
  uses,
  ways: [
    { name: 'quad 32×32', milliseconds: 3, state: 'timed' },
    { name: 'register 16×16', milliseconds: 2, state: 'timed' },
  ],
  chosen,
});

test('names what is taken, and counts every use', () => {
  const lines = summaryOf([product('a.matmul', 'register 16×16', 4), product('b.matmul', 'quad 32×32', 1)]);
  expect(lines[0]).toBe('1 of 2 products have a faster way');
  expect(lines[1]).toMatch(
    /a\.matmul and 3 more +256×64×128 +quad 32×32: 3\.00 ms +register 16×16: 2\.00 ms, 1\.50 times as fast/,
  );
  expect(lines[2]).toMatch(/b\.matmul .*stays/);
  expect(lines[3]).toContain('15.00 ms, tuned 11.00 ms');
});
