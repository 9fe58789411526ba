// Uniform levels for normally distributed numbers: the distance between levels that loses least.
// Source: Max 1960, "Quantizing for Minimum Distortion" (uniform case); Cai et al. 2017, "Deep Learning with Low
// Precision by Half-Wave Gaussian Quantization" (1702.00953), §3.2, for activations behind a ReLU.

/** The levels lowest, lowest + spacing, …, `count` of them. */
export interface Levels {
  lowest: number;
  spacing: number;
  count: number;
}

/** The level next to x; one half-way goes up. */
export function nearestLevel(x: number, { lowest, spacing, count }: Levels): number {
  const index = Math.floor((x - lowest) / spacing + 0.5);
  return lowest + spacing * Math.min(count - 1, Math.max(0, index));
}

const REACH = 8;
const POINTS = 4000;
const GOLDEN = (Math.sqrt(5) - 1) / 2;
const ROUNDS = 40;

/**
 * The step s that makes the mean of (x − s·nearestLevel(x/s))² least, for x standard normal; with `halfWave` for its
 * positive half, as what lies below costs nothing.
 */
export function gaussianStep(levels: Levels, halfWave = false): number {
  const from = halfWave ? 0 : -REACH;
  const width = (REACH - from) / POINTS;
  const lost = (step: number): number => {
    let sum = 0;
    for (let i = 0; i < POINTS; i++) {
      const x = from + (i + 0.5) * width;
      sum += (x - step * nearestLevel(x / step, levels)) ** 2 * Math.exp((-x * x) / 2);
    }
    return sum;
  };
  // One level alone wants the mean of what it stands for; none lies beyond four deviations of the furthest level.
  let [low, high] = [1e-3, 4];
  for (let round = 0; round < ROUNDS; round++) {
    const [a, b] = [high - GOLDEN * (high - low), low + GOLDEN * (high - low)];
    if (lost(a) < lost(b)) high = b;
    else low = a;
  }
  return (low + high) / 2;
}
