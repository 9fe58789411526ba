// The float64 reference against PyTorch in float64: every parameter's start, activations, every gradient,
// running statistics, ten losses, where training ends, and the evaluation graph.

import { beforeAll, describe, expect, test } from 'vitest';
import { gradients } from '../../src/graph/autodiff';
import type { Graph } from '../../src/graph/graph';
import { initialise } from '../../src/graph/initialise';
import type { Value } from '../../src/graph/value';
import { evaluationStep, lossGraph, trainingStep } from '../../src/nn/trainingStep';
import { interpret, type ReferenceState, referenceState } from '../../src/reference/interpreter';
import '../../src/reference/ops';
import { type Tensor, tensor } from '../../src/reference/tensor';
import { type Golden, type GoldenName, loadGolden, numbers, statisticName } from '../support/golden';

/** Rounding of two float64 programs that sum in different orders. */
const RELATIVE = 1e-9;
/** PyTorch clips by 1/(norm + 1e-6), this project by 1/norm: the scales differ by at most this for norms above 1. */
const CLIPPED = 1e-6;

/** Largest error in units of the expected values' root mean square. */
function expectClose(name: string, actual: ArrayLike<number>, expected: number[], relative = RELATIVE): void {
  expect(actual.length, name).toBe(expected.length);
  const scale = Math.sqrt(expected.reduce((sum, x) => sum + x * x, 0) / expected.length);
  const error = expected.reduce((worst, x, i) => Math.max(worst, Math.abs(actual[i] - x)), 0);
  expect(error, `${name}: error over root mean square ${scale}`).toBeLessThanOrEqual(
    relative * scale + 1e-14,
  );
}

function feedsOf(graph: Graph, golden: Golden, scalars: Record<string, number[]> = {}): Map<Value, Tensor> {
  const all = { ...golden.feeds, ...scalars };
  return new Map(graph.inputs.map((input) => [input, tensor(input.shape, all[input.name])]));
}

const scalars = (golden: Golden, step: number) => ({ learningRate: [golden.learningRate], step: [step] });

/** Parameters as the golden has them, so that trajectories do not hang on the test of the initial bits. */
function stateOf(graph: Graph, golden: Golden): ReferenceState {
  const state = referenceState(graph, golden.seed);
  for (const value of graph.parameters)
    state.get(value)!.data.set(numbers(golden.tensors, `parameter.${value.name}`));
  return state;
}

/** The value that holds an activation of the golden, by the name it was traced with. */
function valueNameOf(activation: string, model: GoldenName): string {
  const names: Record<string, string> = {
    'stem.conv': 'stem.conv.convolution',
    stem: 'stem.norm.batchNorm',
    embedding: 'embedding.add',
    pool: 'reduceSum',
    bottom: 'bottom2.relu',
    pooled: 'embeddings.embeddingBag',
    interaction: 'interaction.dotInteraction',
    logits: model === 'dlrm' ? 'top2.add' : 'head.add',
  };
  if (names[activation]) return names[activation];
  if (activation.startsWith('stage')) return `${activation}.norm2.batchNorm`;
  if (activation.endsWith('.mixed')) return activation.replace('.mixed', '.attention');
  // Each transformer block adds its attention first and its MLP second.
  return activation.endsWith('.attention') ? activation.replace('.attention', '.add') : `${activation}.add#2`;
}

/** The interaction passes the dense vector on, in front of the pairs that the golden holds. */
const pairsOnly = (data: Float64Array, width: number, dense: number): Float64Array =>
  data.filter((_, i) => i % width >= dense);

describe.each(['resnet', 'vit', 'dlrm'] as const)('%s', (name) => {
  let golden: Golden;
  beforeAll(async () => {
    golden = await loadGolden(name);
  });

  test('parameters have the same names, shapes and bits', () => {
    const { parameters } = lossGraph(golden.model, golden.batchSize);
    const expected = [...golden.tensors].filter(([key]) => key.startsWith('parameter.'));
    expect(parameters.map((value) => value.name).sort()).toEqual(
      expected.map(([key]) => key.slice(10)).sort(),
    );
    for (const value of parameters) {
      const start = golden.tensors.get(`parameter.${value.name}`);
      expect(value.shape, value.name).toEqual(start?.shape);
      expect(initialise(value, golden.seed), value.name).toEqual(start?.data);
    }
  });

  test('activations, gradients and running statistics of the first step', () => {
    const graph = lossGraph(golden.model, golden.batchSize);
    const slopes = gradients(graph.outputs.get('loss')!, graph.parameters);
    const state = stateOf(graph, golden);
    const known = interpret(graph.nodes, state, feedsOf(graph, golden, scalars(golden, 0)));
    for (const key of golden.tensors.keys()) {
      if (!key.startsWith('activation.')) continue;
      const valueName = valueNameOf(key.slice('activation.'.length), name);
      const [value, { data }] = [...known].find(([candidate]) => candidate.name === valueName)!;
      const pairs = value.name.endsWith('.dotInteraction') && golden.model.kind === 'dlrm';
      const dense = golden.model.kind === 'dlrm' ? golden.model.bottom.at(-1)! : 0;
      expectClose(key, pairs ? pairsOnly(data, value.shape[1], dense) : data, numbers(golden.tensors, key));
    }
    for (const [index, parameter] of graph.parameters.entries()) {
      const key = `gradient.${parameter.name}`;
      expectClose(key, known.get(slopes[index])!.data, numbers(golden.tensors, key));
    }
    for (const value of graph.states) {
      const key = `statistic.${statisticName(value.name)}`;
      expectClose(key, state.get(value)!.data, numbers(golden.tensors, key));
    }
  });

  test('ten steps: every loss, the norms, where they end, and the evaluation graph', () => {
    const relative = golden.optimizer.clipNorm ? CLIPPED : RELATIVE;
    const graph = trainingStep(golden.model, { batchSize: golden.batchSize, optimizer: golden.optimizer });
    const state = stateOf(graph, golden);
    for (const [step, loss] of golden.losses.entries()) {
      const known = interpret(graph.nodes, state, feedsOf(graph, golden, scalars(golden, step)));
      const read = (output: string) => known.get(graph.outputs.get(output)!)!.data;
      expectClose(`loss ${step}`, read('loss'), [loss], relative);
      if (graph.outputs.has('gradientNorm'))
        expectClose(`norm ${step}`, read('gradientNorm'), [golden.gradientNorms[step]], relative);
    }
    const finals = new Map([...state].map(([value, { data }]) => [value.name, data]));
    for (const key of golden.tensors.keys()) {
      if (!key.startsWith('final.')) continue;
      const own = key
        .slice('final.'.length)
        .replace(/\.mean$/, '.runningMean')
        .replace(/\.variance$/, '.runningVariance');
      expectClose(key, finals.get(own)!, numbers(golden.tensors, key), relative);
    }
    const evaluation = evaluationStep(golden.model, { batchSize: golden.batchSize });
    const values = [...evaluation.parameters, ...evaluation.states];
    const trained = new Map(
      values.map((value) => [value, { shape: value.shape, data: finals.get(value.name)! }]),
    );
    const known = interpret(evaluation.nodes, trained, feedsOf(evaluation, golden));
    const logits = known.get(evaluation.outputs.get('logits')!)!;
    expectClose('evaluation', logits.data, numbers(golden.tensors, 'evaluation.logits'), relative);
  });
});
