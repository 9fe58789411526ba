// Runs grouped by a setting, and what their final metrics come to: the mean and how far they spread.

import type { ConfigValue, Metrics } from '../../lab/protocol';
import { ALL_BUT_SEED, fieldOf, groupsOf, labelOf, valueText } from './groupFields';
import type { Run } from './run';
import { summaryOf } from './runBundle';

export interface Group {
  /** Undefined for runs that have no such setting. */
  value: ConfigValue | undefined;
  /** "64", and "batch 64". */
  text: string;
  label: string;
  /** Which of the groups occurs first among the runs, from 0: its colour stays when others join. */
  place: number;
  runs: readonly Run[];
}

export interface Band {
  mean: number;
  low: number;
  high: number;
  /** Of this many runs. */
  count: number;
}

/** One group a value, in the order of the values. */
export function groupedBy(runs: readonly Run[], field: string): Group[] {
  const found = groupsOf(runs, field);
  const firsts = found.map(([first]) => first);
  const groups = found.map((members, place): Group => {
    const [first] = members;
    const [text, label] = [valueText(first, field, firsts), labelOf(first, field, firsts)];
    return { value: fieldOf(first, field), text, label, place, runs: members };
  });
  // All settings together have no order but that of what tells them apart.
  if (field === ALL_BUT_SEED) return groups.sort((a, b) => byText.compare(a.text, b.text));
  return groups.sort((a, b) => order(a.value, b.value));
}

const byText = new Intl.Collator('en', { numeric: true });

function order(a: ConfigValue | undefined, b: ConfigValue | undefined): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  return typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b));
}

/** Mean and lowest to highest of a metric, or one standard deviation each way; null where no run has it. */
export function bandOf(runs: readonly Run[], metric: string, kind: 'range' | 'deviation'): Band | null {
  const values = runs
    .map((run) => (summaryOf(run) as Partial<Metrics>)[metric])
    .filter((value) => value !== undefined && Number.isFinite(value)) as number[];
  if (values.length === 0) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (kind === 'range')
    return { mean, low: Math.min(...values), high: Math.max(...values), count: values.length };
  // Of a sample; one value says nothing of its spread.
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : 0;
  return { mean, low: mean - deviation, high: mean + deviation, count: values.length };
}
