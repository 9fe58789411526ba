// What a table decides: its own products first, then their class; nothing where the standard way won.

import { describe, expect, test } from 'vitest';
import { Graph } from '../graph/graph';
import '../graph/ops';
import { convolution } from '../graph/ops/convolution';
import { matmul } from '../graph/ops/matmul';
import type { ProductQuestion } from '../kernels/tuning';
import { isolated, magnitudesOf, productsOf, syntheticOperands } from './isolated';
import { baseProfile, type DeviceProfile, planProgram } from './plan';
import { agree } from './tune';
import { mergedProducts, type TunedProduct, tuningHash, tuningOf } from './tuningTable';

const software: DeviceProfile = {
  ...baseProfile,
  adapterClass: 'software',
  features: new Set(['subgroups']),
};

function productGraph(...sizes: [M: number, K: number, N: number][]): Graph {
  const graph = new Graph();
  for (const [index, [M, K, N]] of sizes.entries())
    graph.output(`c${index}`, matmul(graph.input(`a${index}`, [M, K]), graph.input(`b${index}`, [K, N])));
  return graph;
}

const questionOf = (...size: [number, number, number]): ProductQuestion =>
  productsOf([productGraph(size)], software)[0].question;

const tuned = (size: [number, number, number], chosen: (ways: readonly string[]) => string): TunedProduct => {
  const [{ question, shapeClass }] = productsOf([productGraph(size)], software);
  const ways = question.ways.map((name) => ({ name, milliseconds: 1, state: 'timed' as const }));
  return { shapeClass, ...question.size, label: 'matmul', uses: 1, ways, chosen: chosen(question.ways) };
};

describe('tuningOf', () => {
  const second = (ways: readonly string[]) => ways[1];

  test('a measured product takes its winner, another of its class the nearest, any other nothing', () => {
    const tuning = tuningOf([tuned([256, 128, 64], second), tuned([300, 128, 64], (ways) => ways[0])]);
    const { ways } = questionOf(256, 128, 64);
    expect(tuning(questionOf(256, 128, 64))).toBe(ways[1]);
    expect(tuning(questionOf(260, 128, 64))).toBe(ways[1]);
    expect(tuning(questionOf(300, 128, 64))).toBeUndefined();
    expect(tuning(questionOf(2560, 128, 64))).toBeUndefined();
  });

  test('a way that a device does not have is not taken', () => {
    const graph = productGraph([256, 128, 64]);
    const plan = (tuning?: DeviceProfile['tuning']) =>
      planProgram('p', graph, { ...software, tuning }).dispatches.map(({ kernel, workgroups }) => [
        kernel,
        workgroups,
      ]);
    expect(plan(() => 'quad 4096×4096')).toEqual(plan());
    expect(plan(() => 'register 16×16')).not.toEqual(plan());
  });
});

describe('tuningHash', () => {
  const chosen = (name: string) => tuned([256, 128, 64], () => name);
  const { ways } = questionOf(256, 128, 64);

  test('depends on choices alone, in any order, and is null where none differs from the standard', async () => {
    const other = tuned([64, 64, 64], (names) => names[1]);
    const hash = await tuningHash([chosen(ways[1]), other]);
    expect(hash).toMatch(/^[0-9a-f]{12}$/);
    expect(await tuningHash([other, { ...chosen(ways[1]), label: 'elsewhere', uses: 7 }])).toBe(hash);
    expect(await tuningHash([chosen(ways[2]), other])).not.toBe(hash);
    expect(await tuningHash([chosen(ways[0])])).toBeNull();
  });

  test('what was measured again replaces what was known', () => {
    const merged = mergedProducts(
      [chosen(ways[1]), tuned([64, 64, 64], (names) => names[1])],
      [chosen(ways[2])],
    );
    expect(merged.map((product) => product.chosen)).toContain(ways[2]);
    expect(merged).toHaveLength(2);
  });
});

describe('productsOf', () => {
  test('counts equal products once, the most work first, and asks no epilogue', () => {
    const found = productsOf([productGraph([8, 8, 8], [64, 64, 64]), productGraph([8, 8, 8])], software);
    expect(found.map(({ question, uses }) => [question.size.rows, uses])).toEqual([
      [64, 1],
      [8, 2],
    ]);
  });

  test('only ways within the limits of the device', () => {
    const limits = { ...software.limits, maxComputeWorkgroupStorageSize: 5000 };
    const ways = (profile: DeviceProfile) =>
      productsOf([productGraph([256, 128, 64])], profile)[0].question.ways.join();
    expect(ways(software)).toMatch(/quad.*workgroup 32×32.*workgroup 64×64/);
    expect(ways({ ...software, limits })).not.toContain('workgroup 64×64');
    expect(ways({ ...software, features: new Set() })).not.toContain('quad');
  });

  test('an isolated product asks the question of its node, whatever was fused to it', () => {
    const graph = new Graph();
    const x = graph.input('x', [2, 8, 8, 4]);
    const y = convolution(x, graph.parameter('w', [3, 3, 4, 8], { kind: 'normal', std: 1 }), { padding: 1 });
    graph.output('y', y);
    const [{ question, shapeClass }] = productsOf([graph], software);
    const [again] = productsOf([isolated(question.node)], software);
    expect(again.shapeClass).toBe(shapeClass);
    expect(again.question.ways).toEqual(question.ways);
  });

  test('operands are the same on every call, their magnitudes positive', () => {
    const graph = productGraph([300, 300, 300]);
    const operands = syntheticOperands(graph);
    for (const [name, data] of syntheticOperands(graph))
      expect(data.every((element, index) => element === operands.get(name)![index])).toBe(true);
    for (const data of magnitudesOf(operands).values())
      expect(Math.min(...data.subarray(0, 70_000))).toBeGreaterThanOrEqual(0);
    expect(new Set(operands.get('a0')!.subarray(0, 1000)).size).toBeGreaterThan(900);
  });
});

describe('agree', () => {
  const f = (...values: number[]) => Float32Array.from(values);

  test('allows what rounding explains: 8·√K·2⁻²⁴ of |A||B|', () => {
    const bound = 8 * Math.sqrt(4) * 2 ** -24;
    expect(agree(f(1 + bound * 0.9), f(1), f(1), 4)).toBe(true);
    expect(agree(f(1 + bound * 1.2), f(1), f(1), 4)).toBe(false);
    expect(agree(f(bound * 90), f(0), f(100), 4)).toBe(true);
  });

  test('whole numbers must be the same; what is no number never agrees', () => {
    const i = (...values: number[]) => Int32Array.from(values);
    expect(agree(i(3, 4), i(3, 4), i(9, 9), 4)).toBe(true);
    expect(agree(i(3, 5), i(3, 4), i(9, 9), 4)).toBe(false);
    expect(agree(f(Number.NaN), f(1), f(1), 4)).toBe(false);
    expect(agree(f(1), f(1, 2), f(1, 1), 4)).toBe(false);
  });
});
