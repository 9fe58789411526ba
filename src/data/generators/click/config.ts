// The configuration of a synthetic click log: plain data, so that it can be shown, hashed and sent to a worker.

/** How many ids a bag holds, given its mean L: always L; uniform on 1..2L−1; lognormal; geometric from 1. */
export type LengthDistribution = 'constant' | 'uniform' | 'lognormal' | 'geometric';

export interface ClickTableConfig {
  /** Vocabulary: ids that can occur in one period. */
  rows: number;
  /** Zipf exponent s: rank k is drawn with probability ∝ k^−s. */
  exponent: number;
  /** Mean ids a bag when the feature is present; 1 is one-hot. */
  pooling: number;
  lengths: LengthDistribution;
  /** Probability that the feature is present; an absent one is an empty bag. */
  coverage: number;
  /** Fraction of the rank space that popularity moves on by each period. */
  churn: number;
}

/** `lognormal` and `count` features are stored as ln(1 + x), as the DLRM preprocessing leaves them. */
export type DenseMarginal = 'normal' | 'lognormal' | 'count';

export interface ClickDenseConfig {
  marginal: DenseMarginal;
  /** Probability that the feature is present; an absent one is 0. */
  coverage: number;
}

/** Standard deviation in the logit of each part of the planted truth. */
export interface ClickSignal {
  dense: number;
  first: number;
  interaction: number;
  nonlinear: number;
}

/** How the truth changes with the period index t. */
export type ClickDrift =
  | { kind: 'none' }
  /** w(t) = w cos ωt + w⊥ sin ωt, `rate` = ω in radians a period. */
  | { kind: 'rotate'; rate: number }
  /** w(t+1) = (w(t) + ω ε) / √(1 + ω²). */
  | { kind: 'randomWalk'; rate: number }
  /** Fraction `rate` of every vocabulary gives way to new ids each period. */
  | { kind: 'birthDeath'; rate: number }
  /** b(t) = b + amplitude · sin(2πt / season). */
  | { kind: 'level'; amplitude: number; season: number }
  /** The mean of every dense feature moves by ±`rate` a period. */
  | { kind: 'covariate'; rate: number };

export interface ClickLogConfig {
  name: string;
  tables: ClickTableConfig[];
  dense: ClickDenseConfig[];
  signal: ClickSignal;
  /** Mean click probability in period 0. */
  clickRate: number;
  /** Length r of the planted id vectors. */
  teacherRank: number;
  drift: ClickDrift;
  /** Periods the log can hold, and samples in each. */
  periods: number;
  rowsPerPeriod: number;
  seed: number;
}
