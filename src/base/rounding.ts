// Rounding as the GPU does it.

/** The nearest whole number; halves go to the even neighbour. */
export function roundEven(x: number): number {
  const nearest = Math.round(x);
  return nearest - x === 0.5 && nearest % 2 !== 0 ? nearest - 1 : nearest;
}
