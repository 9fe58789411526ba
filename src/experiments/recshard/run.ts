// Places whole tables by every heuristic, splits rows, and says how they compare.

import { ConfigError } from '../../base/errors';
import { type EmbeddingTable, tableBytes } from '../../sharding/problem';
import { splitBound } from '../../sharding/recshard/bound';
import { hotnessOrder } from '../../sharding/recshard/hotness';
import { REMAP_BYTES } from '../../sharding/recshard/remap';
import {
  type SplitProgress,
  type SplitSolution,
  searchSplit,
  solveSplit,
} from '../../sharding/recshard/solve';
import type { SplitProblem } from '../../sharding/recshard/splitProblem';
import { splitTablePlan } from '../../sharding/recshard/tablePlan';
import type { Lab, Metrics, RunEvent } from '../experiment';
import type { Finding } from '../findings';
import { planAndTables } from '../placement/planFiles';
import {
  accessTable,
  deadShareOfFullHash,
  hashingTable,
  shownTable,
  splitsTable,
  unseenRowShare,
} from './detailTables';
import { knowledgeNames, knowledges, problemOf, type RecshardSettings, seenTables, tablesFor } from './model';
import { bestPublished, type Strategy, strategyOf, wholeTableStrategies } from './strategies';
import { ablationTable, devicesTable, memoryTable, searchTable, strategiesTable } from './tables';

type Events = AsyncGenerator<RunEvent, void, void>;

const found = (finding: Finding): RunEvent => ({ kind: 'finding', finding });
const metrics = (values: Metrics): RunEvent => ({ kind: 'metrics', values });

/** Lets the host hear commands between two long computations. */
const breathe = () => new Promise<void>((resolve) => setTimeout(resolve));

/** A search that goes on longer than this is heard of in between. */
const NEWS_MILLISECONDS = 400;

export async function* recshardRun(lab: Lab, settings: RecshardSettings): Events {
  lab.status('Reading tables');
  const { source, tables } = await tablesFor(lab, settings);
  const problem = problemOf(tables, settings);
  const strategies: Strategy[] = [];
  for (const strategy of wholeTableStrategies(tables, problem, lab.seed)) {
    strategies.push(strategy);
    lab.status(`Placed whole tables: ${strategy.name}`);
    yield found(strategiesTable(strategies, problem, source, settings));
    await breathe();
  }
  const { knows } = settings;
  const chosen = knows === 'all' ? 'full' : knows;
  const split = yield* splitting(lab, problemOf(seenTables(tables, chosen), settings));
  const strategy = strategyOf(problem, 'Row split', 'split', split.solution.plan, split.seconds);
  strategies.push(strategy);
  yield found(strategiesTable(strategies, problem, source, settings));
  const best = bestPublished(strategies);
  const compared = [...(best ? [best] : []), strategy];
  yield found(devicesTable(compared));
  yield found(memoryTable(compared));
  const shown = shownTable(problem, split.solution.plan);
  yield found(accessTable(problem.tables[shown], split.solution.plan.hotRows[shown]));
  yield found(splitsTable(problem, split.solution.plan));
  yield found(hashingTable(lab.seed));
  yield metrics({
    tables: tables.length,
    modelBytes: tables.reduce((sum, table) => sum + tableBytes(table), 0),
    mapBytes: tables.reduce((sum, { rows }) => sum + REMAP_BYTES * rows, 0),
    unseenRowShare: unseenRowShare(tables),
    deadShareOfFullHash: deadShareOfFullHash(lab.seed),
    ...resultsOf(problem, strategies, strategy, split.seconds),
  });
  yield splitFile(problem, split.solution);
  const { devices, hotRows } = split.solution.plan;
  const file = { name: 'plan.json', about: 'the plan, with a cache of a table’s hot rows' };
  const plans = tables.map((table, index) => splitTablePlan(index, table, devices[index], hotRows[index]));
  yield* planAndTables(file, tables, settings.devices, plans);
  if (knows === 'all') yield* ablation(lab, tables, problem, settings, strategy);
}

interface Split {
  solution: SplitSolution;
  /** That the search took, without the pauses between its steps. */
  seconds: number;
}

/** Splits the rows of a problem as the plan sees it. */
async function* splitting(lab: Lab, seen: SplitProblem): AsyncGenerator<RunEvent, Split, void> {
  const search = searchSplit(seen);
  const steps: SplitProgress[] = [];
  let milliseconds = 0;
  let news = performance.now();
  for (;;) {
    const start = performance.now();
    const step = search.next();
    milliseconds += performance.now() - start;
    if (step.done) {
      if (!step.value)
        throw new ConfigError(
          'No split of the rows fits into both memories. Raise devices, memory or hostMemory.',
        );
      yield found(searchTable([...steps, step.value], step.value.optimal));
      return { solution: step.value, seconds: milliseconds / 1000 };
    }
    steps.push(step.value);
    if (performance.now() - news < NEWS_MILLISECONDS) continue;
    lab.status(`Splitting rows: within ${(100 * step.value.gap).toPrecision(2)} % of the bound`);
    yield found(searchTable(steps));
    await breathe();
    news = performance.now();
  }
}

async function* ablation(
  lab: Lab,
  tables: readonly EmbeddingTable[],
  problem: SplitProblem,
  settings: RecshardSettings,
  full: Strategy,
): Events {
  const rows: Strategy[] = [];
  for (const knowledge of knowledges) {
    if (knowledge === 'full') rows.push({ ...full, name: knowledgeNames.full });
    else {
      const { solution, seconds } = splitQuietly(problemOf(seenTables(tables, knowledge), settings));
      rows.push(strategyOf(problem, knowledgeNames[knowledge], 'split', solution?.plan, seconds));
    }
    lab.status(`Split rows with ${knowledgeNames[knowledge]} known`, rows.length, knowledges.length);
    yield found(ablationTable(rows, problem));
    await breathe();
  }
}

function splitQuietly(seen: SplitProblem): { solution: SplitSolution | undefined; seconds: number } {
  const start = performance.now();
  const solution = solveSplit(seen);
  return { solution, seconds: (performance.now() - start) / 1000 };
}

/** Spread of the devices below this share of their mean is rounding. */
const ROUNDING = 1e-9;

/** Against the best published baseline; a ratio to nothing at all is left out. */
function resultsOf(
  problem: SplitProblem,
  strategies: readonly Strategy[],
  { summary }: Strategy,
  seconds: number,
): Metrics {
  if (!summary) return {};
  const best = bestPublished(strategies)?.summary;
  const others = strategies.filter(({ kind }) => kind === 'other').flatMap((other) => other.summary ?? []);
  const ratio = (name: string, over: number | undefined, under: number): Metrics =>
    over !== undefined && under > 0 ? { [name]: over / under } : {};
  const balanced = summary.deviation <= ROUNDING * summary.mean;
  const bound = splitBound(problem, hotnessOrder(problem)).seconds;
  return {
    bottleneckMs: 1000 * summary.maximum,
    deviationMs: 1000 * summary.deviation,
    slowLookups: summary.slowLookups,
    ...(best && { baselineBottleneckMs: 1000 * best.maximum }),
    ...ratio('bottleneckRatio', best?.maximum, summary.maximum),
    ...ratio('balanceRatio', best?.deviation, balanced ? 0 : summary.deviation),
    ...ratio('slowAccessRatio', best?.slowLookups, summary.slowLookups),
    ...(others.length &&
      ratio('wholeTableRatio', Math.min(...others.map(({ maximum }) => maximum)), summary.maximum)),
    boundMs: 1000 * bound,
    gap: bound > 0 ? summary.maximum / bound - 1 : 0,
    shardingSeconds: seconds,
  };
}

/** Where every row goes, for a program that moves them. */
function splitFile({ tables }: SplitProblem, { plan }: SplitSolution): RunEvent {
  const rows = tables.map(({ name, rows: count, rowBytes }, index) => ({
    ...{ table: name, rows: count, rowBytes },
    ...{ device: plan.devices[index], hotRows: plan.hotRows[index] },
  }));
  return {
    kind: 'file',
    file: {
      name: 'row-split.json',
      about: 'the device of each table, and how many of its hottest rows lie in fast memory',
      bytes: new TextEncoder().encode(`${JSON.stringify(rows, null, 1)}\n`),
    },
  };
}
