// The tables of a DLRM in training as a file: their sizes, and how often each row was looked up in what the run has read.

import type { ClickDataset } from '../../data/dataset';
import type { EpochOrder } from '../../data/epochOrder';
import { samplesRead } from '../../data/samplesRead';
import { countedTable, type StoredAs } from '../../sharding/tables/countAccesses';
import type { RunEvent } from '../experiment';
import { COUNTED_TABLES } from './countedTablesName';

export interface CountedLog {
  train: ClickDataset;
  order: EpochOrder;
  stored: StoredAs;
}

/** Of what the first `steps` steps have read. */
export function countedTablesFile({ train, order, stored }: CountedLog, steps: number): RunEvent {
  const samples = samplesRead(order, steps);
  const tables = train.tables.map(({ name, rows }, table) =>
    countedTable(name, { rows, offsets: train.offsets[table], ids: train.ids[table] }, samples, stored),
  );
  const lines = tables.map((table) => ` ${JSON.stringify(table)}`).join(',\n');
  return {
    kind: 'file',
    file: {
      name: COUNTED_TABLES,
      about: `the tables, and how often their rows were looked up in the ${samples.length.toLocaleString('en')} impressions that the first ${steps.toLocaleString('en')} steps read`,
      bytes: new TextEncoder().encode(`[\n${lines}\n]\n`),
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
