// The run that counted how often rows are looked up, as its file of tables names it: enough to train on the same log.

import { DataError } from '../../base/errors';
import { JsonRecord } from '../torchrec/jsonRecord';

export interface CountingRun {
  experiment: string;
  seed: number;
  /** Those of its settings that decide which log and which model it trained; files of later versions may have more. */
  settings: Readonly<Record<string, string | number>>;
  /** Names of the reader's files that hold the log; none where it was generated. */
  files: readonly string[];
}

/**
 * `run` of a `tables.json` or a `model.json`; undefined where there is none. Throws `DataError` where it is damaged.
 */
export function readCountingRun(json: unknown, file: string): CountingRun | undefined {
  const given = (json as { run?: unknown } | null | undefined)?.run;
  if (given === undefined || given === null) return undefined;
  const from = new JsonRecord(given, file, 'run');
  const settings = from.value('settings');
  const files = from.value('files');
  if (typeof settings !== 'object' || settings === null || !Object.values(settings).every(isSimple))
    throw new DataError(file, 'run', 'settings are not named texts and numbers');
  if (!Array.isArray(files) || !files.every((name) => typeof name === 'string'))
    throw new DataError(file, 'run', 'files is no list of names');
  return {
    ...{ experiment: from.text('experiment'), seed: from.whole('seed', 0) },
    ...{ settings: settings as CountingRun['settings'], files },
  };
}

const isSimple = (value: unknown): boolean => typeof value === 'string' || typeof value === 'number';
