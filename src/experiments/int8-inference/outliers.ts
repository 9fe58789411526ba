// Weights split into a narrow and a wide part: how many are wide, and how often narrow sums would leave 16 bits.
// WGSL has no 16-bit integers, so the sums are emulated, and nothing here is faster for it.
// Source: Park et al. 2018 (arXiv 1811.09886), §3.2.3; caffe2/quantization/server/README.md.

import { RandomStream } from '../../base/randomStream';
import { saturatingDot, splitOutliers } from '../../quant/outliers';
import { codeWeights } from '../../quant/weights';
import { type Finding, findingOf } from '../findings';
import { type Distribution, distributions, draws } from './distributions';

/** A row of weights of a 3×3 convolution of 128 channels. */
const DEPTH = 1152;
const ROWS = 64;
/** Activations that every row meets. */
const VECTORS = 32;
/** Where their codes end, in standard deviations: the largest of a million half-normal numbers. */
const REACH = 5;
const scheme = { bits: 8, perChannel: true, range: 'minMax' } as const;

export interface WeightRows {
  name: string;
  codes: Int8Array;
  depth: number;
}

export const drawnRows = (): WeightRows[] =>
  distributions.map((distribution: Distribution) => ({
    name: distribution,
    codes: codeWeights(draws(distribution, ROWS * DEPTH, 2), DEPTH, scheme).codes,
    depth: DEPTH,
  }));

export interface DensityRow {
  name: string;
  bits: number;
  density: number;
}

/** Share of the weights that a narrow part of so many bits does not hold. */
export const densityRows = (weights: readonly WeightRows[]): DensityRow[] =>
  weights.flatMap(({ name, codes, depth }) =>
    [7, 6, 5].map((bits) => ({ name, bits, density: splitOutliers(codes, depth, bits).density })),
  );

export const densityFinding = (rows: readonly DensityRow[]): Finding =>
  findingOf(
    {
      id: 'outliers',
      title: 'Outliers by distribution',
      about:
        'Computed: the share of byte codes, a scale for each filter, that a part of fewer bits does not hold. Split pays where it is far below one; drawn weights in rows of 1,152, and the layers of the trained network.',
      columns: [
        { key: 'name', title: 'Weights', kind: 'text' },
        { key: 'bits', title: 'Bits of the narrow part', kind: 'number' },
        { key: 'density', title: 'Outliers', kind: 'share' },
      ],
    },
    rows.map((row) => ({ ...row })),
  );

export interface OverflowRow {
  name: string;
  /** Of the narrow part; 8 is no split. */
  bits: number;
  products: number;
  probability: number;
}

/** Unsigned byte codes of half-normal activations, in rows of one depth. */
function activations(): Uint8Array[] {
  const normal = new RandomStream(12, 0).fillNormal(new Float32Array(VECTORS * DEPTH));
  return Array.from({ length: VECTORS }, (_, row) =>
    Uint8Array.from(normal.subarray(row * DEPTH, (row + 1) * DEPTH), (x) =>
      Math.min(255, Math.round((255 * Math.abs(x)) / REACH)),
    ),
  );
}

/** How often a sum of so many products leaves 16 bits before it is added to a wide one. */
export function overflowRows(weights: readonly WeightRows[]): OverflowRow[] {
  const inputs = activations();
  return weights.flatMap(({ name, codes, depth }) =>
    [8, 7, 6].flatMap((bits) => {
      const { main } = splitOutliers(codes, depth, bits);
      return [32, 64, 128].map((products) => {
        let [windows, overflows] = [0, 0];
        for (let row = 0; row < main.length; row += depth)
          for (const input of inputs)
            for (let first = 0; first + products <= depth; first += products, windows++) {
              const a = input.subarray(first, first + products);
              const w = main.subarray(row + first, row + first + products);
              if (saturatingDot(a, w, products).overflowed) overflows++;
            }
        return { name, bits, products, probability: overflows / windows };
      });
    }),
  );
}

export const overflowFinding = (rows: readonly OverflowRow[]): Finding =>
  findingOf(
    {
      id: 'overflow',
      title: 'Sums that leave 16 bits',
      about:
        'Emulated: how often a saturating 16-bit sum of unsigned activations (half-normal) times weights overflows before it is spilled, with the narrow part of a split or, at 8 bits, with all weights.',
      columns: [
        { key: 'name', title: 'Weights', kind: 'text' },
        { key: 'bits', title: 'Bits of the narrow part', kind: 'number' },
        { key: 'products', title: 'Products before a spill', kind: 'number' },
        { key: 'probability', title: 'Overflows', kind: 'share' },
      ],
    },
    rows.map((row) => ({ ...row })),
  );
