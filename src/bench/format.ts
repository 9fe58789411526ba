// What a benchmark reports: the content of `--json`, and what is told while it goes on.

import type { AdapterReport } from '../gpu/device';

export type Implementation = 'tessera' | 'jax-js' | 'tfjs' | 'onnxruntime';

export interface BenchRow {
  suite: string;
  name: string;
  shape: string;
  implementation: Implementation;
  /** How it keeps its numbers, where that is what the case compares. */
  format?: string;
  /** Milliseconds of one run. */
  medianMs: number;
  p10Ms: number;
  p90Ms: number;
  samples: number;
  /** Milliseconds of the first run, with everything in it that is compiled or prepared once. */
  coldMs: number;
  /** Work of the operation, the same for every implementation. */
  flops: number;
  bytes: number;
  /** The time the adapter's measured peaks allow, over the median; null where neither bounds the work. */
  rooflineFraction: number | null;
  /** Whether the numbers agree with float64. A row that does not is void. */
  valid: boolean;
  /** Whether a second run from the same data gave the same bits; absent where only one can be read. */
  reproducible?: boolean;
}

/** Where and with what it was measured. */
export interface BenchSetting {
  version: string;
  adapter: AdapterReport;
  /** `Chromium` or `Node` with its version. */
  host: string;
  /** Operating system, architecture and processors, where they are known. */
  machine?: string;
  /** Of ours and of the other packages that took part, by name. */
  versions: Record<string, string>;
  /** Of the source, with `+` where it has changes; null where it is not known. */
  commit: string | null;
  /** Of the browser and of the command; in the page, what it can know of them. */
  flags: readonly string[];
  /** ISO 8601. */
  measuredAt: string;
}

export interface BenchReport extends BenchSetting {
  /** Multiply-adds count as two. Measured on the adapter, not from its data sheet. */
  peakFlops: number;
  peakBytesPerSecond: number;
  rows: BenchRow[];
}

export interface BenchRequest {
  /** Suites to run; all when empty. */
  suites: readonly string[];
  /** Part of `suite/name/shape`. */
  filter: string;
  /** Samples of a row. Default 20, or fewer where they take long. */
  samples?: number;
}

export type CaseName = Pick<BenchRow, 'suite' | 'name' | 'shape'>;

export type BenchUpdate =
  /** `done` of `total` cases are finished. */
  | { kind: 'status'; text: string; done: number; total: number }
  | { kind: 'peaks'; adapter: AdapterReport; flops: number; bytesPerSecond: number }
  | { kind: 'row'; row: BenchRow }
  /** One implementation could not run this case. */
  | { kind: 'skipped'; name: string; implementation: Implementation; reason: string }
  /** `stopped`: before all cases were done. */
  | { kind: 'done'; stopped: boolean }
  | { kind: 'failed'; message: string };

/** `suite/name/shape`, which a filter is matched with. */
export const caseName = ({ suite, name, shape }: CaseName): string => `${suite}/${name}/${shape}`;

/** Whether a request asks for a case. */
export const isChosen = (one: CaseName, { suites, filter }: BenchRequest): boolean =>
  (suites.length === 0 || suites.includes(one.suite)) && caseName(one).includes(filter);
