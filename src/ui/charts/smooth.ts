// Exponential smoothing without the bias towards zero at the start, as TensorBoard has it:
// mₙ = s·mₙ₋₁ + (1 − s)·yₙ, shown as mₙ / (1 − sⁿ). Missing values are passed over.

export class Smoother {
  #mean = 0;
  /** 1 − sⁿ: the weight that the values so far have in the mean. */
  #weight = 0;

  /** @param smoothing s, 0 (none) to below 1. */
  constructor(private readonly smoothing: number) {}

  next(value: number): number {
    if (Number.isNaN(value)) return value;
    const share = 1 - this.smoothing;
    this.#mean += share * (value - this.#mean);
    this.#weight += share * (1 - this.#weight);
    return this.#mean / this.#weight;
  }
}
