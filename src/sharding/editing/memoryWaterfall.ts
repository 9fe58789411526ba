// Where a device's memory goes, and what of it does not fit.

import type { Memory } from '../torchrec/topology';
import type { Evaluation } from './evaluation';

export interface WaterfallStep {
  /** "Reserved share", "t_cat_9". */
  label: string;
  bytes: number;
  /** Absent of what is reserved and of what is put together. */
  table?: number;
  /** The table does not fit beside those before it. */
  blocks: boolean;
}

export interface MemoryWaterfall {
  tier: keyof Memory;
  capacity: number;
  /** From the top: what is reserved, tables from the largest, the rest together. They add up to reserved + used. */
  steps: readonly WaterfallStep[];
  used: number;
  reserved: number;
  /** Negative where too much is held. */
  free: number;
}

export interface FitExplanation {
  device: number;
  tiers: readonly MemoryWaterfall[];
  fits: boolean;
  /** What blocks, and what would help. */
  sentence: string;
}

export function whyNotFit(_evaluation: Evaluation, _device: number): FitExplanation {
  throw new Error('to come');
}
