// Arrow keys lead to a neighbour and back, and every box can be reached.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Box, type Direction, nearest } from './nearest';

const box = (x0: number, y0: number, x1: number, y1: number): Box => ({ x0, y0, x1, y1 });
/** One tall box on the left, two on the right. */
const boxes = [box(0, 0, 50, 100), box(50, 0, 100, 40), box(50, 40, 100, 100)];

test('the neighbour in a direction', () => {
  expect(nearest(boxes, 1, 'ArrowDown')).toBe(2);
  expect(nearest(boxes, 2, 'ArrowUp')).toBe(1);
  expect(nearest(boxes, 2, 'ArrowLeft')).toBe(0);
  expect([1, 2]).toContain(nearest(boxes, 0, 'ArrowRight'));
});

test('at an edge it stays', () => {
  expect(nearest(boxes, 0, 'ArrowLeft')).toBe(0);
  expect(nearest(boxes, 2, 'ArrowDown')).toBe(2);
});

test('every cell of a grid is reached from every other', () => {
  const directions: Direction[] = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'];
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }), (rows, columns) => {
      const grid = Array.from({ length: rows * columns }, (_, index) => {
        const [x, y] = [10 * (index % columns), 10 * Math.floor(index / columns)];
        return box(x, y, x + 10, y + 10);
      });
      const seen = new Set([0]);
      for (const index of seen) for (const direction of directions) seen.add(nearest(grid, index, direction));
      expect(seen.size).toBe(rows * columns);
    }),
  );
});
