// Convolution and its gradients, in float64, against PyTorch's.

import { beforeAll, expect, test } from 'vitest';
import { readSafetensors, type SafetensorsTensor } from '../../src/base/safetensors';
import { gradients } from '../../src/graph/autodiff';
import { Graph } from '../../src/graph/graph';
import '../../src/graph/ops';
import { add, multiply } from '../../src/graph/ops/elementwise';
import { reduceSum } from '../../src/graph/ops/reduction';
import { interpret } from '../../src/reference/interpreter';
import '../../src/reference/ops';
import { tensor } from '../../src/reference/tensor';
import { numbers } from '../support/golden';
import about from './ops.json';
import url from './ops.safetensors?url&inline';

let tensors: Map<string, SafetensorsTensor>;
beforeAll(async () => {
  tensors = readSafetensors(
    new Uint8Array(await (await fetch(url)).arrayBuffer()),
    'ops.safetensors',
  ).tensors;
});

const names = ['convStride', 'convDilation', 'convGroups', 'convDepthwise', 'convPointwise'] as const;

test.each(names)('%s', (name) => {
  const { stride, padding, dilation, groups } = about.cases[name];
  const graph = new Graph();
  const input = (own: string) => graph.input(own, tensors.get(`${name}.${own}`)!.shape);
  const [x, weight, bias, dy] = ['x', 'weight', 'bias', 'dy'].map(input);
  const [rows, columns] = padding;
  const window = { stride, padding: [rows, rows, columns, columns], dilation, groups, epilogue: {} };
  const y = add(graph.apply('convolution', [x, weight], window)[0], bias);
  const [dx, dweight, dbias] = gradients(reduceSum(multiply(y, dy)), [x, weight, bias]);
  const feeds = new Map(
    graph.inputs.map((value) => [value, tensor(value.shape, numbers(tensors, `${name}.${value.name}`))]),
  );
  const known = interpret(graph.nodes, new Map(), feeds);
  for (const [key, value] of Object.entries({ y, dx, dweight, dbias })) {
    const expected = numbers(tensors, `${name}.${key}`);
    const { data } = known.get(value)!;
    expect(value.shape, key).toEqual(tensors.get(`${name}.${key}`)!.shape);
    for (const [i, element] of expected.entries()) expect(data[i], `${key} ${i}`).toBeCloseTo(element, 12);
  }
});
