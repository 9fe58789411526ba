// What is known of a kept run without opening its bundle, and the index that lists them.

import * as v from 'valibot';
import type { Metrics } from '../experiments/experiment';
import type { Config } from '../experiments/schema';
import type { RunState } from './protocol';

/** What the reader may change of a kept run. */
export interface RunLook {
  name: string;
  /** Which of the run colours its curves have. */
  colour: number;
  pinned: boolean;
  hidden: boolean;
}

export interface RunRecord extends RunLook {
  id: string;
  /** Milliseconds since 1970. */
  createdAt: number;
  origin: 'live' | 'file';
  experiment: string;
  config: Config;
  seed: number;
  state: RunState;
  metrics: Metrics;
  step: number;
  wallSeconds: number | null;
  /** Length of the bundle. */
  bytes: number;
  /** Id of the sweep it belongs to. */
  sweep: string | null;
  /** When the reader deleted it: it is gone for good once that can no longer be undone. */
  deletedAt: number | null;
}

export const INDEX_FILE = 'index.json';
const FORMAT = 'tessera-runs-1';

const finite = v.pipe(v.number(), v.finite());
const recordSchema = v.object({
  id: v.pipe(v.string(), v.regex(/^[\w-]+$/)),
  name: v.string(),
  colour: v.pipe(finite, v.integer(), v.minValue(0), v.maxValue(7)),
  pinned: v.boolean(),
  hidden: v.boolean(),
  createdAt: finite,
  origin: v.picklist(['live', 'file']),
  experiment: v.string(),
  config: v.record(v.string(), v.union([v.string(), v.number(), v.boolean()])),
  seed: finite,
  state: v.picklist(['starting', 'running', 'paused', 'finished', 'stopped', 'failed']),
  metrics: v.record(v.string(), v.number()),
  step: finite,
  wallSeconds: v.nullable(finite),
  bytes: finite,
  sweep: v.nullable(v.string()),
  deletedAt: v.nullable(finite),
});

export interface Index {
  records: RunRecord[];
  /** Whether anything of it could not be read. */
  damaged: boolean;
}

/** The list as far as it can be read; `text` is null where there is none yet. */
export function parseIndex(text: string | null): Index {
  if (text === null) return { records: [], damaged: false };
  let whole: { format?: unknown; runs?: unknown } | null;
  try {
    whole = JSON.parse(text);
  } catch {
    return { records: [], damaged: true };
  }
  if (whole?.format !== FORMAT || !Array.isArray(whole.runs)) return { records: [], damaged: true };
  const parsed = whole.runs.map((run) => v.safeParse(recordSchema, run));
  return {
    records: parsed.flatMap((result) => (result.success ? [result.output] : [])),
    damaged: parsed.some(({ success }) => !success),
  };
}

export const indexText = (records: readonly RunRecord[]): string =>
  JSON.stringify({ format: FORMAT, runs: records });
