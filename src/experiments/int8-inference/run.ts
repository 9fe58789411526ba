// Trains a network as its own experiment does, then brings it to integers and measures what that is worth.

import { ConfigError } from '../../base/errors';
import { profileStep } from '../../compile/profile';
import { encodeNetwork } from '../../quant/exportCodes';
import type { Checkpoint, Lab, RunEvent, RunHandles, RunOutputFile } from '../experiment';
import type { Config } from '../schema';
import { imageData } from '../training/imageData';
import { augmentationOf, imageTask, shapeOf, stepsPerEpoch } from '../training/imageTask';
import { learningRateSchedule, totalSteps } from '../training/settings';
import { train } from '../training/train';
import { integer, type NetworkCoder, real, type TrainedNetwork } from './coding';
import { type Contender, costFinding, costRows, timed } from './cost';
import { exactness } from './exactness';
import { trainingOf } from './model';
import { NetworkRunner } from './runner';
import type { Int8Settings } from './settings';
import { study } from './study';

export async function* int8Inference(lab: Lab, config: Config): AsyncGenerator<RunEvent, void, void> {
  const given = config as Int8Settings;
  // A checkpoint of the network's own experiment stays one.
  const origin = lab.resume ?? { experiment: 'int8-inference', config };
  const adopted = origin.experiment === 'int8-inference' ? undefined : origin.config;
  const { settings, model: modelOf, optimizer } = trainingOf(given, adopted);
  const { train: images, test, description } = await imageData(lab, settings);
  const { batch } = settings;
  const perEpoch = stepsPerEpoch(images.count, batch);
  const model = modelOf(shapeOf(images));
  const task = imageTask({
    train: images,
    test,
    model,
    batch,
    totalSteps: totalSteps(settings, perEpoch),
    optimizer,
    learningRate: learningRateSchedule(lab, settings, perEpoch),
    augmentation: augmentationOf(lab, settings),
    seed: lab.seed,
    data: description,
  });
  let handles: RunHandles | undefined;
  let trained: Checkpoint | undefined;
  const training = {
    ...lab,
    expose: (exposed: RunHandles) => {
      handles = exposed;
      lab.expose(exposed);
    },
  };
  for await (const event of train(training, origin.experiment, origin.config, task)) {
    // With the weights the training state is about to go.
    if (event.kind === 'weights') trained = await handles!.checkpoint();
    yield event;
  }
  if (!trained) return;
  lab.expose(studied(trained));
  const { gpu } = lab;
  const network: TrainedNetwork = {
    ...{ gpu, model, batch, test, train: images },
    ...{ tensors: trained.tensors, weightBits: given.weightBits, activationRange: given.activationRange },
  };
  const coder = yield* study(lab, network, given);
  yield* exactly(lab, coder);
  yield { kind: 'file', file: exported(coder) };
  yield* costs(lab, coder, given.timedRuns, trained);
}

/** What the page may ask once the training state is gone; of kernels, those of the integer network while it is open. */
function studied(trained: Checkpoint, runner?: NetworkRunner): RunHandles {
  const absent = 'The integer network opens at the end of the run, when it is timed. Ask again then.';
  return {
    checkpoint: async () => trained,
    probe: async () => undefined,
    profile: async () => {
      if (!runner) throw new ConfigError(absent);
      return profileStep(runner.program, runner.state);
    },
    verify: async (host) => {
      if (!runner) return host.report({ state: 'refused', done: 0, total: 0, nodes: [], refusal: absent });
      const { verifyStep } = await import('../../compile/verify');
      await verifyStep(runner.program, runner.state, host);
    },
  };
}

const exported = (coder: NetworkCoder): RunOutputFile => ({
  name: 'integer-network.safetensors',
  about: 'codes, scales and biases of every layer, and what codes of the activations stand for',
  bytes: encodeNetwork(coder.lower(integer)),
});

async function* exactly(lab: Lab, coder: NetworkCoder): AsyncGenerator<RunEvent, void, void> {
  lab.status('Comparing with float64');
  const found = await exactness(coder);
  if (!found) return;
  const { differingCodes, differingAnswers, integerThroughout } = found;
  yield {
    kind: 'metrics',
    values: { differingAnswers, ...(integerThroughout && { differingCodes }) },
  };
}

/** Times the network in each form. While it does, what the page may ask of a run is answered by the integer network. */
async function* costs(
  lab: Lab,
  coder: NetworkCoder,
  rounds: number,
  trained: Checkpoint,
): AsyncGenerator<RunEvent, void, void> {
  const { gpu, test, train: images, batch } = coder.trained;
  const forms = [
    { form: 'f32', lowered: coder.lower(real) },
    { form: 'int8', lowered: coder.lower(integer) },
    { form: 'int8 weights, f32 activations', lowered: coder.lower(() => 'weightOnly') },
  ];
  const contenders: Contender[] = [];
  try {
    for (const { form, lowered } of forms)
      contenders.push({ form, runner: await NetworkRunner.open(gpu, form, lowered) });
    for (const { runner } of contenders) await runner.first(test, images.normalisation);
    const [, { runner }] = contenders;
    lab.expose(studied(trained, runner));
    const milliseconds = await timed(contenders, rounds, (done) => lab.status('Timing', done, rounds));
    const rows = costRows(contenders, milliseconds);
    yield { kind: 'finding', finding: costFinding(rows, batch) };
    const [f32, int8] = rows;
    const speed = f32.batchMs / int8.batchMs;
    yield {
      kind: 'metrics',
      values: {
        f32BatchMs: f32.batchMs,
        int8BatchMs: int8.batchMs,
        int8Speed: speed,
        // A software adapter says nothing of what hardware gains.
        ...(!gpu.report.software && { int8SpeedOnHardware: speed }),
        f32WeightBytes: f32.weightBytes,
        int8WeightBytes: int8.weightBytes,
        int8MovedShare: int8.movedBytes / f32.movedBytes,
      },
    };
  } finally {
    for (const { runner } of contenders) runner.destroy();
  }
}
