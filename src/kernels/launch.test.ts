// Launch shapes stay within the base limits and cover every element once, whatever the matrix.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { baseLimits } from './kernel';
import { columnMap, columnSums, type LaunchContext, rowCopy, rowLanes, vectorWidth } from './launch';

const sizes = fc.integer({ min: 1, max: 3_000_000 });
const most = baseLimits.maxComputeWorkgroupsPerDimension;
const isPowerOfTwo = (n: number) => Number.isInteger(Math.log2(n));

describe.each(['software', 'hardware'] as const)('%s', (adapterClass) => {
  const context: LaunchContext = { limits: baseLimits, adapterClass };

  test('columns and row tiles cover the matrix', () => {
    fc.assert(
      fc.property(sizes, sizes, fc.integer({ min: 1, max: 50 }), (rows, columns, outer) => {
        for (const launch of [
          columnMap(rows, columns, context),
          columnSums(rows, columns, 4, context, outer),
        ]) {
          const { COLUMNS, LANES } = launch.constants;
          expect(isPowerOfTwo(LANES) && COLUMNS * LANES <= 256).toBe(true);
          expect(launch.workgroups[0] * COLUMNS).toBeGreaterThanOrEqual(columns);
          expect(launch.workgroups[1]).toBe(launch.tiles);
          expect(launch.tiles * launch.rowsPerTile).toBeGreaterThanOrEqual(rows);
          expect((launch.tiles - 1) * launch.rowsPerTile).toBeLessThan(rows);
          expect(Math.max(...launch.workgroups)).toBeLessThanOrEqual(most);
        }
      }),
    );
  });

  test('whole rows are all there', () => {
    fc.assert(
      fc.property(sizes, sizes, (rows, columns) => {
        const { constants, workgroups } = rowLanes(rows, columns, context);
        expect(isPowerOfTwo(constants.LANES) && constants.LANES * constants.ROWS <= 256).toBe(true);
        expect(workgroups[0] * workgroups[1] * constants.ROWS).toBeGreaterThanOrEqual(rows);
        expect(Math.max(...workgroups)).toBeLessThanOrEqual(most);
      }),
    );
  });

  test('every row of a copy has its invocations', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30_000 }), fc.integer({ min: 1, max: 1000 }), (rows, inner) => {
        const { lanes, constants, workgroups } = rowCopy(rows, inner, context);
        expect(lanes).toBeLessThanOrEqual(inner);
        expect(workgroups[0] * workgroups[1] * constants.WORKGROUP).toBeGreaterThanOrEqual(rows * lanes);
        expect(Math.max(...workgroups)).toBeLessThanOrEqual(most);
      }),
    );
  });
});

test('vectors of four need every extent to be a multiple of four', () => {
  expect(vectorWidth(8, 0, 12)).toEqual({ width: 4, include: ['vector4'] });
  expect(vectorWidth(8, 2)).toEqual({ width: 1, include: ['vector1'] });
});
