// The command line that does in a terminal what a run did in the page.

import type { RunFile } from '../../lab/protocol';
import { changedKeys, type Setup } from './setup';
import { type LabState, willBeTuned } from './store';

/** What a run is given beside its settings. */
export interface Given {
  trainFiles?: readonly Pick<RunFile, 'name'>[];
  testFiles?: readonly Pick<RunFile, 'name'>[];
  /** Whether its products take tuned ways. */
  tuned?: boolean;
}

/** The name under which the page exports a tuning. */
export const TUNING_FILE = 'tuning.json';

/** "npm run lab -- run train-vit --set depth=4 --seed 3 --data train.csv". */
export function commandLineOf(
  setup: Setup,
  { trainFiles = [], testFiles = [], tuned = false }: Given = {},
): string {
  const words = ['npm', 'run', 'lab', '--', 'run', setup.experiment];
  for (const key of changedKeys(setup)) words.push('--set', `${key}=${setup.config[key]}`);
  if (setup.seed !== 0) words.push('--seed', String(setup.seed));
  for (const { name } of trainFiles) words.push('--data', name);
  for (const { name } of testFiles) words.push('--test', name);
  if (tuned) words.push('--tuning', TUNING_FILE);
  return words.map(quoted).join(' ');
}

/** Of the next run. */
export const nextCommandLine = (state: LabState): string =>
  commandLineOf(state, { ...state, tuned: willBeTuned(state) });

/** A word as a POSIX shell takes it. */
const quoted = (word: string): string =>
  /^[\w.:/=,+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
