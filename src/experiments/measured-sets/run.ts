// Draws sets of tables, measures each on this GPU, and leaves what a network can learn from.

import { adapterText } from '../../base/adapterText';
import { deviceProfile } from '../../compile/program';
import { measuredSetsText } from '../../sharding/learned/measuredSets';
import { timeSet } from '../../sharding/measured/setKernels';
import { generateTables } from '../../sharding/tables/generate';
import { tablesText } from '../../sharding/tables/writeTables';
import type { Lab, RunEvent } from '../experiment';
import { tablesOfInput } from '../tableInput';
import { turnsOf } from './order';
import { batchOfSets, type SetProblem, setProblem } from './problem';
import { metricsOf, resultsOf, type SetResult, type Taken } from './results';
import type { SetSettings } from './schema';
import { againTable, setsTable } from './tables';

const optimizer = {
  dense: { kind: 'adagrad', epsilon: 1e-8 },
  sparse: { kind: 'rowWiseAdagrad', epsilon: 1e-8 },
} as const;

/** Of tables whose file says nothing of it; sets have dimensions of their own. */
const defaults = { dimension: 16, bytesPerElement: 4 };

/** Measurements between two looks at what there is; who stops the run keeps what the last one left. */
const LOOK = 25;

export async function* measuredSets(lab: Lab, settings: SetSettings): AsyncGenerator<RunEvent, void, void> {
  lab.status('Reading tables');
  const { gpu, seed } = lab;
  const given = await tablesOfInput(lab.files.train, defaults);
  const { limits } = deviceProfile(gpu);
  const boundBytes = Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize);
  const tables = given?.tables ?? generateTables({ ...defaults, tables: settings.tables, seed });
  const problem = setProblem(tables, settings, seed, boundBytes);
  const source = given?.file ?? `${problem.tables.length} tables made up from the seed`;
  const { rounds, sampleMilliseconds } = settings;
  const timing = { rounds, sampleMilliseconds };
  const lookups = batchOfSets(problem, seed);
  const turns = turnsOf(settings.sets, settings.again, seed);
  const taken: Taken[] = [];
  for (const turn of turns) {
    lab.status('Measuring sets', taken.length, turns.length);
    const set = problem.sets[turn.set];
    const own = { tables: set.tables, lookups: lookups(set), batch: problem.batch, optimizer, timing };
    taken.push({ ...turn, seconds: yield* pausing(timeSet(gpu, own)) });
    if (taken.length % LOOK === 0 || taken.length === turns.length)
      yield* looked(lab, problem, source, taken);
  }
}

/** The host may pause before each step, or leave: then what the measurement holds is given back. */
async function* pausing<Result>(
  measuring: AsyncGenerator<unknown, Result, void>,
): AsyncGenerator<RunEvent, Result, void> {
  try {
    for (;;) {
      yield { kind: 'metrics', values: {} };
      const next = await measuring.next();
      if (next.done) return next.value;
    }
  } finally {
    await measuring.return(undefined as never);
  }
}

/** What there is by now, as tables, metrics and files. */
function* looked(
  { gpu }: Lab,
  problem: SetProblem,
  source: string,
  taken: readonly Taken[],
): Generator<RunEvent, void, void> {
  const results = resultsOf(taken, problem.sets);
  yield { kind: 'finding', finding: setsTable(problem, source, results) };
  yield { kind: 'finding', finding: againTable(results) };
  const { batch, tables } = problem;
  const mostRows = tables.reduce((most, { rows }) => Math.max(most, rows), 0);
  yield { kind: 'metrics', values: { ...metricsOf(results), batch, mostRows } };
  yield* leftFiles(problem, adapterText(gpu.report), results);
}

function* leftFiles(
  { tables, sets, batch }: SetProblem,
  adapter: string,
  results: readonly SetResult[],
): Generator<RunEvent, void, void> {
  const samples = results.map(({ set, milliseconds }) => ({ ids: sets[set].ids, milliseconds }));
  const text = (name: string, about: string, content: string): RunEvent => ({
    kind: 'file',
    file: { name, about, bytes: new TextEncoder().encode(content) },
  });
  yield text(
    'measured-sets.txt',
    `what ${samples.length.toLocaleString('en')} sets of tables took; with the tables beside it, neuroshard learns from it what sets cost`,
    measuredSetsText({ adapter, batch }, tables, samples),
  );
  yield text('measured-tables.json', 'the tables of those sets, as they ran', tablesText(tables));
}
