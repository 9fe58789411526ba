// A cache of the hottest rows against what follows from the profile by hand.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cacheHitShare } from './cacheHits';

const table = {
  rows: 100,
  accesses: {
    pieces: [
      { rows: 10, accesses: 60 },
      { rows: 30, accesses: 20 },
    ],
    unseen: 0.2,
  },
};

test.each([
  // Of the seen 80 %: 60 of 80 lookups go to ten rows; rows 11 to 40 have 20; the other 60 rows share 20 %.
  [0, 0],
  [5, 0.8 * (30 / 80)],
  [10, 0.8 * (60 / 80)],
  [25, 0.8 * (70 / 80)],
  [40, 0.8],
  [70, 0.9],
  [100, 1],
])('%i of 100 rows', (cached, share) => expect(cacheHitShare(table, cached)).toBeCloseTo(share, 12));

test('rows of unknown accesses are alike', () => {
  expect(cacheHitShare({ rows: 50 }, 10)).toBe(0.2);
  expect(cacheHitShare({ rows: 50 }, 80)).toBe(1);
});

test('more rows never serve less, and the hottest serve at least their share', () => {
  const piece = fc.record({
    rows: fc.integer({ min: 1, max: 50 }),
    heat: fc.double({ min: 0.01, max: 100, noNaN: true }),
  });
  fc.assert(
    fc.property(
      fc.array(piece, { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 0, max: 100 }),
      fc.double({ min: 0, max: 0.5, noNaN: true }),
      (drawn, more, unseen) => {
        const hottest = drawn.toSorted((a, b) => b.heat - a.heat);
        const pieces = hottest.map(({ rows, heat }) => ({ rows, accesses: rows * heat }));
        const rows = pieces.reduce((sum, own) => sum + own.rows, 0) + more;
        const given = { rows, accesses: { pieces, unseen: more > 0 ? unseen : 0 } };
        let before = 0;
        for (let cached = 0; cached <= rows; cached++) {
          const share = cacheHitShare(given, cached);
          expect(share).toBeGreaterThanOrEqual(before - 1e-12);
          before = share;
        }
        expect(before).toBeCloseTo(1, 9);
      },
    ),
  );
});
