// Two or more runs side by side: which settings and results differ, and by how much.

import type { ConfigValue } from '../../lab/protocol';
import type { Run } from './run';
import { summaryOf } from './runBundle';

export interface ComparisonRow {
  key: string;
  /** One a run, in their order. */
  values: readonly (ConfigValue | undefined)[];
  differs: boolean;
}

export interface Comparison {
  settings: readonly ComparisonRow[];
  results: readonly ComparisonRow[];
}

export function comparisonOf(runs: readonly Run[]): Comparison {
  return {
    settings: rowsOf(runs.map(({ experiment, config, seed }) => ({ experiment, ...config, seed }))),
    results: rowsOf(
      runs.map((run) => ({
        ...summaryOf(run),
        ...(run.wallSeconds !== null && { wallSeconds: run.wallSeconds }),
      })),
    ),
  };
}

function rowsOf(all: readonly Readonly<Record<string, ConfigValue | undefined>>[]): ComparisonRow[] {
  const keys = [...new Set(all.flatMap((values) => Object.keys(values)))];
  return keys.map((key) => {
    const values = all.map((own) => own[key]);
    return { key, values, differs: values.some((value) => !Object.is(value, values[0])) };
  });
}

/** How far a number is from the one it is compared with; undefined where that says nothing. */
export function differenceOf(
  value: ConfigValue | undefined,
  base: ConfigValue | undefined,
): number | undefined {
  if (typeof value !== 'number' || typeof base !== 'number') return undefined;
  const difference = value - base;
  return Number.isFinite(difference) && difference !== 0 ? difference : undefined;
}
