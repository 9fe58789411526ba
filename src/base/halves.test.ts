// Halves against the definition of binary16: every one of them, and what lies between two neighbours.

import { describe, expect, test } from 'vitest';
import { halfOf, halvesOf, numberOfHalf, numbersOfHalves } from './halves';

const finite = Array.from({ length: 0x7c00 }, (_, half) => half);

/** The f32 next above a positive one. */
const above = (x: number): number => {
  const bits = new Uint32Array(new Float32Array([x]).buffer);
  bits[0]++;
  return new Float32Array(bits.buffer)[0];
};

describe('halves', () => {
  test('known values', () => {
    const known: [number, number][] = [
      [0, 0x0000],
      [1, 0x3c00],
      [-2, 0xc000],
      [65504, 0x7bff],
      [2 ** -14, 0x0400],
      [2 ** -24, 0x0001],
      [1 / 3, 0x3555],
      [Number.POSITIVE_INFINITY, 0x7c00],
      [Number.NEGATIVE_INFINITY, 0xfc00],
    ];
    for (const [number, half] of known) expect(halfOf(number), `${number}`).toBe(half);
    expect(halfOf(-0)).toBe(0x8000);
    expect(halfOf(Number.NaN)).toBe(0x7e00);
    expect(numberOfHalf(0x7e00)).toBeNaN();
    expect(numberOfHalf(0x3555)).toBe(0.333251953125);
  });

  test('every half stands for a number that it is the nearest half of', () => {
    for (const half of finite) {
      if (halfOf(numberOfHalf(half)) !== half) expect.fail(`${half} is not its own nearest half`);
      if (halfOf(-numberOfHalf(half)) !== (half | 0x8000))
        expect.fail(`−${half} is not its own nearest half`);
    }
  });

  test('what lies half way goes to the even neighbour, and the rest to the nearer one', () => {
    for (const half of finite) {
      // Beyond the largest lies what would be the next, 65,536.
      const next = half === 0x7bff ? 65_536 : numberOfHalf(half + 1);
      const middle = (numberOfHalf(half) + next) / 2;
      const even = half % 2 ? half + 1 : half;
      if (halfOf(middle) !== even) expect.fail(`${middle} became ${halfOf(middle)}, not ${even}`);
      if (halfOf(above(middle)) !== half + 1) expect.fail(`above ${middle}: not ${half + 1}`);
      if (halfOf(numberOfHalf(half) + (middle - numberOfHalf(half)) * (1 - 2 ** -10)) !== half)
        expect.fail(`below ${middle}: not ${half}`);
    }
  });

  test('tiny and subnormal floats vanish', () => {
    for (const tiny of [2 ** -25, 1e-30, 2 ** -149]) expect(halfOf(tiny)).toBe(0);
  });

  test('arrays', () => {
    expect([...numbersOfHalves(halvesOf([1.5, -0.25, 3]))]).toEqual([1.5, -0.25, 3]);
  });
});
