// A model of element-wise ops trained for three steps on the GPU, with and without the optimising
// passes: parameters with and without decay, shared gradients, clipping and flat updates, against float64.

import { expect, it } from 'vitest';
import { RandomStream } from '../../src/base/randomStream';
import { planProgram } from '../../src/compile/plan';
import { deviceProfile, Program } from '../../src/compile/program';
import { DeviceState } from '../../src/compile/state';
import { Graph } from '../../src/graph/graph';
import { initialise } from '../../src/graph/initialise';
import { add, gelu, multiply, subtract } from '../../src/graph/ops/elementwise';
import { reduceSum } from '../../src/graph/ops/reduction';
import type { OptimizerConfig } from '../../src/optim/config';
import { appendOptimizer } from '../../src/optim/optimizer';
import { interpret } from '../../src/reference/interpreter';
import '../../src/reference/ops';
import { tensor } from '../../src/reference/tensor';
import { expectClose } from '../support/checkOp';
import { testGpu } from '../support/testGpu';

const SEED = 3;
const uniform = { kind: 'uniform', low: -1, high: 1 } as const;

/** Σ (gelu(x·a + b + c) − d·e)², where b and c share a gradient. */
function trace(optimizer: OptimizerConfig): Graph {
  const graph = new Graph();
  const x = graph.input('x', [5, 13]);
  const [a, b, c] = [
    graph.parameter('a', [5, 13], uniform),
    graph.parameter('b', [13], uniform),
    graph.parameter('c', [13], uniform),
  ];
  const d = graph.parameter('d', [5, 1], uniform);
  const e = graph.parameter('e', [1], uniform, true);
  const difference = subtract(gelu(add(add(multiply(x, a), b), c)), multiply(d, e));
  const loss = reduceSum(multiply(difference, difference));
  graph.output('loss', loss);
  appendOptimizer(graph, loss, optimizer);
  return graph;
}

const optimizers: OptimizerConfig[] = [
  { dense: { kind: 'adamw', weightDecay: 0.3 }, clipNorm: 1 },
  { dense: { kind: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 0.3 } },
  { dense: { kind: 'adagrad', weightDecay: 0.3 }, reportGradientNorm: true },
];

it.each(optimizers.flatMap((optimizer) => [true, false].map((optimised) => [optimizer, optimised] as const)))(
  'follows float64 with %j, passes %s',
  async (optimizer, optimised) => {
    const graph = trace(optimizer);
    const gpu = await testGpu();
    const plan = planProgram('dense training', graph, deviceProfile(gpu), { optimised });
    const program = await Program.create(gpu, plan);
    const state = await DeviceState.allocate(gpu, plan.state);
    try {
      const values = [...graph.parameters, ...graph.states];
      const initial = new Map(values.map((value) => [value, tensor(value.shape, initialise(value, SEED))]));
      state.load(
        new Map(
          values.map((value) => [
            value.name,
            { shape: value.shape, data: initialise(value, SEED) as Float32Array<ArrayBuffer> },
          ]),
        ),
      );
      const known = new Map(initial);
      const random = new RandomStream(SEED, 9);
      for (let step = 0; step < 3; step++) {
        const x = random.fillNormal(new Float32Array(65));
        const feeds = { x, learningRate: [Math.fround(0.1)], step: [step] };
        const fed = new Map(
          graph.inputs.map((input) => [input, tensor(input.shape, feeds[input.name as keyof typeof feeds])]),
        );
        for (const input of graph.inputs) program.feeds.get(input.name)?.set(fed.get(input)?.data ?? []);
        await program.ready();
        const outputs = await program.run(state);
        const results = interpret(graph.nodes, known, fed);
        for (const [name, output] of graph.outputs)
          expectClose(name, outputs.get(name) ?? [], results.get(output)?.data ?? [], tolerance);
      }
      const saved = await state.save();
      for (const value of values)
        expectClose(value.name, saved.get(value.name)?.data ?? [], known.get(value)?.data ?? [], tolerance);
      expect(plan.dispatches.length).toBeGreaterThan(0);
    } finally {
      program.destroy();
      state.destroy();
    }
  },
);

/** Adam divides by the root of a sum of squares: where both are small, roundings weigh more. */
const tolerance = { relative: 2e-5, absolute: 2e-5, reason: 'three steps of accumulated roundings' };
