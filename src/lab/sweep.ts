// A sweep: one setup run with many values of some of its settings, every combination of them (a grid) or value
// by value (a list). What is planned is plain data, so that it can be kept and gone on with later.

import * as v from 'valibot';
import {
  type Config,
  type ConfigSchema,
  type ConfigValue,
  fieldsOf,
  parseConfig,
} from '../experiments/schema';
import { type AxisText, parseValues, type Values } from './sweepValues';

export type { AxisText };

/** A setting (or 'seed') and the values it takes. */
export interface Axis {
  key: string;
  values: readonly ConfigValue[];
}

export type SweepMode = 'grid' | 'list';

/** One run of a sweep. */
export interface SweepItem {
  id: string;
  /** What differs from the sweep's own settings; 'seed' among it. */
  values: Config;
  state: 'queued' | 'running' | 'finished' | 'stopped' | 'failed';
  /** Id of its run, once it has one. */
  run: string | null;
  /** Why it failed. */
  problem: string | null;
}

export interface Sweep {
  id: string;
  name: string;
  /** Milliseconds since 1970. */
  createdAt: number;
  experiment: string;
  /** Settings and seed that all its runs share, but for what each changes. */
  config: Config;
  seed: number;
  /** Names of the reader's files it is run on. */
  files: string[];
  /** Settings that vary. */
  keys: string[];
  items: SweepItem[];
  /** A paused sweep starts nothing. */
  paused: boolean;
}

export const SEED = 'seed';
export const MAXIMUM_SEED = 2 ** 32 - 1;
/** More would take days and fill the storage. */
export const MAXIMUM_RUNS = 1000;

/** The values `text` names for a setting, each accepted by the experiment, or what is wrong with it. */
export function axisValues(schema: ConfigSchema, { key, text }: AxisText): Values {
  if (key === SEED) return parseValues({ kind: 'integer' }, text, seedProblem);
  const field = new Map(fieldsOf(schema)).get(key);
  if (!field) return { values: [], problem: parseConfig(schema, { [key]: text }).problems[0] };
  return parseValues(field, text, (value) => parseConfig(schema, { [key]: value }).problems[0]);
}

const seedProblem = (value: ConfigValue): string | undefined =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MAXIMUM_SEED
    ? undefined
    : `seed = ${value} is not a whole number from 0 to ${MAXIMUM_SEED}.`;

/** What each run changes, in the order they are run: the last axis varies fastest. */
export function combinations(axes: readonly Axis[], mode: SweepMode): Config[] {
  if (axes.length === 0) return [];
  if (mode === 'list')
    return axes[0].values.map((_, index) =>
      Object.fromEntries(axes.map(({ key, values }) => [key, values[index]])),
    );
  return axes.reduce<Config[]>(
    (found, { key, values }) =>
      found.flatMap((config) => values.map((value) => ({ ...config, [key]: value }))),
    [{}],
  );
}

/** Why axes make no sweep, or undefined. */
export function sweepProblem(axes: readonly Axis[], mode: SweepMode): string | undefined {
  const keys = axes.map(({ key }) => key);
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  if (twice) return `${twice} is given twice. Put all its values in one line.`;
  if (axes.length === 0) return 'Nothing varies. Choose a setting and give it values.';
  const lengths = axes.map(({ values }) => values.length);
  if (mode === 'list' && lengths.some((length) => length !== lengths[0]))
    return `A list takes one value of each at a time, and there are ${axes.map(({ key, values }) => `${values.length} of ${key}`).join(' and ')}. Give as many of each.`;
  const count = mode === 'list' ? lengths[0] : lengths.reduce((product, length) => product * length, 1);
  if (count > MAXIMUM_RUNS)
    return `That is ${count.toLocaleString('en')} runs; at most ${MAXIMUM_RUNS.toLocaleString('en')} can be queued at once. Give fewer values.`;
  return undefined;
}

/** The settings and seed of one of a sweep's runs. */
export function setupOf({ config, seed }: Pick<Sweep, 'config' | 'seed'>, values: Config) {
  const { [SEED]: own, ...changes } = values;
  return { config: { ...config, ...changes }, seed: typeof own === 'number' ? own : seed };
}

/** "learningRate = 0.1, depth = 8". */
export const valuesText = (values: Config): string =>
  Object.entries(values)
    .map(([key, value]) => `${key} = ${value}`)
    .join(', ');

const configEntries = v.record(v.string(), v.union([v.string(), v.number(), v.boolean()]));
const sweepSchema = v.object({
  id: v.string(),
  name: v.string(),
  createdAt: v.number(),
  experiment: v.string(),
  config: configEntries,
  seed: v.number(),
  files: v.array(v.string()),
  keys: v.array(v.string()),
  items: v.array(
    v.object({
      id: v.string(),
      values: configEntries,
      state: v.picklist(['queued', 'running', 'finished', 'stopped', 'failed']),
      run: v.nullable(v.string()),
      problem: v.nullable(v.string()),
    }),
  ),
  paused: v.boolean(),
});

/** The sweeps a file lists, as far as it can be read. */
export function parseSweeps(text: string | null): Sweep[] {
  try {
    const list: unknown = JSON.parse(text ?? '[]');
    if (!Array.isArray(list)) return [];
    return list.flatMap((entry) => {
      const parsed = v.safeParse(sweepSchema, entry);
      return parsed.success ? [parsed.output] : [];
    });
  } catch {
    return [];
  }
}
