// Whole training steps: forward, backward and update on a batch fresh from the host, ended by reading the
// loss. Checked against the losses of the first two steps in float64.

import { RandomStream } from '../../base/randomStream';
import { planProgram } from '../../compile/plan';
import { deviceProfile, Program, type TensorData } from '../../compile/program';
import { DeviceState } from '../../compile/state';
import { ClickLog } from '../../data/generators/click/clickLog';
import { clickPreset } from '../../data/generators/click/presets';
import { clickTask } from '../../experiments/training/clickTask';
import type { Gpu } from '../../gpu/device';
import { countGraph } from '../../graph/count';
import type { Graph } from '../../graph/graph';
import { initialise } from '../../graph/initialise';
import { cifarResNet } from '../../nn/models/resnet';
import { trainingStep } from '../../nn/trainingStep';
import type { DenseOptimizer } from '../../optim/config';
import type { BenchCase, Entry, Results, Rival } from '../contender';
import type { ClickStepProblem, StartingParameters, StepModel, StepProblem } from '../problem';
import { paddedClicks } from './paddedClicks';
import { referenceLosses } from './referenceLosses';

const SEED = 1;
const sgd: DenseOptimizer = { kind: 'sgd', momentum: 0.9, weightDecay: 5e-4 };
const adamw: DenseOptimizer = { kind: 'adamw', weightDecay: 0.05 };

/** What our engine trains, and the same as data for peers. */
interface Setup {
  graph: Graph;
  learningRate: number;
  fill(feeds: ReadonlyMap<string, TensorData>): void;
  problem: StepProblem | ClickStepProblem;
}

interface StepCase {
  name: string;
  shape: string;
  setup(): Setup;
}

const steps: StepCase[] = [
  vision('mlp', 'batch128-784-512-512', 128, adamw, 1e-3, {
    kind: 'mlp',
    image: 28,
    channels: 1,
    classes: 10,
    hidden: [512, 512],
  }),
  vision('resnet8-digits', 'batch64', 64, sgd, 0.1, {
    kind: 'resnet',
    ...cifarResNet(8, { image: 8, channels: 1, classes: 10 }),
  }),
  vision('resnet20', 'batch16-32x32', 16, sgd, 0.1, {
    kind: 'resnet',
    ...cifarResNet(20, { image: 32, channels: 3, classes: 10 }),
  }),
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

export const stepCases: BenchCase[] = steps.map(({ name, shape, setup }) => {
  // Counted when the case runs: tracing every model would slow the start of every benchmark.
  let cost: { flops: number; bytes: number } | undefined;
  const total = () => {
    cost ??= countGraph(setup().graph).total;
    return cost;
  };
  return {
    suite: 'step',
    name,
    shape,
    get flops() {
      return total().flops;
    },
    get bytes() {
      return total().bytes;
    },
    entries: () => [entryOf(setup())],
  };
});

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
      const parameters = startingParameters(graph);
      return {
        graph,
        learningRate,
        fill: (feeds) => {
          (feeds.get('images') as Float32Array).set(images);
          (feeds.get('targets') as Float32Array).set(targets);
        },
        problem: { kind: 'step', model, batch, optimizer, learningRate, parameters, images, targets },
      };
    },
  };
}

const startingParameters = (graph: Graph): StartingParameters =>
  new Map(
    graph.parameters.map((value) => {
      const { name, shape, decay = false } = value;
      return [name, { shape, decay, data: initialise(value, SEED) }] as const;
    }),
  );

/** Peers get their lookups ready for use; ours are gathered from the log and sorted within the step. */
function clicks(): Setup {
  const batch = 512;
  const learningRate = 0.02;
  const epsilon = 1e-8;
  const [bottom, top] = [
    [32, 8],
    [64, 32, 1],
  ];
  const train = new ClickLog(clickPreset('scaling')).generate(0, 4 * batch);
  const task = clickTask({
    train,
    test: train,
    model: { bottom, top, interaction: 'dot' },
    batch,
    totalSteps: 1,
    optimizer: { dense: { kind: 'adagrad', epsilon }, sparse: { kind: 'rowWiseAdagrad', epsilon } },
    learningRate: () => learningRate,
    order: 'sequential',
    seed: SEED,
    data: '',
  });
  const graph = task.training;
  return {
    graph,
    learningRate,
    fill: (feeds) => task.fill(0, feeds),
    problem: {
      kind: 'clickStep',
      batch,
      learningRate,
      epsilon,
      layers: { bottom: bottom.length, top: top.length },
      parameters: startingParameters(graph),
      ...paddedClicks(train, batch),
    },
  };
}

function entryOf(setup: Setup): Entry {
  // Everyone starts from the same weights, so one reference serves all.
  let expected: [number, number] | undefined;
  return {
    ours: (gpu) => ours(gpu, setup),
    problem: setup.problem,
    check: (results) => {
      expected ??= referenceLosses(setup.graph, SEED, setup.learningRate, setup.fill);
      return areLosses(results, expected);
    },
  };
}

/** The first loss is a forward pass away from float64, the second a whole step. */
export function areLosses(results: Results, expected: readonly number[]): boolean {
  const losses = results.get('losses') ?? [];
  return expected.every(
    (loss, step) => Math.abs(losses[step] - loss) <= (step ? 1e-3 : 1e-4) * Math.max(1, Math.abs(loss)),
  );
}

async function ours(gpu: Gpu, { graph, learningRate, fill }: Setup): Promise<Rival> {
  const program = await Program.create(gpu, planProgram('step', graph, deviceProfile(gpu)));
  const start = () => DeviceState.initialised(gpu, program.plan.state, SEED);
  const begin = async (state: DeviceState, step: number) => {
    await program.ready();
    fill(program.feeds);
    program.feeds.get('learningRate')![0] = learningRate;
    program.feeds.get('step')![0] = step;
    return { outputs: program.run(state) };
  };
  const state = await start();
  let step = 0;
  let last: Awaited<ReturnType<typeof begin>> | undefined;
  return {
    queue: async () => {
      last = await begin(state, step++);
    },
    idle: async () => {
      await last?.outputs;
    },
    // A new state, so that a second call tells whether the bits come again, weights included.
    results: async () => {
      const fresh = await start();
      const losses: number[] = [];
      for (let at = 0; at < 2; at++) {
        const { outputs } = await begin(fresh, at);
        losses.push((await outputs).get('loss')![0]);
      }
      const tensors = await fresh.save(({ role }) => role === 'parameter');
      program.release(fresh);
      fresh.destroy();
      return new Map<string, ArrayLike<number>>([
        ['losses', losses],
        ...[...tensors].map(([name, { data }]) => [name, data] as const),
      ]);
    },
    dispose: () => {
      program.destroy();
      state.destroy();
    },
  };
}
