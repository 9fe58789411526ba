// The file that a run leaves: what kernels cost, for whoever plans with it.

import { costsRecord, type MeasuredCostsFile } from '../../sharding/measured/costsFile';
import type { RunEvent } from '../experiment';
import type { CostProblem } from './problem';

export const COSTS_FILE = 'measured-costs.json';

export function costsFile(
  problem: CostProblem,
  found: Pick<MeasuredCostsFile, 'adapter' | 'model' | 'held'>,
): RunEvent {
  const { columns, rows, lookups, shards, batch } = problem.range;
  const record = costsRecord({
    ...found,
    ...{ adapterClass: problem.profile.adapterClass, tables: problem.description },
    // Every other set of shards has half the batch.
    range: { columns, rows, lookups, shards, batch: [Math.round(batch / 2), batch] },
  });
  return {
    kind: 'file',
    file: {
      name: COSTS_FILE,
      about: 'what kernels cost on this GPU, as the placement panel opens it',
      bytes: new TextEncoder().encode(`${JSON.stringify(record, null, 1)}\n`),
    },
  };
}
