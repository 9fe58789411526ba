// One update of all parameters of a small network, of many tensors of different sizes.

import { Graph } from '../../graph/graph';
import { type DenseRule, denseRuleMoments } from '../../graph/ops/optimizer';
import '../../graph/ops';
import type { TensorData } from '../../compile/program';
import { elementCount } from '../../graph/value';
import { cifarResNet } from '../../nn/models/resnet';
import { trainingStep } from '../../nn/trainingStep';
import { type DenseOptimizer, denseAttributes } from '../../optim/config';
import type { BenchCase, Entry } from '../contender';
import { normal } from '../draw';
import { graphEntry } from './oracle';

const optimizers: DenseOptimizer[] = [
  { kind: 'sgd', momentum: 0.9, weightDecay: 5e-4 },
  { kind: 'adamw', weightDecay: 0.05 },
  { kind: 'adagrad', epsilon: 1e-8 },
];
const LEARNING_RATE = 1e-3;
const zero = { kind: 'constant', value: 0 } as const;

/** Of a ResNet-20: 65 tensors, 272,474 numbers. */
let known: readonly (readonly number[])[] | undefined;
function shapesOf(): readonly (readonly number[])[] {
  known ??= trainingStep(
    { kind: 'resnet', ...cifarResNet(20, { image: 32, channels: 3, classes: 10 }) },
    { batchSize: 1, optimizer: { dense: { kind: 'sgd' } } },
  )
    .parameters.map(({ shape }) => shape)
    // An update takes those with weight decay first.
    .sort((a, b) => Number(b.length > 1) - Number(a.length > 1));
  return known;
}

export const optimizerCases: BenchCase[] = optimizers.map((optimizer) => {
  const moments = denseRuleMoments[optimizer.kind].length;
  const count = () => shapesOf().reduce((sum, shape) => sum + elementCount(shape), 0);
  return {
    suite: 'optimizer',
    name: optimizer.kind,
    shape: 'resnet20',
    get flops() {
      return { sgd: 6, adamw: 15, adagrad: 6 }[optimizer.kind] * count();
    },
    // Parameters and moments are read and written, gradients read.
    get bytes() {
      return 4 * (3 + 2 * moments) * count();
    },
    entries: () => [entryOf(optimizer)],
  };
});

function entryOf(optimizer: DenseOptimizer): Entry {
  const graph = new Graph();
  const shapes = shapesOf();
  const feeds = new Map<string, TensorData>();
  const states = new Map<string, TensorData>();
  const parameters = shapes.map((shape, index) => {
    states.set(`p${index}`, normal(elementCount(shape), 3 * index));
    return graph.parameter(`p${index}`, shape, zero);
  });
  const gradients = shapes.map((shape, index) => {
    feeds.set(`g${index}`, normal(elementCount(shape), 3 * index + 1));
    return graph.input(`g${index}`, shape);
  });
  const rule: DenseRule = optimizer.kind;
  const moments = denseRuleMoments[rule].map((moment, which) =>
    parameters.map(({ name, shape }, index) => {
      const squares = normal(elementCount(shape), 3 * (index + 100 * which) + 2).map((x) => x * x);
      states.set(`${name}.${moment}`, squares);
      return graph.state(`${name}.${moment}`, shape, zero);
    }),
  );
  const scalars = [graph.input('learningRate', [1]), graph.input('step', [1], 'u32')];
  feeds.set('learningRate', Float32Array.of(LEARNING_RATE));
  feeds.set('step', Uint32Array.of(9));
  graph.apply('denseUpdate', [...parameters, ...gradients, ...moments.flat(), ...scalars], {
    ...denseAttributes(optimizer),
    count: parameters.length,
    moments: moments.length,
    clipped: false,
  });
  return graphEntry(graph, { states, feeds, read: [...states.keys()] });
}
