// Tuning on a device: a slow standard is replaced, a wrong way is refused, the reader can stop it, and it leaves
// nothing behind.

import { describe, expect, test } from 'vitest';
import { testGpu } from '../../e2e/support/testGpu';
import { Graph } from '../graph/graph';
import '../graph/ops';
import { matmul } from '../graph/ops/matmul';
import { isolated, productsOf } from './isolated';
import { planProgram } from './plan';
import { deviceProfile } from './program';
import { compareWays, type TuningProgress, tuneGraphs } from './tune';
import { isChanged, tuneDevice, tuningHash } from './tuningTable';

function productGraph(M: number, K: number, N: number): Graph {
  const graph = new Graph();
  graph.output('c', matmul(graph.input('a', [M, K]), graph.input('b', [K, N])));
  return graph;
}

/** Plans of one product, by the way they take. */
async function plansOf(M: number, K: number, N: number) {
  const gpu = await testGpu();
  const profile = deviceProfile(gpu);
  const [{ question }] = productsOf([productGraph(M, K, N)], profile);
  const graph = isolated(question.node);
  const planOf = (name: string) => ({
    name,
    plan: planProgram('product', graph, { ...profile, tuning: () => name }, { optimised: false }),
  });
  return { gpu, graph, question, planOf };
}

describe('compareWays', () => {
  test('a planted slow standard is replaced, with the times that show why', async () => {
    const { gpu, graph, planOf, question } = await plansOf(64, 2048, 64);
    const [usual] = question.ways;
    const { plan } = planOf(usual);
    // Every dispatch three times: the same result, three times the work.
    const slow = {
      ...plan,
      dispatches: plan.dispatches.flatMap((dispatch) => [dispatch, dispatch, dispatch]),
    };
    const before = gpu.counters.allocatedBytes;
    const contest = await compareWays(gpu, graph, [{ name: 'slow', plan: slow }, planOf(usual)], 2048);
    expect(contest?.chosen).toBe(usual);
    expect(isChanged(contest!)).toBe(true);
    expect(contest!.ways.map(({ name }) => name)).toEqual(['slow', usual]);
    for (const { milliseconds } of contest!.ways) expect(milliseconds).toBeGreaterThan(0);
    expect(gpu.counters.allocatedBytes).toBe(before);
  });

  test('a way whose result is wrong is refused, however fast', async () => {
    const { gpu, graph, planOf, question } = await plansOf(32, 512, 32);
    const { plan } = planOf(question.ways[0]);
    // Sums that end at the middle: the depth is the third field of every product's parameters.
    const dispatches = plan.dispatches.map((dispatch) => {
      const params = dispatch.params.slice();
      new DataView(params.buffer).setUint32(8, 256, true);
      return { ...dispatch, params };
    });
    const contest = await compareWays(
      gpu,
      graph,
      [
        { name: 'right', plan },
        { name: 'half', plan: { ...plan, dispatches } },
      ],
      512,
    );
    expect(contest?.chosen).toBe('right');
    expect(contest?.ways[1]).toEqual({ name: 'half', milliseconds: null, state: 'wrong' });
  });
});

describe('tuneGraphs', () => {
  test('what is measured before it is stopped is kept, and memory is given back', async () => {
    const gpu = await testGpu();
    const before = gpu.counters.allocatedBytes;
    const reports: TuningProgress[] = [];
    const products = await tuneGraphs(gpu, [productGraph(8, 12, 8), productGraph(5, 7, 3)], {
      report: (progress) => reports.push(progress),
      ended: () => reports.at(-1)?.done === 1,
    });
    expect(products).toHaveLength(1);
    expect(reports.map(({ state, done, total }) => [state, done, total])).toEqual([
      ['running', 0, 2],
      ['running', 1, 2],
      ['ended', 1, 2],
    ]);
    expect(reports.at(-1)!.products).toEqual(products);
    const { rows, columns, depth, ways, chosen } = products[0];
    expect([rows, columns, depth]).toEqual([8, 8, 12]);
    expect(ways.map(({ name }) => name)).toContain(chosen);
    expect(gpu.counters.allocatedBytes).toBe(before);
  });

  test('a tuned device plans the chosen way, and the standard one once the table is forgotten', async () => {
    const gpu = await testGpu();
    const graph = productGraph(64, 256, 64);
    const [{ question, shapeClass }] = productsOf([graph], deviceProfile(gpu));
    const kernels = () =>
      planProgram('step', graph, deviceProfile(gpu)).dispatches.map(({ kernel }) => kernel);
    const untuned = kernels();
    const chosen = question.ways.find((way) => way.startsWith('workgroup 32') && way !== question.ways[0])!;
    const ways = question.ways.map((name) => ({ name, milliseconds: 1, state: 'timed' as const }));
    const product = { shapeClass, ...question.size, label: 'c', uses: 1, ways, chosen };
    try {
      tuneDevice(gpu, [product]);
      expect(kernels()[0]).toBe('gemm/workgroup_tiled');
      expect(await tuningHash([product])).toMatch(/^[0-9a-f]{12}$/);
    } finally {
      tuneDevice(gpu, undefined);
    }
    expect(kernels()).toEqual(untuned);
  });
});
