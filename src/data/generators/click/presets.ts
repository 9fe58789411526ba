// Ready-made click logs, from easy to hard, each with a known optimum.

import { ConfigError } from '../../../base/errors';
import type { ClickDenseConfig, ClickLogConfig, ClickTableConfig } from './config';

/**
 * Over seeds 0–63 the Bayes normalized entropy of `scaling` is 0.7863 ± 0.0031 (a Gaussian logit of the same
 * variance has 0.7872); the reference measurement is 0.7935. This seed's truth has 0.792, the closest of them.
 */
export const DEFAULT_SEED = 62;

function tables(
  rows: number[],
  exponents: number[],
  special: Record<number, Partial<ClickTableConfig>> = {},
): ClickTableConfig[] {
  return rows.map((count, index) => ({
    rows: count,
    exponent: exponents[index],
    pooling: 1,
    lengths: 'constant',
    coverage: 1,
    churn: 0,
    ...special[index],
  }));
}

const normals = (count: number): ClickDenseConfig[] =>
  Array.from({ length: count }, () => ({ marginal: 'normal', coverage: 1 }));

const common = {
  clickRate: 0.2,
  teacherRank: 4,
  drift: { kind: 'none' },
  periods: 1,
  rowsPerPeriod: 2 ** 40,
  seed: DEFAULT_SEED,
} as const;

const scalingTables = tables([300, 1000, 3000, 10_000, 30_000, 10_000], [0.8, 1.05, 1.05, 1.1, 1.1, 1.05], {
  5: { pooling: 3, lengths: 'uniform', coverage: 0.8 },
});

export const clickPresets = {
  /** Eight tables, two of them multi-hot: for general use. */
  default: {
    ...common,
    name: 'default',
    tables: tables(
      [100, 300, 1000, 3000, 10_000, 10_000, 30_000, 100_000],
      [0.6, 0.8, 1, 1.05, 1.05, 1.2, 1.1, 1.05],
      {
        4: { pooling: 3, lengths: 'uniform', coverage: 0.8 },
        6: { pooling: 5, lengths: 'uniform', coverage: 0.7 },
      },
    ),
    dense: normals(8),
    signal: { dense: 0.5, first: 1, interaction: 0.5, nonlinear: 0 },
  },
  /** Six tables of middling size: losses that fall smoothly with the amount of data. */
  scaling: {
    ...common,
    name: 'scaling',
    tables: scalingTables,
    dense: normals(8),
    signal: { dense: 0.4, first: 1.2, interaction: 0.6, nonlinear: 0 },
  },
  /** Strongly skewed ids: many rows are seen once or never. */
  rare: {
    ...common,
    name: 'rare',
    tables: tables([1000, 3000, 10_000, 10_000, 30_000, 100_000], [1.2, 1.2, 1.2, 1.2, 1.2, 1.2]),
    dense: normals(8),
    signal: { dense: 0.3, first: 1.3, interaction: 0.5, nonlinear: 0 },
  },
  /** Most of the signal is a nonlinear function of the dense features, so that MLP width matters. */
  'mlp-bound': {
    ...common,
    name: 'mlp-bound',
    tables: scalingTables,
    dense: normals(6),
    signal: { dense: 0, first: 0.6, interaction: 0.3, nonlinear: 2 },
  },
  /** `scaling` whose truth turns by 0.2 rad in each of ten periods of 20,000 samples. */
  drift: {
    ...common,
    name: 'drift',
    tables: scalingTables,
    dense: normals(8),
    signal: { dense: 0.4, first: 1.2, interaction: 0.6, nonlinear: 0 },
    drift: { kind: 'rotate', rate: 0.2 },
    periods: 10,
    rowsPerPeriod: 20_000,
  },
} satisfies Record<string, ClickLogConfig>;

export type ClickPresetName = keyof typeof clickPresets;

/** A preset by name, with a seed of choice. */
export function clickPreset(name: string, seed: number = DEFAULT_SEED): ClickLogConfig {
  if (!Object.hasOwn(clickPresets, name)) {
    throw new ConfigError(
      `Unknown click log "${name}". Choose one of: ${Object.keys(clickPresets).join(', ')}.`,
    );
  }
  return { ...clickPresets[name as ClickPresetName], seed };
}
