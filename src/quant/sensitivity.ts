// How much each layer's codes cost, measured with that layer alone on integers, and which layers therefore stay real.
// Source: Park et al. 2018 (arXiv 1811.09886), §3.2 (selective quantisation).

import type { LinearLayer } from './layers';

export interface Sensitivity {
  layer: string;
  flops: number;
  /** Power of the difference of the logits over the power of the logits. */
  noise: number;
  logits: ArrayLike<number>;
}

/** Σ (x − reference)² / Σ reference². */
export function relativeNoise(reference: ArrayLike<number>, found: ArrayLike<number>): number {
  let [signal, noise] = [0, 0];
  for (let i = 0; i < reference.length; i++) {
    signal += reference[i] ** 2;
    noise += (found[i] - reference[i]) ** 2;
  }
  return noise / signal;
}

/**
 * Runs the network once for each layer with that one on integers; `logitsWith` gives the logits when the named layers
 * are, `reference` those of the real network on the same inputs.
 */
export async function measureSensitivity(
  layers: readonly Pick<LinearLayer, 'name' | 'flops'>[],
  reference: ArrayLike<number>,
  logitsWith: (integer: ReadonlySet<string>) => Promise<ArrayLike<number>> | ArrayLike<number>,
): Promise<Sensitivity[]> {
  const measured: Sensitivity[] = [];
  for (const { name, flops } of layers) {
    const logits = await logitsWith(new Set([name]));
    measured.push({ layer: name, flops, noise: relativeNoise(reference, logits), logits });
  }
  return measured;
}

export interface Budget {
  /** Share of the summed noise that the layers on integers may keep. */
  noise: number;
  /** Share of all floating-point operations that may stay real. */
  work: number;
}

/**
 * The layers to leave real: the noisiest first, without those that would go beyond the work allowed, until what the
 * others bring, taken to add up, is within the budget.
 */
export function layersToKeepReal(measured: readonly Sensitivity[], { noise, work }: Budget): Set<string> {
  const total = measured.reduce((sum, layer) => sum + layer.noise, 0);
  const allowed = work * measured.reduce((sum, layer) => sum + layer.flops, 0);
  const real = new Set<string>();
  let [left, spent] = [total, 0];
  for (const layer of [...measured].sort((a, b) => b.noise - a.noise)) {
    if (left <= noise * total) break;
    if (spent + layer.flops > allowed) continue;
    real.add(layer.layer);
    left -= layer.noise;
    spent += layer.flops;
  }
  return real;
}
