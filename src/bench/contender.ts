// What is measured: a case, what of it is offered to other libraries, and what every implementation of it does.

import type { Gpu } from '../gpu/device';
import type { Implementation } from './format';
import type { Problem } from './problem';

/** Tensors in row-major order, by the names that the problem gives them. */
export type Results = ReadonlyMap<string, ArrayLike<number>>;

/** One implementation with its data on the device. */
export interface Rival {
  /** Queues one run. */
  queue(): void | Promise<void>;
  /** Resolves when the device has finished everything queued. */
  idle(): Promise<void>;
  /** What one run from the starting data computes. */
  results(): Promise<Results>;
  /** `results` were kept from the first runs and cannot be computed again. */
  recorded?: boolean;
  dispose(): void;
}

/** One number format of a case: ours, and the same as data where other libraries can take part. */
export interface Entry {
  /** How numbers are kept, where that is what the case compares. */
  format?: string;
  /** Absent: measured of other libraries alone. */
  ours?: (gpu: Gpu) => Promise<Rival>;
  problem?: Problem;
  /** Bytes that must move in this format; default the case's. */
  bytes?: number;
  /** Whether results agree with float64. */
  check(results: Results): boolean;
}

export interface BenchCase {
  suite: string;
  name: string;
  shape: string;
  /** Zero for both where no peak bounds the case. */
  flops: number;
  bytes: number;
  /** Makes the data; called when the case runs. */
  entries(): Entry[];
}

/** Another library, on the same adapter in the same page. */
export interface Peer {
  implementation: Implementation;
  /** What makes ready for a problem, timed as part of its first run; null: it has no way to express this. */
  rival(problem: Problem): (() => Promise<Rival>) | null;
}
