// A keyed bijection of 0..n−1: a Feistel network over ⌈log₂ n⌉ bits, walking the cycle until it is back in range
// (Black & Rogaway, "Ciphers with arbitrary finite domains", CT-RSA 2002). It separates ids from popularity.

import { philox } from '../../../base/philox';

const ROUNDS = 6;

/** Mixes 32 bits well (the finaliser of MurmurHash3). */
function mix(value: number): number {
  let x = value;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}

/** The bijection of [0, n), n ≤ 2³², that belongs to (seed, stream). */
export function bijection(n: number, seed: number, stream: number): (value: number) => number {
  const bits = Math.max(2, Math.ceil(Math.log2(Math.max(2, n))));
  const lowBits = bits >>> 1;
  const highMask = 2 ** (bits - lowBits) - 1;
  const lowMask = 2 ** lowBits - 1;
  const keys = new Uint32Array(8);
  philox(0, 0, 0, 0, seed, stream, keys.subarray(0, 4));
  philox(1, 0, 0, 0, seed, stream, keys.subarray(4, 8));
  return (value) => {
    let walked = value;
    do {
      let high = (walked / (lowMask + 1)) & highMask;
      let low = walked & lowMask;
      for (let round = 0; round < ROUNDS; round += 2) {
        high ^= mix(low ^ keys[round]) & highMask;
        low ^= mix(high ^ keys[round + 1]) & lowMask;
      }
      walked = high * (lowMask + 1) + low;
    } while (walked >= n);
    return walked;
  };
}

/** The bijection as a lookup array when n is small enough, else the function itself. */
export function tabulated(n: number, map: (value: number) => number): (value: number) => number {
  if (n > 2 ** 20) return map;
  const table = new Uint32Array(n);
  for (let value = 0; value < n; value++) table[value] = map(value);
  return (value) => table[value];
}
