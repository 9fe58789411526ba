// The steps of one state from one to another: fill the feeds, run the step, keep three in flight, evaluate at the end
// of epochs. Step k is a function of (seed, k) alone, so a course may begin at any step, bit for bit.

import type { Outputs, Program } from '../../compile/program';
import { SNAPSHOT_STEPS, type Snapshots } from '../../compile/snapshots';
import type { DeviceState } from '../../compile/state';
import { RING_DEPTH } from '../../gpu/stagingRing';
import type { Lab, Metrics, RunEvent } from '../experiment';
import { explainDivergence } from './diagnosis';
import type { StepMeter } from './stepMeter';
import type { TrainingTask } from './task';

export interface Course {
  program: Program;
  /** Opened after the first step: its kernels compile while training has begun. */
  evaluator(): Promise<Program>;
  state: DeviceState;
  task: TrainingTask;
  /** Steps already taken. */
  first: number;
  meter: StepMeter;
  snapshots: Snapshots | undefined;
  /** Called before each step is submitted, when the state is that of `step` steps. */
  before?(step: number): void;
  /** Called when `steps` have been submitted. */
  submitted(steps: number): void;
}

/** Takes the steps from `first` to the task's last; yields rows of training and evaluation. */
export async function* takeSteps(lab: Pick<Lab, 'status'>, course: Course): AsyncGenerator<RunEvent> {
  const { program, state, task, first, meter, snapshots } = course;
  // The rate may be changed while the run goes on; what each step had is needed to take it again.
  const rates = new Map<number, number>();
  const fill = (step: number) => {
    task.fill(step, program.feeds);
    program.feeds.get('learningRate')![0] = rates.get(step)!;
    program.feeds.get('step')![0] = step;
  };
  const inFlight: { step: number; learningRate: number; outputs: Promise<Outputs> }[] = [];
  const finish = async (): Promise<RunEvent> => {
    const { step, learningRate, outputs } = inFlight.shift()!;
    const values = task.row(await outputs);
    if (!Number.isFinite(values.trainLoss)) {
      await Promise.allSettled(inFlight.map((later) => later.outputs));
      const replay = { program, state, snapshots, fill, status: lab.status };
      throw await explainDivergence({ loss: values.trainLoss, step }, replay);
    }
    return {
      kind: 'row',
      table: 'training',
      values: {
        step: step + 1,
        epoch: (step + 1) / task.stepsPerEpoch,
        learningRate,
        ...values,
        ...meter.finished(),
      },
    };
  };

  for (let step = first; step < task.totalSteps; step++) {
    if (inFlight.length === RING_DEPTH) yield await finish();
    await program.ready();
    const learningRate = task.learningRate(step);
    rates.set(step, learningRate);
    rates.delete(step - 3 * SNAPSHOT_STEPS);
    fill(step);
    snapshots?.before(step);
    course.before?.(step);
    const outputs = meter.submit(() => program.run(state));
    // Who waits for an earlier step may be told first that the device is gone.
    outputs.catch(() => {});
    inFlight.push({ step, learningRate, outputs });
    const taken = step + 1;
    course.submitted(taken);
    course.evaluator().catch(() => {});
    if (taken % (task.evaluateEvery ?? task.stepsPerEpoch) === 0 || taken === task.totalSteps) {
      while (inFlight.length) yield await finish();
      const scores = await evaluate(await course.evaluator(), state, task);
      yield {
        kind: 'row',
        table: 'evaluation',
        values: { step: taken, epoch: taken / task.stepsPerEpoch, ...scores },
      };
      meter.resume();
    }
  }
}

/** The scores of an evaluation row. */
export function scoresOf({ step: _step, epoch: _epoch, ...scores }: Metrics): Metrics {
  return scores;
}

/** Runs every evaluation batch and lets the task turn all outputs into scores. */
export async function evaluate(program: Program, state: DeviceState, task: TrainingTask): Promise<Metrics> {
  const pending: Promise<void>[] = [];
  const scorer = task.scorer();
  for (let index = 0; index < task.evaluationBatches; index++) {
    await program.ready();
    const valid = task.fillEvaluation(index, program.feeds);
    pending.push(program.run(state).then((outputs) => scorer.add(index, valid, outputs)));
  }
  await Promise.all(pending);
  return scorer.scores();
}
