// Files that TorchRec wrote, against the port: estimates case by case, and plans with their ratings, each improved too.

import { type ShardingType, shardingTypes } from '../../sharding/problem';
import { caseError, type EstimatorCase, relativeError } from '../../sharding/torchrec/caseFile';
import { placedOf, planOf } from '../../sharding/torchrec/contract';
import { type PlacedOption, ratingOf } from '../../sharding/torchrec/options';
import { serialisePlan } from '../../sharding/torchrec/planFile';
import { plan } from '../../sharding/torchrec/planner';
import type { PlannerRun } from '../../sharding/torchrec/planRuns';
import { defaultProposers, type ProposerName } from '../../sharding/torchrec/proposers';
import { reserve } from '../../sharding/torchrec/reservation';
import { requireValidPlan } from '../../sharding/torchrec/validate';
import type { Lab, RunEvent } from '../experiment';
import { type Cell, type Finding, findingOf } from '../findings';
import { planFile } from '../placement/planFiles';
import { type Improved, improvements } from './improvement';
import { narrowerWidths, type PlannerSettings, reservationFrom } from './model';
import { leaving } from './outputs';

type Events = AsyncGenerator<RunEvent, void, void>;

/** Relative; what rounding in another order may come to. */
export const PARITY = 1e-12;

export async function* checkCases(cases: readonly EstimatorCase[]): Events {
  const errors = cases.map(caseError);
  const rows = shardingTypes.flatMap((type) => {
    const own = errors.filter((_, index) => cases[index].shardingType === type);
    if (!own.length) return [];
    const exact = own.filter((error) => error === 0).length;
    return [
      {
        type,
        cases: own.length,
        exact,
        within: own.filter((e) => e <= PARITY).length,
        error: Math.max(...own),
      },
    ];
  });
  yield { kind: 'finding', finding: casesTable(rows) };
  yield {
    kind: 'metrics',
    values: {
      cases: cases.length,
      maxRelativeError: Math.max(...errors),
      casesWithinTolerance: errors.filter((error) => error <= PARITY).length,
    },
  };
}

const casesTable = (rows: readonly { type: ShardingType; cases: number; error: number }[]): Finding =>
  findingOf(
    {
      id: 'cases',
      title: 'Estimates against TorchRec’s',
      about:
        'The largest relative difference of any number of a case: five parts of time and two of memory for each listed shard, sizes and offsets exactly. Infinite where shards are cut otherwise.',
      columns: [
        { key: 'type', title: 'Sharding type', kind: 'text' },
        { key: 'cases', title: 'Cases', kind: 'count' },
        { key: 'exact', title: 'The same to the last bit', kind: 'count' },
        { key: 'within', title: 'Within 1e-12', kind: 'count' },
        { key: 'error', title: 'Largest relative difference', kind: 'number' },
      ],
    },
    rows.map((row) => ({ ...row })),
  );

const proposersOf: Readonly<Record<string, readonly ProposerName[]>> = {
  default: defaultProposers,
  greedy: ['greedy'],
  'greedy-sum': ['greedy-sum'],
  uniform: ['uniform'],
  grid: ['grid-search'],
  dp: ['dynamic-programming'],
};
const partitionersOf = { greedy: 'greedy', membal: 'memory-balanced' } as const;

export async function* checkRuns(lab: Lab, runs: readonly PlannerRun[], settings: PlannerSettings): Events {
  const rows: Record<string, Cell | undefined>[] = [];
  const results: RunCheck[] = [];
  for (const [index, run] of runs.entries()) {
    lab.status(`Checking ${run.name}, ${run.proposer}`, index, runs.length);
    await new Promise<void>((resolve) => setTimeout(resolve));
    const result = checkRun(run, lab.seed, settings);
    results.push(result);
    rows.push(rowOf(run, result));
    yield { kind: 'finding', finding: runsTable(rows) };
    const last = result.improved[result.improved.length - 1];
    const modules: string[] = [];
    for (const [at, { table }] of run.file.plan.tables.entries()) modules[table] = run.file.modules[at];
    const name = `improved-${index}-${run.name}-${run.proposer}.json`.replace(/[^\w.-]/g, '_');
    const about = `the improved plan of ${run.name}, ${run.proposer}`;
    yield planFile({ name, about }, leaving(last.plan, run, modules));
  }
  const reproduced = results.filter(({ own }) => own);
  const gains = results.map(({ improved }, index) => 1 - improved[0].rating / runs[index].rating);
  yield {
    kind: 'metrics',
    values: {
      plans: runs.length,
      maxRatingError: Math.max(...results.map(({ error }) => error)),
      plansReplanned: reproduced.length,
      plansReproduced: reproduced.filter(({ own }) => own!.same).length,
      leastImprovement: Math.min(...gains),
      meanImprovement: gains.reduce((a, b) => a + b, 0) / gains.length,
      planProblems: results.reduce(
        (sum, { improved }) => sum + improved.reduce((own, { problems }) => own + problems, 0),
        0,
      ),
    },
  };
}

interface RunCheck {
  /** Of the file's plan, as the port rates it. */
  rating: number;
  error: number;
  /** What the port's own planner came to, where it knows proposer and partitioner. */
  own?: { rating: number; same: boolean };
  improved: Improved[];
}

function checkRun(run: PlannerRun, seed: number, settings: PlannerSettings): RunCheck {
  const { problem, file } = run;
  const { topology, tables } = problem;
  const reserved = reserve(topology, tables, reservationFrom(settings));
  requireValidPlan(file.plan, problem, reserved, run.name);
  const placed = placedOf(problem, file.plan);
  const rating = ratingOf(placed, topology.ranks);
  const { steps, rounds } = settings;
  const search = improvements({ problem, reserved }, placed, {
    seed,
    steps,
    rounds,
    widths: narrowerWidths(settings),
  });
  let next = search.next();
  while (!next.done) next = search.next();
  return {
    ...{ rating, error: relativeError(rating, run.rating), improved: next.value },
    own: replanned(run, reserved),
  };
}

function replanned(run: PlannerRun, reserved: PlannerRun['problem']['topology']): RunCheck['own'] {
  const asked = proposersOf[run.proposer];
  const partitioner = partitionersOf[run.partitioner as keyof typeof partitionersOf];
  if (!asked || !partitioner) return undefined;
  const { problem, file } = run;
  const own = plan(problem, { proposers: asked, partitioner, reserved });
  return {
    rating: own.rating,
    same: samePlan(own.plan, run) && relativeError(own.rating, run.rating) <= PARITY,
  };

  function samePlan(placed: readonly PlacedOption[], { file: theirs }: PlannerRun): boolean {
    const flat = (of: PlannerRun['file']) => {
      const record = serialisePlan(of, problem.tables, problem.topology);
      const entries = Object.values(record.plan).flatMap((module) => Object.entries(module));
      return JSON.stringify(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
    };
    return flat({ plan: planOf(placed), modules: placed.map(() => file.modules[0]) }) === flat(theirs);
  }
}

function rowOf(
  run: PlannerRun,
  { rating, error, own, improved }: RunCheck,
): Record<string, Cell | undefined> {
  const [first, second] = improved;
  return {
    ...{ run: run.name, proposer: run.proposer, partitioner: run.partitioner },
    ...{ published: run.rating, rating, error, planner: own?.rating },
    same: own && (own.same ? 'yes' : 'no'),
    ...{ improved: first.rating, gain: first.rating / run.rating - 1, bound: first.bound, gap: first.gap },
    ...{ narrow: second?.rating, narrowGain: second && second.rating / run.rating - 1 },
    ...{ narrowBound: second?.bound, seconds: improved.reduce((sum, { seconds }) => sum + seconds, 0) },
  };
}

function runsTable(rows: readonly Record<string, Cell | undefined>[]): Finding {
  const time = (key: string, title: string) => ({ key, title, kind: 'number', unit: 'ms' }) as const;
  const share = (key: string, title: string) => ({ key, title, kind: 'share' }) as const;
  const words = (key: string, title: string) => ({ key, title, kind: 'text' }) as const;
  return findingOf(
    {
      id: 'runs',
      title: 'Plans against TorchRec’s',
      about:
        'Every plan of the file: TorchRec’s rating and the one here of the same plan, whether the planner here comes to the same plan, and what the search makes of it in the planner’s own space and with narrower columns. All in TorchRec’s objective, the estimated time of the slowest rank.',
      columns: [
        ...[words('run', 'Run'), words('proposer', 'Proposer'), words('partitioner', 'Partitioner')],
        ...[time('published', 'TorchRec’s rating'), time('rating', 'Rating here')],
        { key: 'error', title: 'Relative difference', kind: 'number' },
        ...[time('planner', 'Planned here'), words('same', 'Same plan')],
        ...[
          time('improved', 'Improved'),
          share('gain', 'Change'),
          time('bound', 'Lower bound'),
          share('gap', 'Gap'),
        ],
        ...[
          time('narrow', 'Narrower columns'),
          share('narrowGain', 'Change then'),
          time('narrowBound', 'Bound then'),
        ],
        { key: 'seconds', title: 'Searched', kind: 'number', unit: 's' },
      ],
    },
    rows,
  );
}
