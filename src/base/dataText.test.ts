// Plain data comes back from its text as it was, to the last bit, whatever it holds.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dataOf, dataText } from './dataText';

const again = (data: unknown) => dataOf(dataText(data));

test('typed arrays keep their type and every bit, also of a part of a buffer', () => {
  const data = {
    ...{ f32: Float32Array.of(0.1, -0, Number.NaN), f64: Float64Array.of(1 / 3) },
    ...{
      u32: Uint32Array.of(2 ** 32 - 1),
      i8: Int8Array.of(-128),
      part: Uint8Array.of(1, 2, 3, 4).subarray(1, 3),
    },
  };
  expect(again(data)).toEqual(data);
});

test('maps, and numbers that are not finite', () => {
  const data = {
    weights: new Map([['a', { shape: [1], data: Float32Array.of(7) }]]),
    range: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
  };
  expect(again(data)).toEqual(data);
  expect(again([Number.NaN])).toEqual([Number.NaN]);
});

test('whatever JSON can say stays JSON', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (data) => {
      const plain: unknown = JSON.parse(JSON.stringify(data));
      expect(dataText(plain)).toBe(JSON.stringify(plain));
      expect(again(plain)).toEqual(plain);
    }),
  );
});

test('bytes that are cut off are refused', () => {
  expect(() => dataOf('{"$is":"Float32Array","bytes":"AAAA"}')).toThrow(/cut off/);
});
