// AutoShard's training (Zha et al. 2022, KDD): episodes of training tasks are played and what devices take is measured;
// an actor-critic learns from the reward, and the cost network by regression from the last measured shards. Each update
// learns from episodes that its own weights have played, where V-trace's corrections ρ = c = 1: with γ = 1 and the one
// reward at the end, its targets are that reward. What measures is the caller's.

import { RandomStream } from '../../base/randomStream';
import { planProgram } from '../../compile/plan';
import { deviceProfile, Program } from '../../compile/program';
import { DeviceState } from '../../compile/state';
import type { Gpu } from '../../gpu/device';
import { polynomial } from '../../optim/schedules';
import { balanceOf } from '../baselines/placement';
import { drawnBy } from '../dreamshard/episode';
import type { Scaling } from '../learned/scaling';
import { type EmbeddingTable, tableBytes } from '../problem';
import { type Episode, playEpisode, rewardOf } from './episode';
import { AUTOSHARD_FEATURES, autoShardRow, autoShardScaling } from './features';
import { feedEpisodes } from './feedEpisodes';
import { FrozenAutoShard } from './frozen';
import { costStep, policyStep } from './networks';
import { ShardMemory } from './shardMemory';

export interface TrainOptions {
  seed: number;
  devices: number;
  capacityBytes: number;
  /** Of the policy. */
  updates: number;
  /** Played and measured for each. */
  episodes: number;
  /** Updates of the cost network after each. */
  costUpdates: number;
  costBatch: number;
  /** Of Adam at the first update; it falls in a straight line to nothing. */
  learningRate: number;
}

/** The published numbers: 125 updates of ten episodes of 80 tables are 100,000 steps of the process. */
export const publishedTraining = {
  ...{ updates: 125, episodes: 10, costUpdates: 20, costBatch: 512, learningRate: 1e-3 },
};

const STREAM = 38;

export interface TrainProgress {
  update: number;
  /** Means over the update's episodes: of the reward, and of the measured balance. */
  reward: number;
  balance: number;
  /** Root of the mean squared error of the cost network over the update's batches, in milliseconds. */
  costError: number;
  /** Steps of the process until now. */
  steps: number;
}

/** Milliseconds of a device's set of tables, as a machine would measure them; of at least one table. */
export type Measure = (set: readonly EmbeddingTable[]) => number;

/** Throws what the engine throws; gives back what it allocates. */
export async function* trainAutoShard(
  gpu: Gpu,
  tasks: readonly (readonly EmbeddingTable[])[],
  measure: Measure,
  options: TrainOptions,
): AsyncGenerator<TrainProgress, FrozenAutoShard, void> {
  const pool = [...new Set(tasks.flat())];
  const learner = await Learner.create(gpu, pool, Math.max(...tasks.map(({ length }) => length)), options);
  try {
    const draws = new RandomStream(options.seed, STREAM);
    let steps = 0;
    let network = await learner.frozen();
    for (let update = 0; update < options.updates; update++) {
      const episodes = Array.from({ length: options.episodes }, () => {
        const tables = tasks[draws.integer(tasks.length)];
        return playEpisode(
          tables,
          options.devices,
          network,
          drawnBy(() => draws.nextUniform()),
        );
      });
      const ends = episodes.map((episode) => learner.measured(episode, measure));
      await learner.improvePolicy(
        episodes,
        ends.map(({ reward }) => reward),
        update,
      );
      const costError = await learner.learnCosts(draws, update);
      network = await learner.frozen();
      steps += episodes.reduce((sum, { order }) => sum + order.length, 0);
      const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
      const [reward, balance] = [ends.map((end) => end.reward), ends.map((end) => end.balance)].map(mean);
      yield { update: update + 1, reward, balance, costError, steps };
    }
    return network;
  } finally {
    learner.destroy();
  }
}

interface Part {
  program: Program;
  state: DeviceState;
}

/**
 * Two programs, of the policy and of the cost network, each with its own Adam, whose states hand on what both train: the
 * table network.
 */
class Learner {
  readonly #scaling: Scaling;
  readonly #memory: ShardMemory;
  readonly #rate: (update: number) => number;

  private constructor(
    pool: readonly EmbeddingTable[],
    private readonly policy: Part,
    private readonly costs: Part,
    private readonly most: number,
    private readonly options: TrainOptions,
  ) {
    this.#scaling = autoShardScaling(pool);
    this.#memory = new ShardMemory(pool);
    this.#rate = polynomial(options.learningRate, options.updates);
    // The tables that shards are made of never change, and feeds stay as they are.
    const features = costs.program.feeds.get('features')!;
    pool.forEach((table, index) => {
      features.set(autoShardRow(table, this.#scaling), index * AUTOSHARD_FEATURES);
    });
  }

  static async create(
    gpu: Gpu,
    pool: readonly EmbeddingTable[],
    most: number,
    options: TrainOptions,
  ): Promise<Learner> {
    const { devices, episodes, costBatch, seed } = options;
    const policyGraph = policyStep({ episodes, tables: most, devices });
    const costGraph = costStep({ tables: pool.length, batch: costBatch });
    const parts: Part[] = [];
    const made: { destroy(): void }[] = [];
    try {
      for (const [name, graph] of Object.entries({ policy: policyGraph, costs: costGraph })) {
        const plan = planProgram(`AutoShard ${name}`, graph, deviceProfile(gpu));
        const program = await Program.create(gpu, plan);
        made.push(program);
        const state = await DeviceState.initialised(gpu, plan.state, seed);
        made.push(state);
        parts.push({ program, state });
      }
    } catch (error) {
      for (const one of made) one.destroy();
      throw error;
    }
    return new Learner(pool, parts[0], parts[1], most, options);
  }

  async frozen(): Promise<FrozenAutoShard> {
    const weights = ({ state }: Part) => state.save(({ role }) => role === 'parameter');
    const tensors = new Map([...(await weights(this.policy)), ...(await weights(this.costs))]);
    return new FrozenAutoShard(tensors, this.#scaling, this.#memory.unit);
  }

  /** Measures what every device takes, remembers it, and says what the episode was worth. */
  measured({ tables, devices: placed }: Episode, measure: Measure): { reward: number; balance: number } {
    const { devices, capacityBytes } = this.options;
    const shards = Array.from({ length: devices }, (_, device) =>
      tables.filter((_, index) => placed[index] === device),
    );
    const milliseconds = shards.map((shard) => (shard.length ? measure(shard) : 0));
    shards.forEach((shard, device) => {
      if (shard.length) this.#memory.add(shard, milliseconds[device]);
    });
    const bytes = shards.map((shard) => shard.reduce((sum, table) => sum + tableBytes(table), 0));
    return { reward: rewardOf(milliseconds, bytes, capacityBytes), balance: balanceOf(milliseconds) };
  }

  async improvePolicy(episodes: readonly Episode[], rewards: readonly number[], update: number) {
    const { program, state } = this.policy;
    await program.ready();
    feedEpisodes(program.feeds, this.most, episodes, rewards, this.#scaling);
    this.#feedStep(program, update, update);
    await program.run(state);
  }

  /** The root of the mean squared error over the batches, in milliseconds. */
  async learnCosts(draws: RandomStream, update: number): Promise<number> {
    const { costUpdates, costBatch } = this.options;
    const { program, state } = this.costs;
    state.adopt(this.policy.state);
    const losses: Promise<number>[] = [];
    for (let step = 0; step < costUpdates; step++) {
      await program.ready();
      this.#memory.feedBatch(program.feeds, costBatch, draws);
      this.#feedStep(program, update, update * costUpdates + step);
      losses.push(program.run(state).then((outputs) => outputs.get('loss')![0]));
    }
    const all = await Promise.all(losses);
    this.policy.state.adopt(state);
    return this.#memory.unit * Math.sqrt(all.reduce((sum, loss) => sum + loss, 0) / all.length);
  }

  #feedStep({ feeds }: Program, update: number, step: number): void {
    feeds.get('learningRate')![0] = this.#rate(update);
    feeds.get('step')![0] = step;
  }

  destroy(): void {
    for (const { program, state } of [this.policy, this.costs]) {
      program.destroy();
      state.destroy();
    }
  }
}
