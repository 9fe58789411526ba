// Two layers of long short-term memory and their gradients, in float64, against PyTorch's.

import { expect, test } from 'vitest';
import { readSafetensors } from '../../src/base/safetensors';
import { gradients } from '../../src/graph/autodiff';
import { Graph } from '../../src/graph/graph';
import '../../src/graph/ops';
import { multiply } from '../../src/graph/ops/elementwise';
import { reduceSum } from '../../src/graph/ops/reduction';
import { stackedLstm } from '../../src/nn/layers/recurrent';
import { interpret } from '../../src/reference/interpreter';
import '../../src/reference/ops';
import { tensor } from '../../src/reference/tensor';
import { numbers } from '../support/golden';
import about from './ops.json';
import url from './ops.safetensors?url&inline';

/** Our names of parameters to those of the golden. */
const goldenName = (name: string) => {
  const [, layer, part, kind] = name.match(/^memory(\d)\.(\w+)\.(\w+)$/)!;
  return `${kind === 'bias' ? 'bias' : part}${layer}`;
};

test('outputs and every gradient are PyTorch’s', async () => {
  const bytes = new Uint8Array(await (await fetch(url)).arrayBuffer());
  const { tensors } = readSafetensors(bytes, 'ops.safetensors');
  const own = (name: string) => {
    const { shape } = tensors.get(`lstm.${name}`)!;
    return tensor(shape, numbers(tensors, `lstm.${name}`));
  };
  const graph = new Graph();
  const [x, dy] = ['x', 'dy'].map((name) => graph.input(name, own(name).shape));
  const y = stackedLstm(x, 'memory', about.cases.lstm.units, 2);
  const targets = [x, ...graph.parameters];
  const found = gradients(reduceSum(multiply(y, dy)), targets);
  const state = new Map(graph.parameters.map((value) => [value, own(goldenName(value.name))]));
  const known = interpret(graph.nodes, state, new Map([x, dy].map((value) => [value, own(value.name)])));
  expect(targets).toHaveLength(7);
  const names = ['y', ...targets.map(({ name }) => `d${name === 'x' ? name : goldenName(name)}`)];
  for (const [index, value] of [y, ...found].entries()) {
    const expected = own(names[index]);
    expect(value.shape, names[index]).toEqual(expected.shape);
    for (const [i, element] of expected.data.entries())
      expect(known.get(value)!.data[i], `${names[index]} ${i}`).toBeCloseTo(element, 12);
  }
});
