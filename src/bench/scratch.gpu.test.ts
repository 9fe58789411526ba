import { test } from 'vitest';
import { testGpu } from '../../e2e/support/testGpu';
import { planProgram } from '../compile/plan';
import { deviceProfile, Program } from '../compile/program';
import { DeviceState } from '../compile/state';
import { timeDispatches } from '../gpu/profiler';
import { Graph } from '../graph/graph';
import '../graph/ops';
import { embeddingBag, sortedLookups, sparseUpdate } from '../graph/ops/embedding';

const ROWS = 1 << 16, D = 64, BAGS = 4096, L = BAGS * 16;
test('profile', async () => {
  const gpu = await testGpu();
  const graph = new Graph();
  const zero = { kind: 'constant', value: 0 } as const;
  const table = graph.parameter('table', [ROWS, D], zero, false);
  const indices = graph.state('indices', [L], zero, 'u32');
  const offsets = graph.state('offsets', [BAGS + 1], zero, 'u32');
  const lookups = sortedLookups(indices, offsets, ROWS);
  graph.output('y', embeddingBag(table, lookups, 'sum'));
  const dy = graph.state('dy', [BAGS, D], zero);
  const [learningRate, step] = [graph.input('learningRate', [1]), graph.input('step', [1], 'u32')];
  const { uniqueRows, segmentStarts, segmentBags, counts } = lookups;
  const [gradient] = graph.apply('embeddingBagGradient', [dy, indices, offsets, uniqueRows, segmentStarts, segmentBags, counts], { mode: 'sum', rows: ROWS });
  sparseUpdate(table, gradient, { rule: 'sgd', states: [], learningRate, step, epsilon: 0 });
  const plan = planProgram('bench', graph, deviceProfile(gpu));
  const program = await Program.create(gpu, plan);
  program.feeds.get('learningRate')!.set(Float32Array.of(0.01));
  const state = await DeviceState.initialised(gpu, plan.state, 1);
  const rnd = Uint32Array.from({ length: L }, (_, i) => Math.imul(i, 2654435761) >>> 16);
  state.load(new Map([
    ['indices', { shape: [L], data: process.env.ONE ? new Uint32Array(L) : rnd.sort(() => 0) }],
    ['offsets', { shape: [BAGS + 1], data: Uint32Array.from({ length: BAGS + 1 }, (_, b) => b * 16) }],
  ]));
  await program.run(state);
  const all: number[][] = [];
  for (let k = 0; k < 7; k++) {
    const { milliseconds } = await timeDispatches(gpu, program.recording, program.groupsFor(state));
    all.push([...milliseconds]);
  }
  let sum = 0;
  plan.dispatches.forEach(({ label, kernel, workgroups }, i) => {
    const ms = all.map((r) => r[i]).sort((a, b) => a - b)[3];
    sum += ms;
    console.log(ms.toFixed(2).padStart(8), label.padEnd(40), kernel, workgroups.join('x'));
  });
  console.log('sum', sum.toFixed(1));
}, 120000);
