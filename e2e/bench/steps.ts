// Whole training steps: forward, backward and update on a batch fresh from the host, ended by reading the
// loss. Checked against the losses of the first two steps in float64.

import { RandomStream } from '../../src/base/randomStream';
import { planProgram } from '../../src/compile/plan';
import { deviceProfile, Program, type TensorData } from '../../src/compile/program';
import { DeviceState } from '../../src/compile/state';
import { ClickLog } from '../../src/data/generators/click/clickLog';
import { clickPreset } from '../../src/data/generators/click/presets';
import { clickTask } from '../../src/experiments/training/clickTask';
import type { Gpu } from '../../src/gpu/device';
import { countGraph } from '../../src/graph/count';
import type { Graph } from '../../src/graph/graph';
import { initialise } from '../../src/graph/initialise';
import { cifarResNet } from '../../src/nn/models/resnet';
import { trainingStep } from '../../src/nn/trainingStep';
import type { DenseOptimizer } from '../../src/optim/config';
import type { BenchCase, Contender, Peer, StepContender } from './contender';
import { referenceLosses } from './referenceLosses';
import type { StepModel, StepProblem } from './stepProblem';

const SEED = 1;
const sgd: DenseOptimizer = { kind: 'sgd', momentum: 0.9, weightDecay: 5e-4 };
const adamw: DenseOptimizer = { kind: 'adamw', weightDecay: 0.05 };

/** What our engine trains, and the same as data where peers can take part. */
interface Setup {
  graph: Graph;
  learningRate: number;
  fill(feeds: ReadonlyMap<string, TensorData>): void;
  problem?: StepProblem;
}

interface StepCase {
  name: string;
  shape: string;
  setup(): Setup;
}

const digits = { image: 8, channels: 1, classes: 10 };

const steps: StepCase[] = [
  vision('mlp', 'batch128-784-512-512', 128, adamw, 1e-3, {
    kind: 'mlp',
    image: 28,
    channels: 1,
    classes: 10,
    hidden: [512, 512],
  }),
  vision('resnet8-digits', 'batch64', 64, sgd, 0.1, { kind: 'resnet', ...cifarResNet(8, digits) }),
  vision('vit', 'batch16-tokens64-width64-depth4', 16, adamw, 1e-3, {
    kind: 'vit',
    image: 16,
    channels: 3,
    classes: 10,
    patch: 2,
    width: 64,
    depth: 4,
    heads: 4,
    mlpRatio: 4,
    initialisation: 'glorot',
  }),
  { name: 'dlrm', shape: 'batch512-scaling', setup: clicks },
];

export const stepCases: BenchCase[] = steps.map(({ name, shape, setup }) => ({
  suite: 'step',
  name,
  shape,
  // Counted when the case runs: tracing every model would slow the start of every benchmark.
  ...lazyCost(setup),
  contenders: async (gpu, peers) => contendersOf(gpu, peers, setup()),
}));

function lazyCost(setup: () => Setup): { flops: number; bytes: number } {
  let cost: { flops: number; bytes: number } | undefined;
  const total = () => {
    cost ??= countGraph(setup().graph).total;
    return cost;
  };
  return {
    get flops() {
      return total().flops;
    },
    get bytes() {
      return total().bytes;
    },
  };
}

function vision(
  name: string,
  shape: string,
  batch: number,
  optimizer: DenseOptimizer,
  learningRate: number,
  model: StepModel,
): StepCase {
  return {
    name,
    shape,
    setup: () => {
      const graph = trainingStep(model, { batchSize: batch, optimizer: { dense: optimizer }, seed: SEED });
      const random = new RandomStream(SEED, 7);
      const images = new Float32Array(batch * model.image * model.image * model.channels);
      random.fillNormal(images, 1);
      const targets = new Float32Array(batch * model.classes);
      for (let i = 0; i < batch; i++) targets[i * model.classes + ((i * 7) % model.classes)] = 1;
      const parameters = new Map(
        graph.parameters.map((value) => {
          const { name, shape, decay = false } = value;
          return [name, { shape, decay, data: initialise(value, SEED) }] as const;
        }),
      );
      return {
        graph,
        learningRate,
        fill: (feeds) => {
          (feeds.get('images') as Float32Array).set(images);
          (feeds.get('targets') as Float32Array).set(targets);
        },
        problem: { model, batch, optimizer, learningRate, parameters, images, targets },
      };
    },
  };
}

function clicks(): Setup {
  const batch = 512;
  const log = new ClickLog(clickPreset('scaling'));
  const train = log.generate(0, 4 * batch);
  const learningRate = 0.02;
  const task = clickTask({
    train,
    test: train,
    model: { bottom: [32, 8], top: [64, 32, 1], interaction: 'dot' },
    batch,
    totalSteps: 1,
    optimizer: {
      dense: { kind: 'adagrad', epsilon: 1e-8 },
      sparse: { kind: 'rowWiseAdagrad', epsilon: 1e-8 },
    },
    learningRate: () => learningRate,
    order: 'sequential',
    seed: SEED,
    data: '',
  });
  return { graph: task.training, learningRate, fill: (feeds) => task.fill(0, feeds) };
}

async function contendersOf(gpu: Gpu, peers: readonly Peer[], setup: Setup): Promise<Contender[]> {
  const { problem } = setup;
  // Every contender starts from the same weights, so one reference serves all.
  let reference: [number, number] | undefined;
  const expected = () => {
    reference ??= referenceLosses(setup.graph, SEED, setup.learningRate, setup.fill);
    return reference;
  };
  const rivals = problem ? peers : [];
  return [
    contender('tessera', expected, () => ours(gpu, setup)),
    ...rivals.map((peer) =>
      contender(peer.implementation, expected, async () => {
        const step = peer.step(problem!);
        if (!step) throw new Error('this model is not written for it');
        return step;
      }),
    ),
  ];
}

function contender(
  implementation: Contender['implementation'],
  expected: () => [number, number],
  open: () => Promise<StepContender>,
): Contender {
  let model: StepContender;
  const losses: number[] = [];
  const run = async (repeats: number): Promise<void> => {
    for (let i = 0; i < repeats; i++) await model.step();
    const loss = await model.loss();
    if (losses.length < 2) losses.push(loss);
  };
  return {
    implementation,
    prepare: async () => {
      model = await open();
      await run(1);
    },
    run,
    valid: async () => losses.every((loss, step) => close(loss, expected()[step], step)),
    dispose: () => model?.dispose(),
  };
}

/** The first loss is a forward pass away from float64, the second a whole step. */
const close = (loss: number, expected: number, step: number): boolean =>
  Math.abs(loss - expected) <= (step ? 1e-3 : 1e-4) * Math.max(1, Math.abs(expected));

async function ours(gpu: Gpu, { graph, learningRate, fill }: Setup): Promise<StepContender> {
  const program = await Program.create(gpu, planProgram('step', graph, deviceProfile(gpu)));
  const state = await DeviceState.initialised(gpu, program.plan.state, SEED);
  let step = 0;
  let last: ReturnType<Program['run']>;
  return {
    step: async () => {
      await program.ready();
      fill(program.feeds);
      program.feeds.get('learningRate')![0] = learningRate;
      program.feeds.get('step')![0] = step++;
      last = program.run(state);
    },
    loss: async () => (await last).get('loss')![0],
    dispose: () => {
      program.destroy();
      state.destroy();
    },
  };
}
