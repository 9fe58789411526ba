// Mean, spread and middle of numbers. None of them has a value for no numbers: all are NaN.

type Numbers = ArrayLike<number>;

export function mean(values: Numbers): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

/** Mean squared distance from the mean: of the numbers themselves, not an estimate for more of their kind. */
export function variance(values: Numbers): number {
  const centre = mean(values);
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i] - centre) ** 2;
  return squares / values.length;
}

export const standardDeviation = (values: Numbers): number => Math.sqrt(variance(values));

/** Of an even number of values, halfway between the middle two. */
export function median(values: Numbers): number {
  const sorted = Float64Array.from(values).sort();
  const middle = (sorted.length - 1) / 2;
  return sorted.length ? (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2 : Number.NaN;
}
