// Several arms of one experiment, trained one after another: seeds × variants. Arms of one graph share its compiled
// programs; an arm may start from the state another had at some step, so that what they have in common is trained once.
//
//   yield* trainArms(lab, 'my-experiment', config, arms, (outcomes) => [{ kind: 'finding', finding: … }]);
//
// Rows count their steps through all arms and say which arm and seed they are of. A run resumes at any step: a checkpoint
// holds the state in training, those kept for later arms, and what the arms before have come to.

import type { HostTensor } from '../../compile/state';
import type { ArmOutline, Lab, Metrics, RunEvent } from '../experiment';
import type { Config } from '../schema';
import { keptStates, spansOf } from './armPlan';
import { ArmRun } from './armRun';
import { takeSteps } from './course';
import type { TrainingTask } from './task';

export interface Arm extends ArmOutline {
  /** Draws the starting weights, and is in every row. What else depends on it is the task's. */
  seed: number;
  /**
   * Trained up to its `totalSteps`. Arms whose tasks have the same `training` graph (the same object) run on one
   * program; graphs that name a tensor alike, with one shape, hand it on through `from`.
   */
  task: TrainingTask;
  /** Before its first step: sets what the host computes from the weights (scales, periods). */
  begin?(arm: TrainedArm): Promise<void>;
  /** After its last step: what is to be known of it. Numbers are kept as f32. */
  end?(arm: TrainedArm): Promise<ArmOutcome>;
}

/** Named numbers or lists of them. */
export type ArmOutcome = Readonly<Record<string, number | ArrayLike<number>>>;

/** What came of each arm that has ended, by its id; single numbers are lists of one. */
export type Outcomes = ReadonlyMap<string, Readonly<Record<string, Float32Array>>>;

/** An arm's state between two steps. */
export interface TrainedArm {
  /** Reads every tensor of the state (parameters, moments, statistics), or those whose name is `wanted`. */
  read(wanted?: (name: string) => boolean): Promise<Map<string, HostTensor>>;
  /** Replaces tensors by name. */
  load(tensors: ReadonlyMap<string, HostTensor>): void;
  /** Scores of the task's evaluation, with some tensors replaced for it alone: rounded weights, say. */
  evaluate(replaced?: ReadonlyMap<string, HostTensor>): Promise<Metrics>;
}

/**
 * Trains the arms in order. `report` is asked after each, and yields what is known by then: findings, metrics. It may
 * measure on: the run can be checkpointed meanwhile, and resumes with the report.
 */
export async function* trainArms(
  lab: Lab,
  experiment: string,
  config: Config,
  arms: readonly Arm[],
  report: (outcomes: Outcomes) => Iterable<RunEvent> | AsyncIterable<RunEvent>,
): AsyncGenerator<RunEvent, Outcomes, void> {
  const spans = spansOf(arms);
  const run = new ArmRun(lab, experiment, config, arms, spans, keptStates(arms));
  yield* run.announce();
  const resumedAt = run.resumeAt();
  try {
    for (let index = resumedAt; index < arms.length; index++) {
      const arm = arms[index];
      lab.status(`Arm ${index + 1} of ${arms.length}: ${arm.id}`, index, arms.length);
      const course = await run.begin(index);
      const { offset, first } = spans[index];
      for await (const event of takeSteps(lab, course)) {
        if (event.kind !== 'row') {
          yield event;
          continue;
        }
        const step = offset + event.values.step - first;
        yield { ...event, values: { ...event.values, step, arm: index, seed: arm.seed } };
      }
      await run.end(index);
      yield* report(run.outcomes);
    }
    if (resumedAt === arms.length) yield* report(run.outcomes);
    yield { kind: 'metrics', values: run.metrics() };
    yield { kind: 'weights', hash: await run.weightHash() };
    return run.outcomes;
  } finally {
    await run.close();
  }
}
