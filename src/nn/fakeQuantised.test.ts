// Models traced through low-precision codes: what is declared, what tests read, and that optimised graphs agree.

import { expect, test } from 'vitest';
import type { Graph } from '../graph/graph';
import { optimise } from '../graph/passes';
import { expectSameAfter } from '../reference/testing/samePass';
import { codesOf, fakeQuantised, type QuantisationPolicy, type TensorQuantisation } from './fakeQuantised';
import type { Model } from './model';
import { cifarResNet } from './models/resnet';
import { evaluationStep, trainingStep } from './trainingStep';

const BATCH = 2;
const resnet: Model = {
  kind: 'resnet',
  ...cifarResNet(8, { image: 8, channels: 1, classes: 3, widths: [2, 4, 4] }),
};
const vit: Model = {
  ...{ kind: 'vit', image: 4, channels: 1, classes: 3, patch: 2 },
  ...{ width: 8, depth: 1, heads: 2, mlpRatio: 2 },
};
const weights: TensorQuantisation = { bits: 4, codes: 'symmetric', perChannel: true, scale: 'tracked' };
const activations: TensorQuantisation = { bits: 8, codes: 'asymmetric', scale: 'tracked' };
const policy: QuantisationPolicy = { layers: { weights, activations }, named: { 'stem.conv': {}, head: {} } };

const traced = (model: Model, given: QuantisationPolicy) => {
  const operands = fakeQuantised(given);
  const optimizer = { dense: { kind: 'sgd', momentum: 0.9 } } as const;
  return {
    training: trainingStep(model, { batchSize: BATCH, optimizer, operands }),
    evaluation: evaluationStep(model, { batchSize: BATCH, operands }),
  };
};
const count = (graph: Graph, op: string) => graph.nodes.filter((node) => node.op === op).length;
const names = (values: Graph['states']) => values.map(({ name }) => name);

test('every layer but those named goes through codes, in training and in tests', () => {
  const { training, evaluation } = traced(resnet, policy);
  // 3 blocks of 2 convolutions and 2 shortcuts, weights and activations each.
  expect(count(training, 'fakeQuantise')).toBe(16);
  expect(count(evaluation, 'fakeQuantise')).toBe(16);
  expect(count(training, 'trackRange')).toBe(16);
  expect(count(evaluation, 'trackRange')).toBe(0);
  const states = names(training.states).filter((name) => /Low|High/.test(name));
  expect(states).toContain('stage1.block1.conv1.weightsLow');
  expect(states).toContain('stage2.block1.shortcut.conv.activationsHigh');
  expect(states.some((name) => name.startsWith('stem') || name.startsWith('head'))).toBe(false);
  const known = new Set(names([...training.states, ...training.parameters]));
  expect(names([...evaluation.states, ...evaluation.parameters]).filter((name) => !known.has(name))).toEqual(
    [],
  );
});

test('the projections of attention are layers like any other', () => {
  const { training } = traced(vit, { layers: { weights } });
  const states = names(training.states).filter((name) => name.endsWith('weightsLow'));
  expect(states.map((name) => name.replace('.weightsLow', ''))).toEqual([
    'patch',
    'block1.attention.qkv',
    'block1.attention.projection',
    'block1.mlp.expand',
    'block1.mlp.contract',
    'head',
  ]);
});

test('a learned scale is a parameter that is not decayed; a frozen one a state', () => {
  const quantised = (scale: TensorQuantisation['scale']) =>
    traced(vit, { layers: { weights: { ...weights, scale, perChannel: false } } }).training;
  const learned = quantised('learned').parameters.find(({ name }) => name === 'head.weightsScale')!;
  expect([learned.shape, learned.decay]).toEqual([[1], false]);
  const frozen = quantised('frozen');
  expect(names(frozen.states)).toContain('head.weightsScale');
  expect(names(frozen.parameters)).not.toContain('head.weightsScale');
});

test.each<[string, Model, QuantisationPolicy]>([
  ['ResNet, tracked', resnet, policy],
  ['ViT, learned', vit, { layers: { weights: { ...weights, scale: 'learned' }, activations } }],
  ['ViT, frozen', vit, { layers: { weights, activations: { ...activations, scale: 'frozen' } } }],
])('the passes change nothing: %s', (_, model, given) => {
  const targets = Array.from({ length: BATCH * 3 }, (_, i) => (i % 3 === 0 ? 1 : 0));
  expectSameAfter(optimise, traced(model, given).training, { targets, learningRate: [0.01] });
});

test('codes have 2 to 16 bits', () => {
  expect(codesOf({ bits: 2, codes: 'symmetric' })).toEqual({ lowest: -1, highest: 1 });
  expect(codesOf({ bits: 8, codes: 'asymmetric' })).toEqual({ lowest: -128, highest: 127 });
  expect(() => codesOf({ bits: 1, codes: 'symmetric' })).toThrow('2 to 16 bits, not 1');
});
