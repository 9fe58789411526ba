// The training loop behind every training experiment: fill the feeds, run the step, keep three in
// flight, evaluate at the end of epochs. Step k is a function of (seed, k) alone, so a run resumes
// from any checkpoint bit for bit.

import { inspectPlan } from '../../compile/inspect';
import { forecastRun } from '../../compile/memory';
import { planProgram } from '../../compile/plan';
import { profileStep } from '../../compile/profile';
import { deviceProfile, type Outputs, Program } from '../../compile/program';
import { SNAPSHOT_STEPS, Snapshots } from '../../compile/snapshots';
import { DeviceState } from '../../compile/state';
import { RING_DEPTH } from '../../gpu/stagingRing';
import { countGraph } from '../../graph/count';
import type { Lab, Metrics, RunEvent } from '../experiment';
import type { Config } from '../schema';
import { explainDivergence } from './diagnosis';
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
  // The rate may be changed while the run goes on; what each step had is needed to take it again.
  const rates = new Map<number, number>();
  const fill = (step: number) => {
    task.fill(step, program.feeds);
    program.feeds.get('learningRate')![0] = rates.get(step)!;
    program.feeds.get('step')![0] = step;
  };
  let snapshots: Snapshots | undefined;

  try {
    // A device too full for copies trains without them.
    snapshots = await Snapshots.create(state).catch(() => undefined);
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
      const outputs = meter.submit(() => program.run(state));
      // Who waits for an earlier step may be told first that the device is gone.
      outputs.catch(() => {});
      inFlight.push({ step, learningRate, outputs });
      submitted = step + 1;
      openEvaluator().catch(() => {});
      if (submitted % (task.evaluateEvery ?? task.stepsPerEpoch) === 0 || submitted === task.totalSteps) {
        while (inFlight.length) yield await finish();
        const scores = await evaluate(await openEvaluator(), state, task);
        yield {
          kind: 'row',
          table: 'evaluation',
          values: { step: submitted, epoch: submitted / task.stepsPerEpoch, ...scores },
        };
        // With the evaluation program everything the run needs is allocated.
        yield { kind: 'metrics', values: { ...scores, peakBytes: gpu.counters.peakBytes - bytesBefore } };
        meter.resume();
      }
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

/** Runs every evaluation batch and lets the task turn all logits into scores. */
async function evaluate(program: Program, state: DeviceState, task: TrainingTask): Promise<Metrics> {
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
