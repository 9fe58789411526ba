// How a radix sort goes about its keys: digits of how many bits in how many passes, and over what blocks.

import type { AdapterClass } from '../kernel';
import { SOFTWARE_LANES } from '../launch';

export interface Digits {
  bits: number;
  passes: number;
  /** Blocks of neighbouring keys whose digits are counted apart. */
  blocks: number;
  /** Keys of a block that is one invocation's strip; 0 where a block is a workgroup's. */
  strip: number;
  workgroup: number;
}

/** Keys that a workgroup of hardware shares out, and the bits of a digit whose counts fit its memory (sort/scatter). */
export const hardwareBlock = { workgroup: 128, items: 8 };
const HARDWARE_BITS = 4;

/** Of software adapters: enough strips for the lanes of many cores, and no more, as each has counts of its own. */
const SHORTEST_STRIP = 64;
const MOST_STRIPS = 64;
/** Keys that a strip is a multiple of: as many are read at once. */
const WORD = 4;
const WIDEST_DIGIT = 10;
/**
 * Loads and stores of a pass. Of a pair: its element twice, a quarter of an access each, a count and a start in and out,
 * and itself. Of a count: it is cleared, and then touched thrice by one core alone, four at a time.
 */
const KEY_ACCESSES = 6;
const COUNT_ACCESSES = 3;

/** Of keys below `rows`. */
export const keyBitsOf = (rows: number): number => Math.max(1, Math.ceil(Math.log2(rows)));

export function digitsOf(capacity: number, keyBits: number, adapterClass: AdapterClass): Digits {
  if (adapterClass === 'hardware') {
    const { workgroup, items } = hardwareBlock;
    const blocks = Math.max(1, Math.ceil(capacity / (workgroup * items)));
    return { bits: HARDWARE_BITS, passes: Math.ceil(keyBits / HARDWARE_BITS), blocks, strip: 0, workgroup };
  }
  const strips = Math.min(MOST_STRIPS, Math.max(1, Math.ceil(capacity / SHORTEST_STRIP)));
  const strip = WORD * Math.max(1, Math.ceil(capacity / (strips * WORD)));
  const cost = (bits: number) =>
    Math.ceil(keyBits / bits) * (KEY_ACCESSES * capacity + COUNT_ACCESSES * (strips << bits));
  let best = 1;
  for (let bits = 2; bits <= WIDEST_DIGIT; bits++) if (cost(bits) < cost(best)) best = bits;
  const passes = Math.ceil(keyBits / best);
  return {
    // No wider than the passes need.
    bits: Math.ceil(keyBits / passes),
    passes,
    blocks: Math.max(1, Math.ceil(capacity / strip)),
    strip,
    workgroup: SOFTWARE_LANES,
  };
}
