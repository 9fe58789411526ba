// The runs that are compared: unsharded, under a plan, and under a plan with naive updates of the tables.

import { Program } from '../../compile/program';
import { DeviceState } from '../../compile/state';
import { cutTable } from '../../sharding/execution/cutTable';
import { groupNames } from '../../sharding/execution/embeddingGraphs';
import {
  type HostRule,
  type HostStep,
  type HostTable,
  hostTable,
  updateByLookup,
} from '../../sharding/execution/hostUpdate';
import type { ExecutionLayout } from '../../sharding/execution/layout';
import type { TableLookups } from '../../sharding/execution/route';
import { ShardedDlrm } from '../../sharding/execution/shardedDlrm';
import type { ExchangePrecisions } from '../../sharding/execution/transfers';
import type { Plan } from '../../sharding/problem';
import type { Lab, RunEvent } from '../experiment';
import type { Weights, ZionexProblem } from './problem';

export interface TrainedRun {
  name: string;
  losses: readonly number[];
  weights: Weights;
  hash: string;
}

/** Trains, and yields now and then, so that the host may pause or stop. */
export type Training<Result = TrainedRun> = AsyncGenerator<RunEvent, Result, void>;

/** Steps in flight before the host waits. */
const IN_FLIGHT = 4;

/** Between two yields. */
const progressOf = (losses: readonly number[]): RunEvent => ({
  kind: 'metrics',
  values: { latestLoss: losses.at(-1)! },
});

/** What the training experiments do. */
export async function* trainUnsharded(lab: Lab, problem: ZionexProblem): Training {
  const { task, plan, settings } = problem;
  const program = await Program.create(lab.gpu, plan);
  const state = await DeviceState.initialised(lab.gpu, plan.state, lab.seed);
  try {
    const losses: number[] = [];
    for (let step = 0; step < settings.steps; step++) {
      await program.ready();
      task.fill(step, program.feeds);
      program.feeds.get('learningRate')![0] = settings.learningRate;
      program.feeds.get('step')![0] = step;
      losses.push((await program.run(state)).get('loss')![0]);
      if ((step + 1) % IN_FLIGHT === 0) yield progressOf(losses);
    }
    const saved = await state.save(({ role }) => role === 'parameter');
    const weights = new Map(
      [...saved].map(([name, { data }]) => [name, data as Float32Array<ArrayBuffer>] as const),
    );
    return { name: 'unsharded', losses, weights, hash: await state.weightHash() };
  } finally {
    program.destroy();
    state.destroy();
  }
}

export interface PlanOptions {
  name: string;
  plan: Plan;
  /** Default: those of the settings. */
  steps?: number;
  precisions?: ExchangePrecisions;
}

/** Trains under a plan; `look` sees the run before its memory goes. */
export async function* trainUnder(
  lab: Lab,
  problem: ZionexProblem,
  options: PlanOptions,
  look: (run: ShardedDlrm) => Promise<void> = async () => {},
): Training {
  const run = await openRun(lab, problem, options);
  try {
    const trained = yield* train(lab, problem, run, options);
    await look(run);
    return trained;
  } finally {
    run.destroy();
  }
}

/** The same steps twice over, from the same seed; `look` sees the second run. */
export async function* trainTwice(
  lab: Lab,
  problem: ZionexProblem,
  options: PlanOptions,
  look: (run: ShardedDlrm) => Promise<void> = async () => {},
): Training<[TrainedRun, TrainedRun]> {
  const run = await openRun(lab, problem, options);
  try {
    const first = yield* train(lab, problem, run, options);
    await run.restart(lab.seed);
    const again = yield* train(lab, problem, run, { ...options, name: `${options.name}, again` });
    await look(run);
    return [first, again];
  } finally {
    run.destroy();
  }
}

async function* train(
  lab: Lab,
  { settings, batchOf }: ZionexProblem,
  run: ShardedDlrm,
  { name, steps = settings.steps }: PlanOptions,
): Training {
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) {
    lab.status(`Training: ${name}`, step, steps);
    run.step(batchOf(step), settings.learningRate);
    if ((step + 1) % IN_FLIGHT) continue;
    losses.push(...(await run.readLosses()));
    yield progressOf(losses);
  }
  losses.push(...(await run.readLosses()));
  return { name, losses, weights: await run.weights(), hash: await run.weightHash() };
}

const openRun = (
  { gpu, seed }: Lab,
  { model, optimizer, settings, lookupsOfTable, lookups }: ZionexProblem,
  { plan, precisions }: Pick<PlanOptions, 'plan' | 'precisions'>,
  devices = settings.devices,
): Promise<ShardedDlrm> =>
  ShardedDlrm.create(gpu, {
    ...{ model, plan, devices, devicesPerHost: settings.devicesPerHost, batch: settings.batch },
    ...{ optimizer, lookupsOfTable, lookups, seed, ...(precisions && { precisions }) },
  });

/** All tables whole on device 0. */
export const wholePlan = ({ tables }: ZionexProblem): Plan => ({
  tables: tables.map((shape, table) => cutTable(table, shape, 'table_wise', { devices: [0] })),
});

export interface GatheredGradients {
  table: HostTable;
  rows: Uint32Array;
  bags: Uint32Array;
  gradients: Float32Array;
  step: HostStep;
}

/**
 * Trains unsharded but for the tables, which the host updates lookup by lookup. `look` sees the first step's gradients
 * before they are applied.
 */
export async function* trainNaively(
  lab: Lab,
  problem: ZionexProblem,
  look: (gathered: GatheredGradients) => void,
): Training {
  const { settings } = problem;
  const name = 'naive updates';
  const run = await openRun(lab, problem, { plan: wholePlan(problem) }, 1);
  const rule = settings.tableOptimizer as HostRule;
  const hostStep = { rule, rate: settings.learningRate, epsilon: 1e-8 };
  const { state } = run.all[0].shardUpdate!;
  const { shards, gradient } = groupNames(0);
  try {
    const losses: number[] = [];
    const start = (await state.save((entry) => entry.name === shards)).get(shards)!;
    const table = hostTable(start.data as Float32Array, settings.dimension, rule);
    for (let step = 0; step < settings.steps; step++) {
      lab.status(`Training: ${name}`, step, settings.steps);
      const batch = problem.batchOf(step);
      run.step(batch, settings.learningRate, { updateShards: false });
      const gradients = (await state.save((entry) => entry.name === gradient)).get(gradient)!
        .data as Float32Array;
      const lookups = { ...rowsAndBags(run.layout, batch.lookups), gradients };
      if (step === 0) look({ table, ...lookups, step: hostStep });
      updateByLookup(table, lookups, hostStep);
      state.load(
        new Map([[shards, { shape: start.shape, data: table.weights as Float32Array<ArrayBuffer> }]]),
      );
      losses.push(...(await run.readLosses()));
      yield progressOf(losses);
    }
    return {
      ...{ name, losses },
      ...{ weights: await run.weights(), hash: await run.weightHash() },
    };
  } finally {
    run.destroy();
  }
}

/** Of device 0's only group, sample by sample. */
function rowsAndBags({ groups, batch }: ExecutionLayout, { offsets, rows }: TableLookups) {
  const found: number[] = [];
  const bags: number[] = [];
  for (let sample = 0; sample < batch; sample++)
    for (const { table, base, slot } of groups[0][0].shards)
      for (let j = offsets[table][sample]; j < offsets[table][sample + 1]; j++) {
        found.push(base + rows[table][j]);
        bags.push(slot * batch + sample);
      }
  return { rows: Uint32Array.from(found), bags: Uint32Array.from(bags) };
}
