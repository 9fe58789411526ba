// The click log, the model and the batches that all runs of this experiment share, and how their weights are judged.

import { type ProgramPlan, planProgram } from '../../compile/plan';
import { deviceProfile, Program } from '../../compile/program';
import { DeviceState } from '../../compile/state';
import { ClickBatcher } from '../../data/clickBatches';
import type { ClickDataset } from '../../data/dataset';
import { EpochOrder } from '../../data/epochOrder';
import type { DataInput } from '../../data/input';
import type { DlrmConfig } from '../../nn/models/dlrm';
import type { OptimizerConfig } from '../../optim/config';
import type { ShardedBatch } from '../../sharding/execution/inputs';
import type { PlannedTable } from '../../sharding/execution/simplePlan';
import type { Lab } from '../experiment';
import { type CountedLog, countingRun } from '../placement/countedTables';
import { clickData } from '../training/clickData';
import { clickTask } from '../training/clickTask';
import { evaluate } from '../training/course';
import type { TrainingTask } from '../training/task';
import type { ZionexSettings } from './schema';

export type Weights = ReadonlyMap<string, Float32Array<ArrayBuffer>>;

export interface ZionexProblem {
  /** `devices`: as many as there are. */
  settings: ZionexSettings;
  /** The reader's file that the plan is from; absent where rules make it. */
  givenPlan?: string;
  description: string;
  model: DlrmConfig;
  optimizer: OptimizerConfig;
  task: TrainingTask;
  /** Of an unsharded step. */
  plan: ProgramPlan;
  tables: readonly (PlannedTable & { name: string })[];
  lookupsOfTable: readonly number[];
  /** Room for lookups of an unsharded step. */
  lookups: number;
  batchOf(step: number): ShardedBatch;
  log: CountedLog;
}

const widthsOf = (text: string): number[] => text.split('-').map(Number);

/** `logs`: the reader's, in place of a generated one. */
export async function zionexProblem(
  lab: Lab,
  settings: ZionexSettings,
  logs: readonly DataInput[],
): Promise<ZionexProblem> {
  const { batch, dimension, tableOptimizer, steps, learningRate } = settings;
  const files = { ...lab.files, train: logs };
  const { train, test, description } = await clickData(
    { files, seed: lab.seed, status: (text, done, total) => lab.status(text, done, total) },
    settings,
  );
  const layers = {
    bottom: [...widthsOf(settings.bottom), dimension],
    top: [...widthsOf(settings.top), 1],
    interaction: settings.interaction,
  };
  const optimizer: OptimizerConfig = {
    dense: { kind: 'adagrad', epsilon: 1e-8 },
    sparse: { kind: tableOptimizer, epsilon: 1e-8 },
  };
  const task = clickTask({
    ...{ train, test, model: layers, batch, optimizer, data: description, seed: lab.seed },
    ...{ totalSteps: steps, learningRate: () => learningRate, order: 'sequential' },
  });
  const plan = planProgram('unsharded', task.training, deviceProfile(lab.gpu));
  const [lookups] = plan.feeds.get('indices')!.shape;
  const model: DlrmConfig = {
    ...layers,
    dense: train.denseFeatures,
    tables: train.tables.map(({ rows }) => rows),
    lookupsPerSample: lookups / batch,
  };
  return {
    ...{ settings, description, model, optimizer, task, plan, lookups },
    tables: train.tables.map(({ name, rows }, table) => ({
      ...{ name, rows, dimension },
      lookups: train.ids[table].length / train.count,
    })),
    lookupsOfTable: train.tables.map((_, table) => mostLookups(train, table, batch)),
    batchOf: batchesOf(train, batch, lab.seed),
    log: {
      ...{ train, order: new EpochOrder(train.count, batch, lab.seed, 'sequential') },
      stored: { dimension, bytesPerElement: 4 },
      run: countingRun('zionex', settings, { files, seed: lab.seed }),
    },
  };
}

/** The longest bags of a table, as many as a batch has samples, together. */
function mostLookups({ offsets, count }: ClickDataset, table: number, batch: number): number {
  const lengths = new Uint32Array(count);
  for (let sample = 0; sample < count; sample++)
    lengths[sample] = offsets[table][sample + 1] - offsets[table][sample];
  return lengths
    .sort()
    .subarray(-batch)
    .reduce((sum, length) => sum + length, 0);
}

/** The batches of the unsharded task, by table. */
function batchesOf(train: ClickDataset, batch: number, seed: number): (step: number) => ShardedBatch {
  const batcher = new ClickBatcher(train, batch, seed, 'sequential');
  const tables = train.tables.length;
  return (step) => {
    const dense = new Float32Array(batch * train.denseFeatures);
    const labels = new Float32Array(batch);
    const indices = new Uint32Array(batcher.maxLookups);
    const starts = new Uint32Array(batch * tables + 1);
    batcher.fillTraining(step, { dense, labels, indices, offsets: starts });
    const offsets = train.tables.map(() => new Uint32Array(batch + 1));
    const rows: number[][] = train.tables.map(() => []);
    for (let bag = 0; bag < batch * tables; bag++) {
      const table = bag % tables;
      for (let j = starts[bag]; j < starts[bag + 1]; j++)
        rows[table].push(indices[j] - batcher.tableOffsets[table]);
      offsets[table][Math.floor(bag / tables) + 1] = rows[table].length;
    }
    return { dense, labels, lookups: { offsets, rows: rows.map((found) => Uint32Array.from(found)) } };
  };
}

/** Judges weights by the test samples, whoever trained them. */
export class Judge {
  private constructor(
    private readonly problem: ZionexProblem,
    private readonly program: Program,
    private readonly state: DeviceState,
  ) {}

  static async open(lab: Lab, problem: ZionexProblem): Promise<Judge> {
    const { plan, task } = problem;
    const evaluation = planProgram('evaluation', task.evaluation, deviceProfile(lab.gpu), {
      state: plan.state,
    });
    const program = await Program.create(lab.gpu, evaluation);
    return new Judge(problem, program, await DeviceState.allocate(lab.gpu, plan.state));
  }

  async testLogLoss(weights: Weights): Promise<number> {
    const { entries } = this.problem.plan.state;
    this.state.load(
      new Map([...weights].map(([name, data]) => [name, { shape: entries.get(name)!.shape, data }])),
    );
    return (await evaluate(this.program, this.state, this.problem.task)).testLogLoss;
  }

  close(): void {
    this.program.destroy();
    this.state.destroy();
  }
}
