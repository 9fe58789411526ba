// Operand indices against NumPy's broadcasting rule written out axis by axis.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { elementCount } from '../value';
import { accessIndex, broadcastAccess, isFlat } from './access';

/** Row-major index of the operand element for a flat index of the result. */
function byRule(from: number[], into: number[], flat: number): number {
  let rest = flat;
  let index = 0;
  let stride = 1;
  for (let axis = into.length - 1; axis >= 0; axis--) {
    const position = rest % into[axis];
    rest = Math.floor(rest / into[axis]);
    const size = from[axis - into.length + from.length] ?? 1;
    if (size > 1) index += position * stride;
    stride *= size;
  }
  return index;
}

it('finds the element that broadcasting names', () => {
  const axes = fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.boolean()), { maxLength: 5 });
  fc.assert(
    fc.property(axes, fc.nat(5), (drawn, dropped) => {
      const into = drawn.map(([size]) => size);
      const from = drawn.map(([size, shared]) => (shared ? size : 1)).slice(0);
      while (from[0] === 1 && from.length > into.length - dropped) from.shift();
      const access = broadcastAccess(from, into);
      for (let flat = 0; flat < elementCount(into); flat++)
        expect(accessIndex(access, flat)).toBe(byRule(from, into, flat));
    }),
  );
});

it('is as simple as the pattern', () => {
  expect(isFlat(broadcastAccess([3, 1, 5], [3, 1, 5]))).toBe(true);
  expect(broadcastAccess([], [3, 5])).toEqual([]);
  expect(broadcastAccess([5], [3, 5])).toEqual([{ divide: 1, modulo: 5, stride: 1 }]);
  expect(broadcastAccess([3, 1], [3, 5])).toEqual([{ divide: 5, modulo: 0, stride: 1 }]);
  expect(broadcastAccess([3, 1, 7], [3, 5, 7])).toEqual([
    { divide: 1, modulo: 7, stride: 1 },
    { divide: 35, modulo: 0, stride: 7 },
  ]);
});
