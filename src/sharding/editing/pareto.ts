// Time against memory: plans that are searched for under several caps on what tables may take of any device.

import type { CostModel } from '../costModel';
import type { Plan } from '../problem';
import type { PlanDocument } from './document';

export interface ParetoPoint {
  plan: Plan;
  /** Milliseconds. */
  rating: number;
  /** Bytes of HBM that tables take of the fullest device. */
  hbm: number;
  /** Bytes; the cap under which it was found, or undefined of the document's own plan. */
  cap?: number;
  /** Another point is no worse in both and better in one. */
  dominated: boolean;
}

export interface ParetoProgress {
  /** Caps that are done, of how many. */
  done: number;
  total: number;
  points: readonly ParetoPoint[];
}

export interface ParetoSettings {
  seed: number;
  /** How many, from what the document has room for down to the least that tables could take. */
  caps: number;
  /** Changes that the search weighs at every cap. */
  steps: number;
  stopped?: () => boolean;
}

/** Yields after every cap; the last is what it returns. */
export function* paretoFront(
  _document: PlanDocument,
  _cost: CostModel,
  _settings: ParetoSettings,
): Generator<ParetoProgress, ParetoProgress> {
  yield* [];
  throw new Error('to come');
}
