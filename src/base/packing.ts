// Codes of few bits packed into words of 32, the lowest bits first.
//
// Codes of 1, 2, 4 and 8 bits fill their words. Codes of 3 bits are kept in two parts, each of which does: the two
// lower bits of all codes, then the upper bit of all codes, so that four neighbours never straddle a word.

export type CodeBits = 1 | 2 | 3 | 4 | 8;

/** The parts a code is kept in: how far to shift it right, and how many bits to take. */
const partsOf = (bits: CodeBits): [shift: number, width: number][] =>
  bits === 3
    ? [
        [0, 2],
        [2, 1],
      ]
    : [[0, bits]];

const wordsOf = (count: number, width: number): number => Math.ceil((count * width) / 32);

/** Words that `count` codes take. */
export const packedWords = (count: number, bits: CodeBits): number =>
  partsOf(bits).reduce((sum, [, width]) => sum + wordsOf(count, width), 0);

/** Packs the lowest `bits` of each code; negative codes keep their two's complement. */
export function packCodes(codes: ArrayLike<number>, bits: CodeBits): Uint32Array<ArrayBuffer> {
  const words = new Uint32Array(packedWords(codes.length, bits));
  let first = 0;
  for (const [shift, width] of partsOf(bits)) {
    const mask = 2 ** width - 1;
    for (let i = 0; i < codes.length; i++) {
      const at = i * width;
      words[first + (at >>> 5)] |= ((codes[i] >> shift) & mask) << (at & 31);
    }
    first += wordsOf(codes.length, width);
  }
  return words;
}

/** The first `count` codes of packed words; `signed` reads them as two's complement. */
export function unpackCodes(
  words: ArrayLike<number>,
  bits: CodeBits,
  count: number,
  signed = false,
): Int32Array<ArrayBuffer> {
  const codes = new Int32Array(count);
  let first = 0;
  for (const [shift, width] of partsOf(bits)) {
    const mask = 2 ** width - 1;
    for (let i = 0; i < count; i++) {
      const at = i * width;
      codes[i] |= ((words[first + (at >>> 5)] >>> (at & 31)) & mask) << shift;
    }
    first += wordsOf(count, width);
  }
  if (signed) for (let i = 0; i < count; i++) codes[i] = (codes[i] << (32 - bits)) >> (32 - bits);
  return codes;
}
