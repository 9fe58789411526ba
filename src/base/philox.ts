// Counter-based random numbers: Philox4x32-10 (Salmon, Moraes, Dror, Shaw: "Parallel Random Numbers: As Easy
// as 1, 2, 3", SC 2011). A number is a function of (seed, stream, index, step, slot), so any element of any
// tensor can be made again alone. `shaders/lib/philox.wgsl` computes the same bits on the GPU.

// Written as signed 32-bit integers: engines keep those in integer registers.
const MULTIPLIER_0 = 0xd2511f53 | 0;
const MULTIPLIER_1 = 0xcd9e8d57 | 0;
const MULTIPLIER_0_LOW = MULTIPLIER_0 & 0xffff;
const MULTIPLIER_0_HIGH = MULTIPLIER_0 >>> 16;
const MULTIPLIER_1_LOW = MULTIPLIER_1 & 0xffff;
const MULTIPLIER_1_HIGH = MULTIPLIER_1 >>> 16;
const WEYL_0 = 0x9e3779b9 | 0;
const WEYL_1 = 0xbb67ae85 | 0;
const ROUNDS = 10;

/** Mean of the sum of eight uniform 16-bit integers. */
const HALVES_MEAN = (8 * 65535) / 2;
/** Reciprocal of that sum's standard deviation, rounded to f32 as the shader holds it. */
export const HALVES_SCALE = Math.fround(1 / Math.sqrt((8 * (65536 * 65536 - 1)) / 12));

/** Ten rounds of Philox4x32: counter words c0..c3 and key words k0, k1 give four 32-bit words. */
export function philox(
  c0: number,
  c1: number,
  c2: number,
  c3: number,
  k0: number,
  k1: number,
  out: Uint32Array = new Uint32Array(4),
): Uint32Array {
  let x0 = c0 | 0;
  let x1 = c1 | 0;
  let x2 = c2 | 0;
  let x3 = c3 | 0;
  let key0 = k0 | 0;
  let key1 = k1 | 0;
  for (let round = 0; round < ROUNDS; round++) {
    // High words of the 32×32-bit products from 16-bit halves; every partial sum stays below 2³².
    const a = x0 & 0xffff;
    const b = x0 >>> 16;
    const middle0 = (Math.imul(b, MULTIPLIER_0_LOW) + (Math.imul(a, MULTIPLIER_0_LOW) >>> 16)) | 0;
    const cross0 = (Math.imul(a, MULTIPLIER_0_HIGH) + (middle0 & 0xffff)) | 0;
    const high0 = (Math.imul(b, MULTIPLIER_0_HIGH) + (middle0 >>> 16) + (cross0 >>> 16)) | 0;
    const product0 = Math.imul(x0, MULTIPLIER_0);

    const c = x2 & 0xffff;
    const d = x2 >>> 16;
    const middle1 = (Math.imul(d, MULTIPLIER_1_LOW) + (Math.imul(c, MULTIPLIER_1_LOW) >>> 16)) | 0;
    const cross1 = (Math.imul(c, MULTIPLIER_1_HIGH) + (middle1 & 0xffff)) | 0;
    const high1 = (Math.imul(d, MULTIPLIER_1_HIGH) + (middle1 >>> 16) + (cross1 >>> 16)) | 0;
    const product1 = Math.imul(x2, MULTIPLIER_1);

    x0 = high1 ^ x1 ^ key0;
    x1 = product1;
    x2 = high0 ^ x3 ^ key1;
    x3 = product0;
    key0 = (key0 + WEYL_0) | 0;
    key1 = (key1 + WEYL_1) | 0;
  }
  out[0] = x0;
  out[1] = x1;
  out[2] = x2;
  out[3] = x3;
  return out;
}

/** Maps 32 random bits to a uniform number in [0, 1) with 24 significant bits, exact in f32. */
export function uniformFromBits(bits: number): number {
  return (bits >>> 8) * 2 ** -24;
}

/** Maps 32 random bits to true with probability `probability`, deciding in integers as the shader does. */
export function bernoulliFromBits(bits: number, probability: number): boolean {
  return bits >>> 8 < Math.round(probability * 2 ** 24);
}

/** Maps 32 random bits to an integer in [0, n), 1 ≤ n ≤ 2³²: the high word of bits·n. Bias below n/2³². */
export function integerFromBits(bits: number, n: number): number {
  const low = Math.floor(((bits & 0xffff) * n) / 65536);
  return Math.floor(((bits >>> 16) * n + low) / 65536);
}

/**
 * One block as a standard normal number by the Irwin–Hall sum of its eight 16-bit halves: exact integers and
 * a single f32 rounding, so CPU and GPU agree bit for bit. The support is ±4.9.
 */
export function normalFromBlock(block: Uint32Array): number {
  let sum = 0;
  for (let word = 0; word < 4; word++) sum += (block[word] & 0xffff) + (block[word] >>> 16);
  return Math.fround((sum - HALVES_MEAN) * HALVES_SCALE);
}

/** A stable stream number for a name such as `data/split` (FNV-1a), so that uses never share a stream. */
export function streamOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
