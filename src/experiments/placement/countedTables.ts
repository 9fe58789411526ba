// The tables of a DLRM in training as a file: their sizes, and how often each row was looked up in what the run has read.

import type { ClickDataset } from '../../data/dataset';
import type { EpochOrder } from '../../data/epochOrder';
import { samplesRead } from '../../data/samplesRead';
import { countedTable, type StoredAs } from '../../sharding/tables/countAccesses';
import type { CountingRun } from '../../sharding/tables/countedBy';
import type { Lab, RunEvent } from '../experiment';
import { COUNTED_TABLES } from './countedTablesName';

export interface CountedLog {
  train: ClickDataset;
  order: EpochOrder;
  stored: StoredAs;
  run: CountingRun;
}

/** Settings that decide the log and the model, in whatever experiment trains one. */
const carried = [
  ...['data', 'samples', 'testSamples', 'dimension', 'bottom', 'top', 'interaction'],
  ...['batch', 'learningRate', 'tableOptimizer'],
] as const;

export function countingRun(
  experiment: string,
  settings: Readonly<Record<string, unknown>>,
  { files, seed }: Pick<Lab, 'files' | 'seed'>,
): CountingRun {
  const given = [...(files.train ?? []), ...(files.test ?? [])];
  return {
    ...{ experiment, seed, files: given.map(({ name }) => name) },
    settings: Object.fromEntries(
      carried.flatMap((key) =>
        settings[key] === undefined ? [] : [[key, settings[key] as string | number]],
      ),
    ),
  };
}

/** Of what the first `steps` steps have read. */
export function countedTablesFile({ train, order, stored, run }: CountedLog, steps: number): RunEvent {
  const samples = samplesRead(order, steps);
  const tables = train.tables.map(({ name, rows }, table) =>
    countedTable(name, { rows, offsets: train.offsets[table], ids: train.ids[table] }, samples, stored),
  );
  const lines = tables.map((table) => `  ${JSON.stringify(table)}`).join(',\n');
  return {
    kind: 'file',
    file: {
      name: COUNTED_TABLES,
      about: `the tables, and how often their rows were looked up in the ${samples.length.toLocaleString('en')} impressions that the first ${steps.toLocaleString('en')} steps read`,
      bytes: new TextEncoder().encode(`{\n "run": ${JSON.stringify(run)},\n "tables": [\n${lines}\n ]\n}\n`),
    },
  };
}

const GROWTH = 4;

/**
 * The events of a training run, and after some of its evaluations that file: whenever there are `GROWTH` times as many
 * steps, so that all counting before the end costs little beside the count at the end.
 */
export async function* leavingTables(
  events: AsyncGenerator<RunEvent, void, void>,
  log: CountedLog,
  totalSteps: number,
): AsyncGenerator<RunEvent, void, void> {
  let counted = 0;
  for await (const event of events) {
    yield event;
    if (event.kind !== 'row' || event.table !== 'evaluation') continue;
    const { step } = event.values;
    if (step < GROWTH * counted && step < totalSteps) continue;
    counted = step;
    yield countedTablesFile(log, step);
  }
  if (counted < totalSteps) yield countedTablesFile(log, totalSteps);
}
