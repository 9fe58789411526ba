// Packed codes: what goes in comes out, in as many words as the bits take.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CodeBits, packCodes, packedWords, unpackCodes } from './packing';

const widths = fc.constantFrom<CodeBits>(1, 2, 3, 4, 8);

test('unsigned codes survive packing', () => {
  fc.assert(
    fc.property(widths, fc.array(fc.nat(255), { maxLength: 200 }), (bits, numbers) => {
      const codes = numbers.map((number) => number % 2 ** bits);
      const words = packCodes(codes, bits);
      expect(words).toHaveLength(packedWords(codes.length, bits));
      expect([...unpackCodes(words, bits, codes.length)]).toEqual(codes);
    }),
  );
});

test('signed codes survive packing', () => {
  fc.assert(
    fc.property(widths, fc.array(fc.nat(255), { maxLength: 200 }), (bits, numbers) => {
      const codes = numbers.map((number) => (number % 2 ** bits) - 2 ** (bits - 1));
      expect([...unpackCodes(packCodes(codes, bits), bits, codes.length, true)]).toEqual(codes);
    }),
  );
});

test('the first code has the lowest bits, and the third bits follow all others', () => {
  expect([...packCodes([1, 2, 3, 0xf], 4)]).toEqual([0xf321]);
  expect([...packCodes([-1, 1], 8)]).toEqual([0x01ff]);
  // 5 = 1|01, 2 = 0|10: the lower bits 01, 10, then the upper bits 1, 0.
  expect([...packCodes([5, 2], 3)]).toEqual([0b1001, 0b01]);
});

test('thirty-two codes of three bits take three words', () => {
  expect(packedWords(32, 3)).toBe(3);
  expect(packedWords(1024, 1)).toBe(1024 / 32);
});
