// Directional finite differences through whole tiny models, in float64, by every parameter; and what each
// model refuses.

import { describe, expect, test } from 'vitest';
import { Graph } from '../../graph/graph';
import { checkGradient } from '../../reference/testing/finiteDifference';
import type { Model } from '../model';
import { evaluationStep, lossGraph, traceLoss } from '../trainingStep';
import type { DlrmConfig } from './dlrm';
import { cifarResNet } from './resnet';
import { cutPatches } from './vit';

const tinyImage = { image: 4, channels: 2, classes: 3 };

const vit: Model = {
  kind: 'vit',
  ...tinyImage,
  patch: 2,
  width: 6,
  depth: 2,
  heads: 2,
  mlpRatio: 2,
  initialisation: 'glorot',
};

const dlrm: { kind: 'dlrm' } & DlrmConfig = {
  kind: 'dlrm',
  dense: 3,
  tables: [4, 3],
  bottom: [5, 3],
  top: [4, 1],
  interaction: 'dot',
  lookupsPerSample: 3,
};

/** Three samples of two tables: an empty bag, a row twice in one bag, a row in several bags, one spare slot. */
const lookups = {
  indices: [0, 2, 4, 1, 1, 6, 4, 5, 0],
  offsets: [0, 2, 3, 5, 6, 6, 8],
  uniqueRows: [0, 1, 2, 4, 5, 6, 0, 0, 0],
  segmentStarts: [0, 1, 3, 4, 6, 7, 8, 0, 0, 0],
  segmentBags: [0, 2, 2, 0, 1, 5, 5, 3, 0],
  counts: [6, 8],
};

const cases: [string, Model, number][] = [
  ['ResNet, basic blocks', { kind: 'resnet', ...cifarResNet(8, { ...tinyImage, widths: [2, 3] }) }, 3],
  [
    'ResNet, large stem and bottlenecks',
    { kind: 'resnet', ...tinyImage, image: 9, stem: 'large', block: 'bottleneck', widths: [2], blocks: [2] },
    3,
  ],
  ['ViT', vit, 2],
  ['ViT with dropout', { ...vit, depth: 1, dropout: 0.3 }, 3],
  ['perceptron', { kind: 'mlp', ...tinyImage, hidden: [5, 4], activation: 'silu', dropout: 0.2 }, 4],
  ['logistic regression', { kind: 'mlp', ...tinyImage, hidden: [] }, 4],
  ['DLRM, dot', dlrm, 3],
  ['DLRM, concat, mean bags', { ...dlrm, interaction: 'concat', pooling: 'mean' }, 3],
  ['DLRM, cross', { ...dlrm, interaction: { crossLayers: 2, rank: 2 } }, 3],
];

test.each(cases)('gradient of a whole model: %s', (_, model, batch) => {
  checkGradient({
    build: (graph) => ({ loss: traceLoss(graph, model, batch), targets: graph.parameters }),
    feeds: { step: [3], ...(model.kind === 'dlrm' ? lookups : {}) },
    directions: 2,
  });
});

describe('names and shapes', () => {
  const parametersOf = (model: Model) =>
    lossGraph(model, 2).parameters.map(({ name, shape }) => `${name} ${shape.join('×')}`);

  test('bottleneck ResNet', () => {
    const names = parametersOf(cases[1][1]);
    expect(names).toContain('stem.conv.weight 7×7×2×2');
    expect(names).toContain('stage1.block1.conv3.weight 1×1×2×8');
    expect(names).toContain('stage1.block1.norm3.shift 8');
    expect(names).toContain('stage1.block1.shortcut.conv.weight 1×1×2×8');
    expect(names).not.toContain('stage1.block2.shortcut.conv.weight 1×1×8×8');
    expect(names).toContain('head.weight 8×3');
  });

  test('only matrices decay, and neither tables nor positions', () => {
    const decayed = (model: Model) =>
      lossGraph(model, 2).parameters.flatMap(({ name, decay }) => (decay ? [name] : []));
    for (const [, model] of cases)
      expect(decayed(model).every((name) => name.endsWith('.weight'))).toBe(true);
    expect(decayed(vit)).toHaveLength(2 + 4 * 2);
    expect(decayed(dlrm)).toHaveLength(4);
  });

  test('a zero last scale starts every block as the identity', () => {
    const { parameters } = lossGraph({ ...cases[0][1], zeroLastScale: true } as Model, 2);
    const zero = parameters.filter(
      ({ initializer: start }) => start?.kind === 'constant' && start.value === 0,
    );
    expect(zero.map(({ name }) => name).filter((name) => name.endsWith('.scale'))).toEqual([
      'stage1.block1.norm2.scale',
      'stage2.block1.norm2.scale',
    ]);
  });
});

test('evaluation has the same parameters and running statistics, no dropout and no targets', () => {
  for (const [, model, batch] of cases) {
    const training = lossGraph(model, batch);
    const evaluation = evaluationStep(model, { batchSize: 5 });
    const named = (values: readonly { name: string; shape: readonly number[] }[]) =>
      values.map(({ name, shape }) => [name, shape]);
    expect(named(evaluation.parameters)).toEqual(named(training.parameters));
    expect(named(evaluation.states)).toEqual(named(training.states));
    const ops = evaluation.nodes.map(({ op }) => op);
    expect(ops).not.toContain('dropout');
    expect(ops).not.toContain('batchNorm');
    expect(evaluation.inputs.map(({ name }) => name)).not.toContain('targets');
    expect(evaluation.outputs.get('logits')?.shape).toEqual([5, model.kind === 'dlrm' ? 1 : 3]);
  }
});

test('patches keep pixels row by row and channels last', () => {
  const graph = new Graph();
  const patches = cutPatches(graph.input('images', [1, 4, 4, 1]), 2);
  expect(patches.shape).toEqual([1, 4, 4]);
  expect(graph.nodes.map(({ op, attributes }) => [op, attributes.order ?? attributes.shape])).toEqual([
    ['reshape', [1, 2, 2, 2, 2, 1]],
    ['transpose', [0, 1, 3, 2, 4, 5]],
    ['reshape', [1, 4, 4]],
  ]);
});

describe('what models refuse', () => {
  const refused: [string, () => unknown, RegExp][] = [
    ['a ResNet depth', () => cifarResNet(21), /6n \+ 2 layers/],
    [
      'blocks without widths',
      () => lossGraph({ ...cases[0][1], blocks: [1] } as Model, 2),
      /one number of blocks/,
    ],
    ['an image that patches do not fill', () => lossGraph({ ...vit, patch: 3 } as Model, 2), /patches of 3/],
    ['heads that do not divide the width', () => lossGraph({ ...vit, heads: 4 } as Model, 2), /4 heads/],
    ['no dense features', () => lossGraph({ ...dlrm, dense: 0 }, 2), /at least one dense feature/],
    ['two logits', () => lossGraph({ ...dlrm, top: [4, 2] }, 2), /ends in one logit/],
    ['no tables', () => lossGraph({ ...dlrm, tables: [] }, 2), /at least one embedding table/],
    ['no room', () => lossGraph({ ...dlrm, lookupsPerSample: 0 }, 2), /room for lookups/],
  ];
  test.each(refused)('%s', (_, run, message) => expect(run).toThrow(message));
});
