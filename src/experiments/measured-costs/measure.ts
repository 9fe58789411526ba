// Measures everything at once: the sets of shards, the plans to learn from and the plans to predict, all kernels in turn,
// so that what else the machine does falls on all alike. The model is fitted to the first two alone.

import { type ProgramTime, type TimedProgram, timingPrograms } from '../../compile/timePrograms';
import type { ShardedBatch } from '../../sharding/execution/inputs';
import { ShardedDlrm } from '../../sharding/execution/shardedDlrm';
import {
  type DeviceSeconds,
  secondsByDevice,
  timedPhases,
  usualSeconds,
} from '../../sharding/execution/stepTime';
import { type DrawnPlans, drawnPlan } from '../../sharding/measured/drawnPlan';
import { type GridPrograms, gridPrograms } from '../../sharding/measured/gridPrograms';
import { shardGrid } from '../../sharding/measured/shardGrid';
import { fitStep, type MeasuredDevice, type StepModel } from '../../sharding/measured/stepModel';
import { workOfDevices } from '../../sharding/measured/work';
import type { Plan, ShardingType } from '../../sharding/problem';
import type { Lab, RunEvent } from '../experiment';
import { type CostProblem, optionsOf } from './problem';
import type { CostSettings } from './schema';

const LEARNING_RATE = 0.01;

/** A plan that ran, with the seconds of each device's kernels. */
export interface MeasuredPlan {
  plan: Plan;
  run: Pick<ShardedDlrm, 'layout' | 'traffic' | 'denseElements'>;
  devices: readonly DeviceSeconds[];
}

export interface Measurements {
  model: StepModel;
  /** Drawn plans that the model has not seen. */
  held: readonly MeasuredPlan[];
}

/** Plans to learn from and plans to predict are drawn under different seeds. */
function drawnPlans({ tables, settings, seed }: CostProblem): { learnt: Plan[]; held: Plan[] } {
  const { devices, devicesPerHost, replicatedRows } = settings;
  const options = { devices, devicesPerHost, replicatedRows };
  const drawn = (count: number, own: (index: number) => Pick<DrawnPlans, 'seed' | 'given'>) =>
    Array.from({ length: count }, (_, index) => drawnPlan(tables, { ...options, ...own(index) }, index));
  // The first have copies of one table and of two, and cut one by rows, lest nobody knows what that costs.
  const size = (table: number) => (tables[table].lookups > 0 ? 0 : 1e12) + tables[table].rows;
  const [smallest, second, ...others] = [...tables.keys()].sort((a, b) => size(a) - size(b));
  const given: ReadonlyMap<number, ShardingType>[] = [
    new Map([
      [smallest, 'data_parallel'],
      [others.at(-1) ?? second, 'row_wise'],
    ]),
    new Map([
      [smallest, 'data_parallel'],
      [second, 'data_parallel'],
    ]),
  ];
  return {
    learnt: drawn(settings.learntPlans, (index) => ({ seed: 2 * seed, given: given[index] })),
    held: drawn(settings.plans, () => ({ seed: 2 * seed + 1 })),
  };
}

/** Nothing new; the host may pause or stop. */
const pause: RunEvent = { kind: 'metrics', values: {} };

/** Yields now and then. */
export type Measuring<Result> = AsyncGenerator<RunEvent, Result, void>;

export async function* measure(lab: Lab, problem: CostProblem): Measuring<Measurements> {
  const { settings, optimizer, seed, lookups, profile } = problem;
  const grid: GridPrograms[] = [];
  const runs: ShardedDlrm[] = [];
  try {
    for (const [index, device] of shardGrid(problem.range).entries()) {
      lab.status('Compiling sets of shards', index, settings.gridDevices);
      grid.push(await gridPrograms(lab.gpu, device, { optimizer, seed, index, lookups }));
      yield pause;
    }
    const { learnt, held } = drawnPlans(problem);
    for (const [index, plan] of [...learnt, ...held].entries()) {
      lab.status('Compiling plans', index, learnt.length + held.length);
      runs.push(await opened(lab, problem, plan, index < learnt.length ? problem.known : problem.unseen));
      yield pause;
    }
    const alone = grid.flatMap(({ pooling, shardUpdate }) => [pooling, shardUpdate]);
    const programs = [...alone, ...runs.flatMap(timedPhases)];
    const times = yield* timed(lab, settings, programs, 'Timing shards and plans');
    const secondsAlone = (index: number): Partial<DeviceSeconds> => ({
      pooling: usualSeconds(times[2 * index]),
      shardUpdate: usualSeconds(times[2 * index + 1]),
    });
    const ofRuns = timesOfRuns(runs, times.slice(alone.length));
    const devices: MeasuredDevice[] = [
      ...grid.map(({ work }, index) => ({ work, seconds: secondsAlone(index) })),
      ...runs
        .slice(0, learnt.length)
        .flatMap(({ layout }, run) =>
          workOfDevices(layout, profile).map((work, device) => ({ work, seconds: ofRuns[run][device] })),
        ),
    ];
    return {
      model: fitStep(devices),
      held: held.map((plan, index) => ({
        ...{ plan, run: runs[learnt.length + index], devices: ofRuns[learnt.length + index] },
      })),
    };
  } finally {
    for (const each of [...grid, ...runs]) each.destroy();
  }
}

/** Runs plans that were found, in turn, on the batch that nobody knew. */
export async function* measurePlans(
  lab: Lab,
  problem: CostProblem,
  plans: readonly Plan[],
): Measuring<MeasuredPlan[]> {
  const runs: ShardedDlrm[] = [];
  try {
    for (const plan of plans) runs.push(await opened(lab, problem, plan, problem.unseen));
    const programs = runs.flatMap(timedPhases);
    const times = yield* timed(lab, problem.settings, programs, 'Timing plans that were found');
    const ofRuns = timesOfRuns(runs, times);
    return plans.map((plan, index) => ({ plan, run: runs[index], devices: ofRuns[index] }));
  } finally {
    for (const run of runs) run.destroy();
  }
}

/** Has taken one step. */
async function opened(
  { gpu }: Lab,
  problem: CostProblem,
  plan: Plan,
  batch: ShardedBatch,
): Promise<ShardedDlrm> {
  const run = await ShardedDlrm.create(gpu, optionsOf(problem, plan));
  run.step(batch, LEARNING_RATE);
  return run;
}

async function* timed(
  { gpu, status }: Lab,
  { rounds, sampleMilliseconds }: CostSettings,
  programs: readonly TimedProgram[],
  text: string,
): Measuring<ProgramTime[]> {
  const timing = timingPrograms(gpu, programs, { rounds, sampleMilliseconds });
  let next = await timing.next();
  for (; !next.done; next = await timing.next()) {
    status(text, next.value, rounds);
    yield pause;
  }
  return next.value;
}

function timesOfRuns(runs: readonly ShardedDlrm[], times: readonly ProgramTime[]): DeviceSeconds[][] {
  let first = 0;
  return runs.map((run) => {
    const end = first + timedPhases(run).length;
    const seconds = secondsByDevice(run, times.slice(first, end));
    first = end;
    return seconds;
  });
}
