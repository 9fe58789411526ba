// Files of runs of TorchRec's planner: the tables and ranks that it planned for, the plan that came of it, its rating.

import { DataError } from '../../base/errors';
import { type Fields, JsonRecord, listOf } from './jsonRecord';
import { type PlannerProblem, plainEstimator } from './options';
import { type PlanFile, readPlan } from './planFile';
import { type PlannerTable, plannerTable } from './table';
import { topologyOf } from './topology';

export interface PlannerRun {
  name: string;
  proposer: string;
  partitioner: string;
  problem: PlannerProblem;
  batch: number;
  file: PlanFile;
  /** Milliseconds of the slowest rank, as TorchRec says. */
  rating: number;
}

const BYTES = 4;

/** Throws `DataError` naming the run. */
export const readRuns = (given: unknown, file: string): PlannerRun[] =>
  listOf(given, file, 'the file').map((entry, index) => {
    const name = (entry as Fields | null)?.case;
    const record = typeof name === 'string' ? `run ${index} (${name})` : `run ${index}`;
    return readRun(new JsonRecord(entry, file, record), file, record);
  });

function readRun(from: JsonRecord, file: string, record: string): PlannerRun {
  const ranks = from.whole('world', 1);
  const ranksPerHost = from.whole('local', 1);
  if (ranks % ranksPerHost)
    from.refuse('world', `is ${ranks}, which is no multiple of local, ${ranksPerHost}`);
  const batch = from.whole('batch', 1);
  const tables = from.list('tables').map((given, index) => {
    return readTable(new JsonRecord(given, file, `${record}, table ${index}`), batch);
  });
  const names = new Set(tables.map(({ name }) => name));
  if (names.size !== tables.length) throw new DataError(file, record, 'two tables have one name');
  const hbmBytes = from.whole('hbm_cap', 1);
  const topology = topologyOf({ devices: ranks, devicesPerHost: ranksPerHost, hbmBytes });
  return {
    name: from.text('case'),
    ...{ proposer: from.text('proposer'), partitioner: from.text('partitioner') },
    problem: { tables, topology, settings: plainEstimator },
    batch,
    file: readPlan(from.value('plan'), { tables, topology, file: `${file}, ${record}` }),
    rating: from.number('rating'),
  };
}

/** The published runs allow `fused` and, for copies on all ranks, `dense`. */
const readTable = (from: JsonRecord, batch: number): PlannerTable =>
  plannerTable(
    {
      ...{ name: from.text('name'), rows: from.whole('rows', 1), dimension: from.whole('dim', 1) },
      ...{ bytesPerElement: BYTES, poolingFactor: from.number('pooling'), coverage: 1 },
    },
    batch,
    { computeKernels: ['dense', 'fused'] },
  );
