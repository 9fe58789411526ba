// DreamShard's training (Zha et al. 2022): by turns some placements of training tasks are measured, the cost network
// learns from all that were, and the policy learns on the estimated process. What measures is the caller's.

import { RandomStream } from '../../base/randomStream';
import { mean } from '../../base/statistics';
import { planProgram } from '../../compile/plan';
import { deviceProfile, Program } from '../../compile/program';
import { DeviceState } from '../../compile/state';
import type { Gpu } from '../../gpu/device';
import { polynomial, type Schedule } from '../../optim/schedules';
import { randomPlacement } from '../baselines/random';
import { ComputeModel, scaledSets } from '../learned/computeModel';
import { computeNetwork } from '../learned/costNetwork';
import { featureNames } from '../learned/features';
import { fitCosts } from '../learned/fit';
import { splitOf } from '../learned/split';
import { type EmbeddingTable, tableBytes } from '../problem';
import { drawnBy, type EpisodeTask, episodeTask, playEpisode } from './episode';
import { feedEpisodes } from './feedEpisodes';
import { FrozenPolicy } from './frozenPolicy';
import { policyStep } from './policy';

export interface TrainOptions {
  seed: number;
  devices: number;
  capacityBytes: number;
  iterations: number;
  /** Placements measured in each iteration. */
  placements: number;
  /** Updates of the cost network in each iteration. */
  costUpdates: number;
  /** Updates of the policy in each iteration, and episodes of each. */
  policyUpdates: number;
  episodes: number;
  learningRate: number;
}

/** The published numbers. */
export const publishedTraining = {
  ...{
    iterations: 10,
    placements: 10,
    costUpdates: 300,
    policyUpdates: 10,
    episodes: 10,
    learningRate: 5e-4,
  },
};

const COST_BATCH = 64;
const COST_RATE = 2e-3;
const STREAM = 36;

export interface TrainProgress {
  iteration: number;
  /** Milliseconds of the slowest device, measured, mean of the iteration's placements. */
  measured: number;
  /** The same as episodes of the last update were predicted. */
  predicted: number;
  /** Placements measured until now. */
  placements: number;
}

export interface Trained {
  model: ComputeModel;
  policy: FrozenPolicy;
}

/** Milliseconds of a device's set of tables, as a machine would measure them. */
export type Measure = (set: readonly EmbeddingTable[]) => number;

/** `tasks`: all of them fit. Throws what the engine throws; gives back what it allocates. */
export async function* trainDreamShard(
  gpu: Gpu,
  tasks: readonly (readonly EmbeddingTable[])[],
  measure: Measure,
  options: TrainOptions,
): AsyncGenerator<TrainProgress, Trained, void> {
  const { seed, devices, iterations, episodes, policyUpdates, learningRate } = options;
  const features = featureNames('extended').length;
  const most = Math.max(...tasks.map(({ length }) => length));
  const shape = { features, tables: most, devices, rows: episodes * most };
  const plan = planProgram('policy', policyStep(shape), deviceProfile(gpu));
  const program = await Program.create(gpu, plan);
  let state: DeviceState | undefined;
  try {
    state = await DeviceState.initialised(gpu, plan.state, seed);
    const draws = new RandomStream(seed, STREAM);
    const measured: Measured = { sets: [], milliseconds: [] };
    const learner = { program, state, features, most };
    const rate = polynomial(learningRate, iterations * policyUpdates);
    let trained: Trained | undefined;
    for (let iteration = 0; iteration < iterations; iteration++) {
      const cost = collect(tasks, trained, measure, options, draws, measured);
      const model = await costModelOf(gpu, measured, options, iteration);
      const prepared = tasks.map((tables) => episodeTask(tables, model, options));
      const first = iteration * policyUpdates;
      const predicted = await improve(
        learner,
        prepared,
        { first, count: policyUpdates, rate, episodes },
        draws,
      );
      trained = { model, policy: await policyOf(state, features) };
      const placements = (iteration + 1) * options.placements;
      yield { iteration: iteration + 1, measured: cost, predicted, placements };
    }
    return trained!;
  } finally {
    program.destroy();
    state?.destroy();
  }
}

interface Measured {
  sets: (readonly EmbeddingTable[])[];
  milliseconds: number[];
}

const policyOf = async (state: DeviceState, features: number): Promise<FrozenPolicy> =>
  new FrozenPolicy(features, await state.save(({ role }) => role === 'parameter'));

/** Places random tasks, by the policy once there is one, and measures every device; the mean of the slowest. */
function collect(
  tasks: readonly (readonly EmbeddingTable[])[],
  trained: Trained | undefined,
  measure: Measure,
  { devices, capacityBytes, placements }: TrainOptions,
  draws: RandomStream,
  into: Measured,
): number {
  let total = 0;
  for (let placement = 0; placement < placements; placement++) {
    const tables = tasks[draws.integer(tasks.length)];
    const own =
      trained &&
      playEpisode(
        episodeTask(tables, trained.model, { devices, capacityBytes }),
        trained.policy,
        drawnBy(() => draws.nextUniform()),
      )?.devices;
    const zero = tables.map(() => 0);
    const problem = { costs: zero, bytes: tables.map(tableBytes), devices, capacityBytes };
    const placed = own ?? randomPlacement(problem, draws.nextBits()) ?? zero;
    let slowest = 0;
    for (let device = 0; device < devices; device++) {
      const set = tables.filter((_, index) => placed[index] === device);
      if (set.length === 0) continue;
      const milliseconds = measure(set);
      into.sets.push(set);
      into.milliseconds.push(milliseconds);
      slowest = Math.max(slowest, milliseconds);
    }
    total += slowest;
  }
  return total / placements;
}

/** Anew from all that was measured. */
async function costModelOf(
  gpu: Gpu,
  measured: Measured,
  { seed, costUpdates }: TrainOptions,
  iteration: number,
): Promise<ComputeModel> {
  const split = splitOf(measured.sets.length, seed + iteration);
  const { samples, ...scales } = scaledSets(measured, split, 'extended');
  const batch = Math.min(COST_BATCH, split.train.length);
  const course = fitCosts(gpu, computeNetwork(featureNames('extended').length), samples, split, {
    ...{ seed: seed + iteration, batch, learningRate: COST_RATE, members: 1 },
    epochs: Math.ceil(costUpdates / Math.floor(split.train.length / batch)),
  });
  for (;;) {
    const step = await course.next();
    if (step.done) return new ComputeModel(scales, step.value);
  }
}

interface Learner {
  program: Program;
  state: DeviceState;
  features: number;
  most: number;
}

interface Course {
  /** Updates before these. */
  first: number;
  count: number;
  rate: Schedule;
  episodes: number;
}

/** Policy updates, each from episodes of one task; the last one's mean predicted cost. */
async function improve(
  { program, state, features, most }: Learner,
  tasks: readonly EpisodeTask[],
  { first, count, rate, episodes }: Course,
  draws: RandomStream,
): Promise<number> {
  let latest = Number.NaN;
  for (let step = first; step < first + count; step++) {
    const policy = await policyOf(state, features);
    const task = tasks[draws.integer(tasks.length)];
    const played = Array.from({ length: episodes }, () =>
      playEpisode(
        task,
        policy,
        drawnBy(() => draws.nextUniform()),
      ),
    ).filter((episode) => episode !== undefined);
    if (played.length < 2) continue;
    latest = mean(played.map(({ cost }) => cost));
    await program.ready();
    const { feeds } = program;
    feedEpisodes(feeds, most, task, played);
    feeds.get('learningRate')![0] = rate(step);
    feeds.get('step')![0] = step;
    await program.run(state);
  }
  return latest;
}
