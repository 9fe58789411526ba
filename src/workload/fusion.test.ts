// What joining ops saves, by hand and against what the compiled dispatches bind.

import { describe, expect, test } from 'vitest';
import { Graph } from '../graph/graph';
import '../graph/ops';
import { baseProfile, planProgram } from '../compile/plan';
import { add, elementwise, multiply } from '../graph/ops/elementwise';
import { linear } from '../nn/layers/linear';
import { presets } from '../nn/presets';
import { trainingStep } from '../nn/trainingStep';
import { interpret } from '../reference/interpreter';
import '../reference/ops';
import { generate } from '../reference/tensor';
import { chainGraph, joinedChains, looseChains, savedBytes, savedSeconds, separateBytes } from './fusion';

const zero = { kind: 'constant', value: 0 } as const;
const peaks = { flops: 1000, bytesPerSecond: 10 };

function dense(): Graph {
  const graph = new Graph();
  const x = graph.input('x', [3, 8]);
  graph.output('y', linear(x, 'dense', 4, { weight: zero, activation: 'relu' }));
  return graph;
}

describe('by hand', () => {
  test('a product with bias and activation: two intermediates of 12 numbers are neither written nor read', () => {
    const [chain, ...none] = joinedChains(dense());
    expect(none).toEqual([]);
    expect(chain.members.map(({ op }) => op)).toEqual(['matmul', 'add', 'relu']);
    expect(separateBytes(chain)).toBe(4 * (24 + 32 + 12 + 28 + 24));
    expect(savedBytes(chain)).toBe(4 * 4 * 12);
    // All of it is bound by memory at these peaks.
    expect(savedSeconds(chain, peaks)).toBeCloseTo((4 * 4 * 12) / 10, 12);
  });

  test('an input that several ops read is read once', () => {
    const graph = new Graph();
    const [x, y] = ['x', 'y'].map((name) => graph.input(name, [5, 7]));
    graph.output('z', multiply(add(x, y), elementwise('tanh', x)));
    const [chain] = joinedChains(graph);
    expect(chain.members.map(({ op }) => op).sort()).toEqual(['add', 'multiply', 'tanh']);
    // Two intermediates, each written and read, and one reading of x.
    expect(savedBytes(chain)).toBe(4 * 35 * (4 + 1));
  });

  test('neighbours that the passes keep apart save what lies between them', () => {
    const graph = new Graph();
    const x = graph.input('x', [6, 10]);
    const scale = graph.parameter('scale', [10], zero);
    const first = graph.apply('layerNorm', [x, scale, scale], { epsilon: 1e-5 })[0];
    graph.output('y', graph.apply('layerNorm', [first, scale, scale], { epsilon: 1e-5 })[0]);
    const [chain] = looseChains(graph, { flops: 1e12, bytesPerSecond: 1 });
    expect(chain).toMatchObject({ joined: false });
    expect(looseChains(graph, { flops: 1, bytesPerSecond: 1e12 })).toEqual([]);
    // What lies between is neither written nor read, the statistics of the first, which nobody reads, are not written,
    // and scale and shift, which are one tensor, are read once.
    expect(savedBytes(chain)).toBe(4 * (2 * 60 + 2 * 6 + 10));
  });
});

test('two products are no chain', () => {
  const graph = new Graph();
  const hidden = linear(graph.input('x', [3, 8]), 'first', 16, { weight: zero, bias: false });
  graph.output('y', linear(hidden, 'second', 4, { weight: zero, bias: false }));
  expect(looseChains(graph, { flops: 1e12, bytesPerSecond: 1 })).toEqual([]);
});

describe('every chain of a training step', () => {
  const optimizer = { dense: { kind: 'adamw' }, sparse: { kind: 'rowWiseAdagrad' } } as const;
  const chains = (['vit-digits', 'resnet-8-digits', 'dlrm-small'] as const).flatMap((name) =>
    joinedChains(trainingStep(presets[name].model, { batchSize: 4, optimizer })),
  );

  test('is there, and saves less than it moves', () => {
    expect(chains.length).toBeGreaterThan(20);
    for (const chain of chains) {
      expect(savedBytes(chain)).toBeGreaterThan(0);
      expect(savedBytes(chain)).toBeLessThan(separateBytes(chain));
    }
  });

  test('alone is a program with one kernel less for each op joined', () => {
    for (const chain of chains.slice(0, 12)) {
      const plan = (optimised: boolean) =>
        planProgram('chain', chainGraph(chain), baseProfile, { optimised });
      const [apart, joined] = [plan(false), plan(true)];
      expect(apart.nodes.filter(({ op }) => op !== 'reshape').length).toBe(chain.members.length);
      expect(joined.nodes.filter(({ op }) => op !== 'reshape').length).toBe(1);
    }
  });

  test('alone computes what it computes, with the passes and without', () => {
    const [chain] = joinedChains(dense());
    const graph = chainGraph(chain);
    const feeds = new Map(
      graph.inputs.map((value, of) => [value, generate(value.shape, (i) => Math.sin(3 * of + i))]),
    );
    const known = interpret(graph.nodes, new Map(), feeds);
    const [x, w, b] = graph.inputs.map((value) => feeds.get(value)!.data);
    const y = known.get(graph.outputs.get('output0')!)!.data;
    let expected = b[1];
    for (let k = 0; k < 8; k++) expected += x[8 + k] * w[4 * k + 1];
    expect(y[5]).toBeCloseTo(Math.max(0, expected), 12);
  });
});
