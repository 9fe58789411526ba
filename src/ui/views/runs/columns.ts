// The columns of the list of runs: what each shows, how wide it is, and in which order its values stand.

import { formatNumber, formatSeconds } from '../../../base/format';
import { fieldsOf } from '../../../experiments/schema';
import type { ConfigValue } from '../../../lab/protocol';
import { formatAge, formatMetric, metricName } from '../../state/format';
import { ALL_BUT_SEED } from '../../state/groupFields';
import type { Run } from '../../state/run';
import type { RunSort } from '../../state/runList';
import { scoreOf, valuesOf } from '../../state/runValues';
import { findExperiment } from '../../state/setup';

export interface Column {
  /** Name of the value in `valuesOf`. */
  key: string;
  title: string;
  /** Said in full on pointing at the title. */
  about: string;
  /** Pixels. */
  width: number;
  numeric: boolean;
  show(value: ConfigValue, run: Run): string;
}

const state: Column = {
  key: 'state',
  title: 'State',
  about: 'What became of the run',
  width: 76,
  numeric: false,
  show: (value, { origin }) => (origin === 'recorded' ? 'recorded' : String(value)),
};

/** Pixels. */
export const ROW_HEIGHT = 30;

const number = (value: ConfigValue): string => formatNumber(Number(value));

const results: readonly Column[] = [
  {
    key: 'loss',
    title: 'Loss',
    about: 'Training loss of the last step, measured',
    width: 76,
    numeric: true,
    show: (value) => formatMetric('trainLoss', Number(value)),
  },
  {
    key: 'score',
    title: 'Score',
    about: 'Result of the last evaluation, measured: test accuracy of images, normalised entropy of clicks',
    width: 76,
    numeric: true,
    show: (value, { experiment }) => formatMetric(scoreOf(experiment), Number(value)),
  },
  { key: 'step', title: 'Step', about: 'Updates done', width: 60, numeric: true, show: number },
  {
    key: 'stepMs',
    title: 'Step time',
    about: 'Median of the run, measured',
    width: 82,
    numeric: true,
    show: (value) => formatMetric('stepMs', Number(value)),
  },
  {
    key: 'seconds',
    title: 'Took',
    about: 'From the start to the end, measured',
    width: 76,
    numeric: true,
    show: (value) => formatSeconds(Number(value)),
  },
];

const trailing: readonly Column[] = [
  {
    key: 'experiment',
    title: 'Experiment',
    about: 'What was run',
    width: 116,
    numeric: false,
    show: (value) => String(value).replace(/^train-/, ''),
  },
  {
    key: 'created',
    title: 'Started',
    about: 'How long ago it was started',
    width: 96,
    numeric: true,
    show: (value) => (value === 0 ? '–' : formatAge(Date.now() - Number(value))),
  },
];

const SETTING_WIDTH = 108;

/** What is always shown, and a column for each setting in which the runs differ. */
export function columnsOf(runs: readonly Run[], differing: readonly string[]): Column[] {
  const experiments = [...new Set(runs.map(({ experiment }) => experiment))];
  const settings = differing.map((key): Column => {
    const title = settingTitle(experiments, key);
    return {
      key,
      title,
      about: `${title} (${key}), in which these runs differ`,
      width: SETTING_WIDTH,
      numeric: runs.some(({ config }) => typeof config[key] === 'number') || key === 'seed',
      show: (value) => (typeof value === 'number' ? formatNumber(value) : String(value)),
    };
  });
  return [state, ...settings, ...results, ...trailing];
}

/** The name of a setting as its control has it. */
export function settingTitle(experiments: readonly string[], key: string): string {
  if (key === 'seed') return 'Seed';
  if (key === 'experiment') return 'Experiment';
  if (key === ALL_BUT_SEED) return 'All but the seed';
  for (const id of experiments) {
    const entry = findExperiment(id).config.entries[key];
    const label = entry && labelOf(id, key);
    if (label) return label;
  }
  const name = metricName(key);
  return name.charAt(0).toUpperCase() + name.slice(1);
}

const labels = new Map<string, string>();

function labelOf(experiment: string, key: string): string | undefined {
  if (!labels.has(`${experiment} ${key}`))
    for (const [name, { label }] of fieldsOf(findExperiment(experiment).config))
      labels.set(`${experiment} ${name}`, label);
  return labels.get(`${experiment} ${key}`);
}

/** Pinned runs first, then by the column; runs without the value last, either way. */
export function sorted(runs: readonly Run[], { key, descending }: RunSort): Run[] {
  const sign = descending ? -1 : 1;
  const keyed = runs.map((run) => ({ run, value: valuesOf(run)[key] }));
  keyed.sort((a, b) => {
    if (a.run.pinned !== b.run.pinned) return a.run.pinned ? -1 : 1;
    const [missingA, missingB] = [isMissing(a.value), isMissing(b.value)];
    if (missingA || missingB) return Number(missingA) - Number(missingB);
    const order =
      typeof a.value === 'number' && typeof b.value === 'number'
        ? a.value - b.value
        : String(a.value).localeCompare(String(b.value));
    return sign * order || b.run.createdAt - a.run.createdAt;
  });
  return keyed.map(({ run }) => run);
}

const isMissing = (value: ConfigValue | undefined): boolean =>
  value === undefined || (typeof value === 'number' && Number.isNaN(value));
