// Every element-wise function and every way of reading an operand, against float64.

import { expect, it } from 'vitest';
import { checkOp, runOp } from '../../../e2e/support/checkOp';
import { RandomStream } from '../../base/randomStream';
import { Graph } from '../../graph/graph';
import { broadcastAccess } from '../../graph/ops/access';
import { add, gelu, maximum, minimum, multiply, sigmoid, subtract, tanh } from '../../graph/ops/elementwise';
import { type ElementwiseName, elementwiseFunctions } from '../../graph/ops/elementwiseFunctions';
import type { FusedProgram } from '../../graph/ops/fused';
import { optimise } from '../../graph/passes';

/** Points from −30 to 30, dense near zero, with the kinks of every function among them. */
const points = Array.from({ length: 401 }, (_, i) => {
  const x = (i - 200) / 200;
  return Math.fround(30 * Math.sign(x) * x * x);
}).concat([-3, 3, 0.625, -0.625]);
const positive = points.map((x) => Math.fround(Math.abs(x) + 1e-3));
const others = points.map((_, i) => Math.fround(Math.sin(7 * i) * 2));

/** Operands on which a function is defined. */
function operands(name: ElementwiseName): number[][] {
  const { arity } = elementwiseFunctions[name];
  if (name === 'log' || name === 'sqrt') return [positive];
  if (name === 'divide') return [points, positive];
  if (name === 'equal') return [points, points.map((x, i) => (i % 2 ? x : x + 1))];
  if (name === 'sin' || name === 'cos') return [others];
  if (name === 'select') return [points.map((_, i) => i % 3), points, others];
  if (name.startsWith('fakeQuantise')) return fakeQuantiseOperands(name);
  if (name.endsWith('Gradient')) return [others, points];
  return [points, others].slice(0, arity);
}

/** Codes from −7 to 7 around zero, and all of 4 bits around 3; no x next to a half, where one rounding decides. */
function fakeQuantiseOperands(name: ElementwiseName): number[][] {
  const away = points.map((x) =>
    Math.abs(Math.abs(x / 0.3 - Math.round(x / 0.3)) - 0.5) < 1e-3 ? x + 0.01 : x,
  );
  const each = (even: number, odd: number) => points.map((_, i) => (i % 2 ? odd : even));
  const operands = [away, each(0.3, 0.6), each(0, 3), each(-7, -8), each(7, 7)];
  return name === 'fakeQuantise' ? operands : [others, ...operands];
}

const names = Object.keys(elementwiseFunctions) as ElementwiseName[];

it.each(names)('%s agrees with float64, four lanes and one', async (name) => {
  const columns = operands(name);
  for (const count of [404, 405]) {
    const inputs = columns.map((data) => ({ shape: [count], data: data.slice(0, count) }));
    await checkOp({ op: name, inputs });
  }
});

it.each(['roundToHalf', 'roundToBfloat'] as const)('%s gives the bits of the reference', async (name) => {
  const bits = Array.from({ length: 2048 }, (_, i) => Math.imul(i, 0x9e3779b1) >>> 0);
  // Ties between neighbours of either format, and what only just rounds to infinity.
  const ties = [
    0x3f808000, 0x3f818000, 0x3f801000, 0x3f803000, 0x477fefff, 0x477ff000, 0x33000000, 0x7f7f8000,
  ];
  const data = new Float32Array(new Uint32Array([...bits, ...ties]).buffer)
    // Adapters may take subnormal numbers for zero.
    .filter((x) => Math.abs(x) >= 2 ** -126);
  const [{ gpu, reference }] = await runOp({ op: name, inputs: [{ shape: [data.length], data }] });
  expect([...gpu]).toEqual([...reference]);
});

it.each(['tanh', 'sigmoid', 'gelu', 'silu', 'hardSwish'] as const)(
  '%s and its gradient stay finite for huge arguments',
  async (name) => {
    const data = [-1e30, -1e10, -1000, -100, 100, 1000, 1e10, 1e30];
    const results = [
      ...(await checkOp({ op: name, inputs: [{ shape: [8], data }], tolerance: huge })),
      ...(await checkOp({
        op: `${name}Gradient`,
        inputs: [
          { shape: [8], data: data.map(() => 1) },
          { shape: [8], data: name === 'tanh' || name === 'sigmoid' ? data.map(Math.sign) : data },
        ],
        tolerance: huge,
      })),
    ];
    for (const { gpu } of results) expect(Array.from(gpu).every(Number.isFinite)).toBe(true);
  },
);

/** exp underflows in f32 where float64 does not. */
const huge = { relative: 1e-6, absolute: 1e-6, reason: 'one rounding' };

const shapes: [string, number[], number[]][] = [
  ['one element', [1], [1]],
  ['same', [7, 11], [7, 11]],
  ['same, vectors', [6, 16], [6, 16]],
  ['a scalar', [5, 8], []],
  ['a scalar, odd', [5, 7], [1]],
  ['a row', [9, 12], [12]],
  ['an odd row', [8, 7], [7]],
  ['an odd row of four lanes', [4, 10], [10]],
  ['a column', [9, 12], [9, 1]],
  ['an odd column', [8, 6], [8, 1]],
  ['a middle axis', [3, 5, 8], [5, 1]],
  ['first and last', [3, 5, 8], [3, 1, 8]],
  ['first and last, odd', [3, 4, 5], [3, 1, 5]],
  ['last of four', [2, 1, 4, 12], [1, 1, 1, 12]],
  ['second and fourth', [2, 3, 4, 5], [3, 1, 5]],
  ['long', [65_537, 3], [3]],
];

it.each(shapes)('reads %s: %j with %j', async (_, a, b) => {
  await checkOp({ op: 'multiply', inputs: [{ shape: a }, { shape: b }] });
  await checkOp({ op: 'subtract', inputs: [{ shape: b }, { shape: a }] });
});

it('broadcasts both operands', async () => {
  await checkOp({ op: 'add', inputs: [{ shape: [5, 1, 8] }, { shape: [3, 1] }] });
  await checkOp({ op: 'add', inputs: [{ shape: [5, 1, 7] }, { shape: [3, 1] }] });
});

it('copies out along broadcast axes', async () => {
  for (const [from, shape] of [
    [
      [1, 8],
      [5, 8],
    ],
    [
      [5, 1],
      [5, 8],
    ],
    [
      [3, 1, 5],
      [3, 7, 5],
    ],
    [[1], [4096]],
  ])
    await checkOp({ op: 'broadcast', inputs: [{ shape: from }], attributes: { shape } });
});

it('launches more than 65,535 workgroups', async () => {
  await checkOp({ op: 'negate', inputs: [{ shape: [65_536 * 64 + 1] }] });
});

/** out0 = relu(x·row + 0.5), out1 = x·row, out2 = gelu(out0) with `row` read twice, differently. */
const program = (shape: number[], row: number[]): FusedProgram => ({
  reads: [
    { input: 0, access: broadcastAccess(shape, shape) },
    { input: 1, access: broadcastAccess(row, shape) },
    { input: 1, access: broadcastAccess([], shape) },
  ],
  constants: [0.5],
  steps: [
    { function: 'multiply', arguments: [0, 1] },
    { function: 'add', arguments: [4, 3] },
    { function: 'relu', arguments: [5] },
    { function: 'gelu', arguments: [6] },
    { function: 'subtract', arguments: [7, 2] },
  ],
  outputs: [
    { register: 6, shape },
    { register: 4, shape: [shape.reduce((a, b) => a * b, 1)] },
    { register: 8, shape },
  ],
});

it.each([
  [[6, 8], [8]],
  [
    [6, 8],
    [6, 1],
  ],
  [[5, 7], [7]],
  [[1, 1], [1]],
  [
    [2, 4, 6],
    [2, 1, 6],
  ],
])('runs a fused program over %j and %j', async (shape, row) => {
  const attributes = { program: program(shape, row) };
  await checkOp({ op: 'fused', inputs: [{ shape }, { shape: row }], attributes });
});

/** A chain of twelve ops over tensors that share, repeat and broadcast, drawn from a seed. */
function randomChain(seed: number, shape: number[]): Graph {
  const graph = new Graph();
  const random = new RandomStream(seed, 1);
  const row = graph.input('row', shape.slice(-1));
  const column = graph.input(
    'column',
    shape.map((size, axis) => (axis ? 1 : size)),
  );
  const pool = [graph.input('x', shape), graph.input('y', shape), row, column];
  const pick = () => pool[random.integer(pool.length)];
  for (let step = 0; step < 12; step++) {
    const choice = random.integer(8);
    if (choice < 5) pool.push([add, subtract, multiply, maximum, minimum][choice](pick(), pick()));
    else pool.push([tanh, gelu, sigmoid][choice - 5](pick()));
  }
  for (const [index, value] of pool.slice(-3).entries()) graph.output(`output${index}`, value);
  return graph;
}

it.each([
  [1, [6, 8]],
  [2, [6, 8]],
  [3, [5, 7]],
  [4, [4, 6]],
  [5, [2, 3, 4]],
])('runs what fusion makes of chain %i over %j', async (seed, shape) => {
  const graph = randomChain(seed, shape);
  const { nodes } = optimise({ nodes: graph.nodes, outputs: [...graph.outputs.values()] });
  const fused = nodes.filter((node) => node.op === 'fused');
  expect(fused.length).toBeGreaterThan(0);
  for (const { inputs, attributes } of fused)
    await checkOp({ op: 'fused', inputs: inputs.map(({ shape }) => ({ shape })), attributes });
});
