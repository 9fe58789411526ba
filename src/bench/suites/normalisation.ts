// Normalisations and the loss of a classifier, each with its gradient.

import { Graph } from '../../graph/graph';
import '../../graph/ops';
import { batchNorm, layerNorm } from '../../graph/ops/normalisation';
import { elementCount, type Value } from '../../graph/value';
import type { BenchCase } from '../contender';
import { normal } from '../draw';
import type { Floats } from '../problem';
import { graphEntry } from './oracle';

const zero = { kind: 'constant', value: 0 } as const;
const EPSILON = 1e-5;

type Body = (graph: Graph, x: Value, dy: Value) => Record<string, Value>;

/** `tensors`: how often the large tensor crosses memory at least. */
const caseOf = (name: string, shape: number[], flops: number, tensors: number, body: Body): BenchCase => ({
  suite: 'normalisation',
  name,
  shape: shape.join('x'),
  flops: flops * elementCount(shape),
  bytes: 4 * tensors * elementCount(shape),
  entries: () => {
    const graph = new Graph();
    const [x, dy] = ['x', 'dy'].map((label) => graph.state(label, shape, zero));
    for (const [label, value] of Object.entries(body(graph, x, dy))) graph.output(label, value);
    const states = new Map([
      ['x', normal(elementCount(shape), 0)],
      ['dy', name === 'softmaxCrossEntropy' ? oneHot(shape) : normal(elementCount(shape), 1)],
      ['scale', normal(shape.at(-1)!, 2)],
      ['shift', normal(shape.at(-1)!, 3)],
    ]);
    const known = new Set(graph.states.map((state) => state.name));
    return [graphEntry(graph, { states: new Map([...states].filter(([label]) => known.has(label))) })];
  },
});

function oneHot([rows, classes]: readonly number[]): Floats {
  const targets = new Float32Array(rows * classes);
  for (let row = 0; row < rows; row++) targets[row * classes + ((7 * row) % classes)] = 1;
  return targets;
}

const perChannel = (graph: Graph, x: Value, name: string): Value =>
  graph.state(name, [x.shape.at(-1)!], zero);

/** x is read and y written; then dy and x are read and dx written. */
const layerNormalisation: Body = (graph, x, dy) => {
  const [scale, shift] = ['scale', 'shift'].map((name) => perChannel(graph, x, name));
  const y = layerNorm(x, scale, shift, EPSILON);
  const [, mean, inverseDeviation] = y.producer!.outputs;
  const operands = [dy, x, mean, inverseDeviation];
  const [dScale, dShift] = graph.apply('layerNormParameterGradient', operands);
  const [dx] = graph.apply('layerNormInputGradient', [...operands, scale]);
  return { y, dx, dScale, dShift };
};

/** x is read twice, for its moments and for y; dy and x twice, for the sums that dx needs and for dx. */
const batchNormalisation: Body = (graph, x, dy) => {
  const parameter = (name: string) => perChannel(graph, x, name);
  const scale = parameter('scale');
  const parameters = {
    scale,
    shift: parameter('shift'),
    runningMean: parameter('mean'),
    runningVariance: parameter('variance'),
  };
  const y = batchNorm(x, parameters, { epsilon: EPSILON, momentum: 0.1 });
  const [, statistics] = y.producer!.inputs;
  const epilogue = { mask: 'none' };
  const [dScale, dShift] = graph.apply('batchNormParameterGradient', [dy, x, statistics], { epilogue });
  const [dx] = graph.apply('batchNormInputGradient', [dy, x, statistics, scale, dScale, dShift], {
    epilogue,
  });
  return { y, dx, dScale, dShift };
};

/** Logits and targets are read and the gradient written. */
const crossEntropy: Body = (graph, logits, targets) => {
  const [rowLoss, logitGradient] = graph.apply('softmaxCrossEntropy', [logits, targets], {
    scale: 1 / logits.shape[0],
  });
  return { rowLoss, logitGradient };
};

export const normalisationCases: BenchCase[] = [
  caseOf('layerNorm', [4096, 64], 22, 5, layerNormalisation),
  caseOf('layerNorm', [1024, 768], 22, 5, layerNormalisation),
  caseOf('batchNorm', [8, 32, 32, 64], 19, 8, batchNormalisation),
  caseOf('batchNorm', [8, 8, 8, 128], 19, 8, batchNormalisation),
  caseOf('softmaxCrossEntropy', [4096, 10], 8, 3, crossEntropy),
  caseOf('softmaxCrossEntropy', [512, 1000], 8, 3, crossEntropy),
];
