// A reduction is planned as the fewest passes over [outer, rows, inner].

import { expect, test } from 'vitest';
import { reductionPasses } from './reduceSum';

test.each<[number[], number[], number[][]]>([
  [[2048, 48], [0], [[1, 2048, 48]]],
  [[2048, 48], [1], [[2048, 48, 1]]],
  [[8, 4, 4, 16], [1, 2], [[8, 16, 16]]],
  [[8, 4, 4, 16], [0, 1, 2], [[1, 128, 16]]],
  [[8, 4, 16], [0, 1, 2], [[1, 512, 1]]],
  [[3, 1, 5], [0, 1], [[1, 3, 5]]],
  [[1, 7], [0], [[7, 1, 1]]],
  [[], [], [[1, 1, 1]]],
  // The inner run first, so that the outer one reads what is left.
  [
    [3, 4, 5],
    [0, 2],
    [
      [12, 5, 1],
      [1, 3, 4],
    ],
  ],
])('%o over %o', (shape, axes, expected) => {
  const passes = reductionPasses(shape, axes).map(({ outer, rows, inner }) => [outer, rows, inner]);
  expect(passes).toEqual(expected);
});
