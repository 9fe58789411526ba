// What every training experiment does: plan and compile its steps, take them on one state, and let the host look in,
// keep and resume. A run resumes from any checkpoint bit for bit.

import { inspectPlan } from '../../compile/inspect';
import { forecastRun } from '../../compile/memory';
import { planProgram } from '../../compile/plan';
import { profileStep } from '../../compile/profile';
import { deviceProfile, Program } from '../../compile/program';
import { Snapshots } from '../../compile/snapshots';
import { DeviceState } from '../../compile/state';
import { countGraph } from '../../graph/count';
import type { Lab, RunEvent } from '../experiment';
import type { Config } from '../schema';
import { type Course, evaluate, scoresOf, takeSteps } from './course';
import { Prober } from './probe/prober';
import { StepMeter } from './stepMeter';
import type { TrainingTask } from './task';

export async function* train(
  lab: Lab,
  experiment: string,
  config: Config,
  task: TrainingTask,
): AsyncGenerator<RunEvent, void, void> {
  const { gpu, seed } = lab;
  gpu.counters.peakBytes = gpu.counters.allocatedBytes;
  const bytesBefore = gpu.counters.allocatedBytes;
  const profile = deviceProfile(gpu);
  const plan = planProgram('training', task.training, profile);
  const evaluationPlan = planProgram('evaluation', task.evaluation, profile, { state: plan.state });
  const { peakBytes: predictedPeakBytes, buffers, besides } = forecastRun(plan, evaluationPlan, profile);
  const { parameters, total } = countGraph(task.training);
  const flopsPerStep = total.flops;
  yield {
    kind: 'forecast',
    forecast: {
      parameters,
      flopsPerStep,
      predictedPeakBytes,
      totalSteps: task.totalSteps,
      memory: buffers,
      data: task.data,
    },
  };
  yield { kind: 'inspection', inspection: { ...inspectPlan(plan, profile), besides } };

  await Program.compile(gpu, plan, (done, total) => lab.status('Compiling kernels', done, total));
  yield { kind: 'compiled' };
  const program = await Program.create(gpu, plan);
  // Needed at the end of the first epoch: its kernels compile while training has begun.
  let evaluator: Promise<Program> | undefined;
  const openEvaluator = () => {
    evaluator ??= Program.create(gpu, evaluationPlan);
    return evaluator;
  };
  const state = await DeviceState.initialised(gpu, plan.state, seed).catch((error) => {
    program.destroy();
    throw error;
  });
  if (lab.resume) state.load(lab.resume.tensors);

  const first = lab.resume?.step ?? 0;
  const meter = new StepMeter(gpu, task.batch);
  let submitted = first;
  let prober: Prober | undefined;
  lab.expose({
    checkpoint: async () => {
      // Training goes on while memory for the copy is found: the step is that of the copy.
      let step = submitted;
      const tensors = await state.save(undefined, () => {
        step = submitted;
      });
      return { experiment, config, seed, step, tensors };
    },
    profile: async () => {
      try {
        return await profileStep(program, state);
      } finally {
        meter.resume();
      }
    },
    probe: (request) => {
      prober ??=
        task.lookInside &&
        new Prober(program, state, task.lookInside(), () => ({
          submitted: submitted - first,
          total: submitted,
        }));
      return prober?.probe(request) ?? Promise.resolve(undefined);
    },
    verify: async (host) => {
      const { verifyStep } = await import('../../compile/verify');
      try {
        await verifyStep(program, state, host);
      } finally {
        meter.resume();
      }
    },
  });
  let snapshots: Snapshots | undefined;

  try {
    // A device too full for copies trains without them.
    snapshots = await Snapshots.create(state).catch(() => undefined);
    const course: Course = {
      program,
      evaluator: openEvaluator,
      state,
      task,
      first,
      meter,
      snapshots,
      submitted: (steps) => {
        submitted = steps;
      },
    };
    for await (const event of takeSteps(lab, course)) {
      yield event;
      if (event.kind !== 'row' || event.table !== 'evaluation') continue;
      // With the evaluation program everything the run needs is allocated.
      const peakBytes = gpu.counters.peakBytes - bytesBefore;
      yield { kind: 'metrics', values: { ...scoresOf(event.values), peakBytes } };
    }
    if (first >= task.totalSteps)
      yield { kind: 'metrics', values: await evaluate(await openEvaluator(), state, task) };

    const peakBytes = gpu.counters.peakBytes - bytesBefore;
    yield {
      kind: 'metrics',
      values: { ...meter.summary(), parameters, flopsPerStep, predictedPeakBytes, peakBytes },
    };
    yield { kind: 'weights', hash: await state.weightHash() };
  } finally {
    await prober?.close();
    program.destroy();
    (await evaluator?.catch(() => undefined))?.destroy();
    snapshots?.destroy();
    state.destroy();
  }
}
