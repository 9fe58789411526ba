// Rounding as the GPU does it.

/** The nearest whole number; halves go to the even neighbour. */
export function roundEven(x: number): number {
  const nearest = Math.round(x);
  return nearest - x === 0.5 && nearest % 2 !== 0 ? nearest - 1 : nearest;
}

const float = new Float32Array(1);
const bitsOfFloat = new Uint32Array(float.buffer);

/**
 * The bfloat16 (upper half of an f32's bits) nearest to an f32, ties to even, as a number. In whole numbers, as
 * `shaders/lib/bfloat_of.wgsl` does it, so that both give the same bits.
 */
export function toBfloat(x: number): number {
  if (Number.isNaN(x)) return x;
  float[0] = x;
  const bits = bitsOfFloat[0];
  bitsOfFloat[0] = (bits + 0x7fff + ((bits >>> 16) & 1)) & 0xffff0000;
  return float[0];
}
