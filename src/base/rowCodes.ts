// Rows of numbers kept as codes of few bits, each row with a scale and a bias of its own:
// x ≈ scale·code + bias, as FBGEMM keeps row-wise quantised embedding tables.
//
// Every step is one f32 operation that all machines round alike (no division decides a code), so CPU and GPU
// make the same words. A row is its packed codes, then the bits of its scale, then those of its bias.

import { packCodes, packedWords, unpackCodes } from './packing';
import { philox, uniformFromBits } from './philox';

export interface RowCoding {
  bits: 8 | 4 | 2;
  /** Numbers of a row. */
  width: number;
}

/** What the codes of one row stand for; both are f32. */
export interface RowScale {
  /** Distance of neighbouring codes; 0 where all numbers of the row are equal. */
  scale: number;
  /** The number with the code 0: the smallest of the row. */
  bias: number;
}

/** Where between two codes a number takes the upper one, in [0, 1); by column. */
export type Threshold = (column: number) => number;

/** To the nearest code; a number half way takes the lower one. */
export const nearest: Threshold = () => 0.5;

/** Scales below the smallest normal number count as none: not every device keeps them. */
const SMALLEST_SCALE = 2 ** -126;

const highestCode = (bits: number): number => 2 ** bits - 1;

/** Words of the codes of a row, without its scale and bias. */
export const codeWords = ({ bits, width }: RowCoding): number => packedWords(width, bits);

/** Words of a row. */
export const rowWords = (coding: RowCoding): number => codeWords(coding) + 2;

/** The codes' grid from `low` to `high`. */
export function rowScale(low: number, high: number, bits: RowCoding['bits']): RowScale {
  const bias = Math.fround(low);
  const scale = Math.fround(Math.fround(high - bias) * Math.fround(1 / highestCode(bits)));
  return { scale: scale < SMALLEST_SCALE ? 0 : scale, bias };
}

/**
 * The code of f32 `x` ≥ bias: with x = scale·(q + r), 0 ≤ r < 1, the code q where r ≤ threshold and q + 1 where it
 * is larger. With a threshold uniform on [0, 1) the expected number is x: the upper code comes with probability r.
 */
export function codeFor(x: number, { scale, bias }: RowScale, bits: number, threshold: number): number {
  if (scale === 0) return 0;
  const most = highestCode(bits);
  const distance = Math.fround(x - bias);
  const at = (code: number) => Math.fround(code * scale);
  let code = Math.min(most, Math.floor(distance / scale));
  if (at(code) > distance) code--;
  else if (at(code + 1) <= distance) code++;
  const rest = Math.fround(distance - at(code));
  return Math.min(most, code + (Math.fround(threshold * scale) < rest ? 1 : 0));
}

/** Writes the words of one row of f32 numbers to `words` from `start` on. */
export function encodeRow(
  row: ArrayLike<number>,
  { bits, width }: RowCoding,
  threshold: Threshold,
  words: Uint32Array,
  start = 0,
  grid?: RowScale,
): void {
  let low = row[0];
  let high = row[0];
  for (let column = 1; column < width; column++) {
    low = Math.min(low, row[column]);
    high = Math.max(high, row[column]);
  }
  const scale = grid ?? rowScale(low, high, bits);
  const codes = Array.from({ length: width }, (_, column) =>
    codeFor(row[column], scale, bits, threshold(column)),
  );
  const packed = packCodes(codes, bits);
  words.set(packed, start);
  words.set(bitsOf(scale), start + packed.length);
}

/** The numbers of the row whose words start at `start`: scale·code, rounded, plus bias, rounded. */
export function decodeRow(words: ArrayLike<number>, start: number, coding: RowCoding): Float32Array {
  const count = codeWords(coding);
  const own = Uint32Array.from({ length: count + 2 }, (_, i) => words[start + i]);
  const [scale, bias] = new Float32Array(own.buffer, 4 * count, 2);
  const codes = unpackCodes(own, coding.bits, coding.width);
  return Float32Array.from(codes, (code) => Math.fround(scale * code) + bias);
}

/** All numbers of a table of coded rows, row by row. */
export function decodeRows(words: ArrayLike<number>, coding: RowCoding): Float32Array {
  const stride = rowWords(coding);
  const rows = words.length / stride;
  const numbers = new Float32Array(rows * coding.width);
  for (let row = 0; row < rows; row++)
    numbers.set(decodeRow(words, row * stride, coding), row * coding.width);
  return numbers;
}

/**
 * Thresholds of stochastic rounding for one row at one step: column c takes word c mod 4 of the Philox block with
 * counter (⌊c/4⌋, row, step, 0) and key (seed, stream), as 24 bits of a fraction.
 */
export function stochastic(seed: number, stream: number, step: number, row: number): Threshold {
  const block = new Uint32Array(4);
  let held = -1;
  return (column) => {
    const index = Math.floor(column / 4);
    if (index !== held) philox(index, row, step, 0, seed, stream, block);
    held = index;
    return uniformFromBits(block[column % 4]);
  };
}

const bitsOf = ({ scale, bias }: RowScale): Uint32Array =>
  new Uint32Array(Float32Array.of(scale, bias).buffer);
