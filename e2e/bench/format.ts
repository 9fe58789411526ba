// What a benchmark reports: the content of `--json`.

import type { AdapterReport } from '../../src/gpu/device';

export type Implementation = 'tessera' | 'jax-js' | 'tfjs';

export interface BenchRow {
  suite: string;
  name: string;
  shape: string;
  implementation: Implementation;
  /** How it keeps its numbers, where that is what the case compares. */
  format?: string;
  medianMs: number;
  p10Ms: number;
  p90Ms: number;
  samples: number;
  /** Work of the operation, the same for every implementation. */
  flops: number;
  bytes: number;
  /** The time the adapter's measured peaks allow, over the median. */
  rooflineFraction: number;
  /** Whether the numbers agree with float64. A row that does not is void. */
  valid: boolean;
}

export interface BenchReport {
  version: string;
  adapter: AdapterReport;
  /** `browser` with its version, or `node`. */
  host: string;
  /** Multiply-adds count as two. Measured on the adapter, not from its data sheet. */
  peakFlops: number;
  peakBytesPerSecond: number;
  rows: BenchRow[];
}

export interface BenchRequest {
  /** Suites to run; all when empty. */
  suites: string[];
  /** Part of `suite/name/shape`. */
  filter: string;
}

export type BenchUpdate =
  | { kind: 'status'; text: string }
  | { kind: 'peaks'; version: string; adapter: AdapterReport; flops: number; bytesPerSecond: number }
  /** `coldMs`: first run, with everything compiled in it. */
  | { kind: 'row'; row: BenchRow; coldMs: number }
  /** One implementation could not run this case. */
  | { kind: 'skipped'; name: string; implementation: Implementation; reason: string }
  | { kind: 'done' }
  | { kind: 'failed'; message: string };
