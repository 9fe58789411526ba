// Measures everything at once: the sets of shards, the plans to learn from and the plans to predict, all kernels in turn,
// so that what else the machine does falls on all alike. The model is fitted to the first two alone.

import { type ProgramTime, timePrograms } from '../../compile/timePrograms';
import { type DrawnPlans, drawnPlan } from '../../sharding/measured/drawnPlan';
import { type GridPrograms, gridPrograms } from '../../sharding/measured/gridPrograms';
import { type GridRange, shardGrid } from '../../sharding/measured/shardGrid';
import { fitStep, type MeasuredDevice, type StepModel } from '../../sharding/measured/stepModel';
import { workOfDevices } from '../../sharding/measured/work';
import { ShardedDlrm } from '../../sharding/execution/shardedDlrm';
import {
  type DeviceSeconds,
  fastestSeconds,
  secondsByDevice,
  timedPhases,
} from '../../sharding/execution/stepTime';
import type { ShardedBatch } from '../../sharding/execution/inputs';
import type { Plan } from '../../sharding/problem';
import type { Lab } from '../experiment';
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
const drawnPlans = ({ settings, seed }: CostProblem, predicted: boolean): DrawnPlans => {
  const { devices, devicesPerHost, replicatedRows } = settings;
  return { devices, devicesPerHost, replicatedRows, seed: 2 * seed + (predicted ? 1 : 0) };
};

/** What shards of the problem's tables can be. */
export function rangeOf({ settings, tables, seed }: CostProblem): GridRange {
  const { batch, dimension, devices, gridDevices } = settings;
  const most = (of: (table: (typeof tables)[number]) => number) => Math.max(...tables.map(of));
  return {
    ...{ devices: gridDevices, batch, seed, columns: [4, dimension] },
    rows: [Math.min(100, most(({ rows }) => rows)), most(({ rows }) => rows)],
    lookups: [0.25, Math.max(0.5, most(({ lookups }) => lookups))],
    shards: [1, Math.max(2, Math.ceil((2 * tables.length) / Math.sqrt(devices)))],
  };
}

export async function measure(lab: Lab, problem: CostProblem): Promise<Measurements> {
  const { settings, optimizer, seed, lookups, profile } = problem;
  const grid: GridPrograms[] = [];
  const runs: ShardedDlrm[] = [];
  try {
    for (const [index, device] of shardGrid(rangeOf(problem)).entries()) {
      lab.status('Compiling sets of shards', index, settings.gridDevices);
      grid.push(await gridPrograms(lab.gpu, device, { optimizer, seed, index, lookups }));
    }
    const drawn = (predicted: boolean, count: number) =>
      Array.from({ length: count }, (_, index) =>
        drawnPlan(problem.tables, drawnPlans(problem, predicted), index),
      );
    const learnt = drawn(false, settings.learntPlans);
    const held = drawn(true, settings.plans);
    for (const [index, plan] of [...learnt, ...held].entries()) {
      lab.status('Compiling plans', index, learnt.length + held.length);
      runs.push(await opened(lab, problem, plan, index < learnt.length ? problem.known : problem.unseen));
    }
    const alone = grid.flatMap(({ pooling, shardUpdate }) => [pooling, shardUpdate]);
    const times = await timePrograms(
      lab.gpu,
      [...alone, ...runs.flatMap(timedPhases)],
      timing(lab, settings, 'Timing shards and plans'),
    );
    const seconds = (index: number): Partial<DeviceSeconds> => ({
      pooling: fastestSeconds(times[2 * index]),
      shardUpdate: fastestSeconds(times[2 * index + 1]),
    });
    const ofRuns = timesOfRuns(runs, times.slice(alone.length));
    const devices: MeasuredDevice[] = [
      ...grid.map(({ work }, index) => ({ work, seconds: seconds(index) })),
      ...runs.slice(0, learnt.length).flatMap(({ layout }, run) =>
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
export async function measurePlans(
  lab: Lab,
  problem: CostProblem,
  plans: readonly Plan[],
): Promise<MeasuredPlan[]> {
  const runs: ShardedDlrm[] = [];
  try {
    for (const plan of plans) runs.push(await opened(lab, problem, plan, problem.unseen));
    const options = timing(lab, problem.settings, 'Timing plans that were found');
    const times = await timePrograms(lab.gpu, runs.flatMap(timedPhases), options);
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

const timing = ({ status }: Lab, { rounds, sampleMilliseconds }: CostSettings, text: string) => ({
  ...{ rounds, sampleMilliseconds },
  onRound: (round: number) => status(text, round, rounds),
});

function timesOfRuns(runs: readonly ShardedDlrm[], times: readonly ProgramTime[]): DeviceSeconds[][] {
  let first = 0;
  return runs.map((run) => {
    const end = first + timedPhases(run).length;
    const seconds = secondsByDevice(run, times.slice(first, end));
    first = end;
    return seconds;
  });
}
