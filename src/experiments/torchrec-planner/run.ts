// Plans by every proposer of TorchRec, improves the best plan, and says what came of it; or holds estimates and plans of
// a file against TorchRec's own numbers.

import { ConfigError } from '../../base/errors';
import { placedOf } from '../../sharding/torchrec/contract';
import { type PlacedOption, ratingOf } from '../../sharding/torchrec/options';
import { type PlanFile, readPlan } from '../../sharding/torchrec/planFile';
import { planning as plansOf } from '../../sharding/torchrec/planner';
import { defaultProposers, type ProposerName, proposers } from '../../sharding/torchrec/proposers';
import { requireValidPlan } from '../../sharding/torchrec/validate';
import type { Lab, Metrics, RunEvent } from '../experiment';
import type { Finding } from '../findings';
import { planAndTraining, planFile } from '../placement/planFiles';
import { checkCases, checkRuns } from './fileChecks';
import { givenFiles } from './givenFiles';
import { type Improved, improvements, type ProgressPoint, searchNames } from './improvement';
import { narrowerWidths, type PlannerSettings, type Planning, planningOf } from './model';
import { leaving, trainedBy } from './outputs';
import { memoryTable, partsTable, ranksTable } from './rankTables';
import { optionsTable, type PlanRow, planNames, plansTable, progressTable, tablesTable } from './tables';

type Events<T = void> = AsyncGenerator<RunEvent, T, void>;

const found = (finding: Finding): RunEvent => ({ kind: 'finding', finding });
const metrics = (values: Metrics): RunEvent => ({ kind: 'metrics', values });

/** Lets the host hear commands between two long computations. */
const breathe = () => new Promise<void>((resolve) => setTimeout(resolve));

/** A search that goes on longer than this is heard of in between. */
const NEWS_MILLISECONDS = 400;

export async function* torchrecPlanner(lab: Lab, settings: PlannerSettings): Events {
  lab.status('Reading');
  const { cases, runs, plan, tables } = await givenFiles(lab.files, settings);
  if (cases) return yield* checkCases(cases.content);
  if (runs) return yield* checkRuns(lab, runs.content, settings);
  const planning = planningOf(settings, lab.seed, tables && { file: tables.file, tables: tables.content });
  const rows = yield* planned(lab, planning, settings);
  yield found(optionsTable(planning));
  let modules: readonly string[] = planning.problem.tables.map(() => settings.modulePath);
  if (plan) {
    const read = readGiven(plan.content, plan.file, planning);
    modules = modulesByTable(read, modules);
    const own = placedOf(planning.problem, read.plan);
    rows.push({ name: plan.file, plan: own, rating: ratingOf(own, planning.reserved.ranks) });
  }
  yield found(plansTable(rows, planning));
  const start = startOf(rows, plan?.file);
  yield metrics({ fromFile: plan || tables ? 1 : 0 });
  yield* improved(lab, planning, settings, rows, start, modules);
}

function readGiven(given: unknown, file: string, { problem, reserved }: Planning): PlanFile {
  const read = readPlan(given, { tables: problem.tables, topology: problem.topology, file });
  requireValidPlan(read.plan, problem, reserved, file);
  return read;
}

function modulesByTable({ plan: { tables }, modules }: PlanFile, fallback: readonly string[]): string[] {
  const paths = [...fallback];
  for (const [index, { table }] of tables.entries()) paths[table] = modules[index];
  return paths;
}

/** The planner as it comes, then each of its proposers alone. */
async function* planned(lab: Lab, planning: Planning, settings: PlannerSettings): Events<PlanRow[]> {
  const rows: PlanRow[] = [];
  for (const [index, [name, own]] of planners.entries()) {
    lab.status(`Planning: ${name}`, index, planners.length);
    rows.push({ name, ...(await planWith(own, planning, settings)) });
    yield found(plansTable(rows, planning));
  }
  return rows;
}

const planners: readonly (readonly [string, readonly ProposerName[]])[] = [
  [planNames.default, defaultProposers],
  ...(Object.keys(proposers) as ProposerName[]).map((name) => [planNames[name], [name]] as const),
];

async function planWith(
  own: readonly ProposerName[],
  { problem, reserved }: Planning,
  { partitioner }: PlannerSettings,
): Promise<Omit<PlanRow, 'name'>> {
  const planner = plansOf(problem, { proposers: own, partitioner, reserved });
  let milliseconds = 0;
  for (;;) {
    await breathe();
    const started = performance.now();
    let next = planner.next();
    while (!next.done && performance.now() - started < NEWS_MILLISECONDS) next = planner.next();
    milliseconds += performance.now() - started;
    if (next.done) return { ...next.value, seconds: milliseconds / 1000 };
  }
}

/** The plan of the file, or the best there is. */
function startOf(rows: readonly PlanRow[], file: string | undefined): readonly PlacedOption[] {
  const usable = rows.filter(({ name, plan: own }) => own && (file === undefined || name === file));
  if (!usable.length)
    throw new ConfigError(
      'No proposal of any proposer fits in memory. Add ranks or HBM, lower the batch or the reserved share, or let rows lie in host memory.',
    );
  return usable.reduce((a, b) => (b.rating! < a.rating! ? b : a)).plan!;
}

async function* improved(
  lab: Lab,
  planning: Planning,
  settings: PlannerSettings,
  rows: PlanRow[],
  start: readonly PlacedOption[],
  modules: readonly string[],
): Events {
  const { steps, rounds } = settings;
  const search = improvements(planning, start, {
    seed: lab.seed,
    steps,
    rounds,
    widths: narrowerWidths(settings),
  });
  const points: ProgressPoint[] = [];
  let news = performance.now();
  let next = search.next();
  for (; !next.done; next = search.next()) {
    points.push(next.value);
    if (performance.now() - news < NEWS_MILLISECONDS) continue;
    const { best, bound } = next.value;
    lab.status(`Searching: ${best.toPrecision(4)} ms, bound ${bound.toPrecision(4)} ms`);
    yield found(progressTable(points));
    await breathe();
    news = performance.now();
  }
  const results = next.value;
  rows.push(...results);
  const last = results[results.length - 1];
  yield found(progressTable(points));
  yield found(plansTable(rows, planning));
  yield found(
    ranksTable(
      [
        ['before', start],
        ['after', last.plan],
      ],
      planning,
    ),
  );
  yield found(partsTable(last.plan, planning));
  yield found(memoryTable(last.plan, planning));
  yield found(tablesTable(start, last.plan, planning));
  yield metrics(resultsOf(rows, results));
  const before = { name: 'plan-before.json', about: 'the plan that the search began with' };
  yield planFile(before, leaving(start, planning, modules));
  const after = { name: 'plan-improved.json', about: 'the improved plan' };
  yield* planAndTraining(after, { ...leaving(last.plan, planning, modules), ...trainedBy(settings) });
}

function resultsOf(rows: readonly PlanRow[], results: readonly Improved[]): Metrics {
  const rating = (name: string, key: string): Metrics => {
    const row = rows.find((each) => each.name === name);
    return row?.rating === undefined ? {} : { [key]: row.rating };
  };
  const published = rows.find(({ name }) => name === planNames.default)?.rating;
  const [own] = results;
  const last = results[results.length - 1];
  const narrow = results.find(({ name }) => name === searchNames.narrow);
  return {
    ...rating(planNames.default, 'plannerMs'),
    ...rating(planNames.greedy, 'greedyMs'),
    ...rating(planNames.uniform, 'uniformMs'),
    ...rating(planNames['dynamic-programming'], 'dynamicProgrammingMs'),
    improvedMs: own.rating,
    boundMs: own.bound,
    gap: own.gap,
    ...(published && { improvement: 1 - own.rating / published }),
    ...(narrow && { narrowMs: narrow.rating, narrowBoundMs: narrow.bound, narrowGap: narrow.gap }),
    ...(narrow && published && { narrowImprovement: 1 - narrow.rating / published }),
    searchSeconds: results.reduce((sum, { seconds }) => sum + seconds, 0),
    planProblems: last.problems + own.problems,
  };
}
