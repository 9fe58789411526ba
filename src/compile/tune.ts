// Tuning: the products of some graphs, each computed in every way this device can, checked against the standard way
// and timed beside it. Nothing is changed by it: what it finds is a table for later runs.

import type { Gpu } from '../gpu/device';
import { KernelError, OutOfMemoryError } from '../gpu/errors';
import type { Graph } from '../graph/graph';
import { labelOf } from '../kernels/kernel';
import { type FoundProduct, isolated, magnitudesOf, productsOf, syntheticOperands } from './isolated';
import { type ProgramPlan, planProgram } from './plan';
import { reportedProfile } from './program';
import { race } from './race';
import { type PreparedPlan, Trial } from './trial';
import type { TimedWay, TunedProduct } from './tuningTable';

/** What is known so far; later reports replace earlier ones. */
export interface TuningProgress {
  state: 'running' | 'done' | 'ended';
  done: number;
  total: number;
  /** What is measured now. */
  current: string | null;
  products: readonly TunedProduct[];
}

export interface TuningHost {
  /** Called before each product and at the end. */
  report(progress: TuningProgress): void;
  /** Whether the rest is not wanted; what is measured is kept. */
  ended(): boolean;
}

/** Measures every distinct product of `graphs`; the device must have nothing else to do. */
export async function tuneGraphs(
  gpu: Gpu,
  graphs: readonly Graph[],
  host: TuningHost,
): Promise<TunedProduct[]> {
  const found = productsOf(graphs, reportedProfile(gpu.report));
  const products: TunedProduct[] = [];
  const report = (state: TuningProgress['state'], current: string | null = null) =>
    host.report({ state, done: products.length, total: found.length, current, products: [...products] });
  for (const product of found) {
    report('running', labelOf(product.question.node));
    // Commands, among them the one to stop, are heard between two products.
    await new Promise((resolve) => setTimeout(resolve));
    const tuned = host.ended() ? null : await tuneProduct(gpu, product, host.ended);
    if (!tuned) {
      report('ended');
      return products;
    }
    products.push(tuned);
  }
  report('done');
  return products;
}

async function tuneProduct(
  gpu: Gpu,
  product: FoundProduct,
  ended: () => boolean,
): Promise<TunedProduct | null> {
  const { question, shapeClass, uses } = product;
  const about = { shapeClass, ...question.size, label: labelOf(question.node), uses };
  const graph = isolated(question.node);
  const profile = reportedProfile(gpu.report);
  const plans = question.ways.map((name) => ({
    name,
    plan: planProgram('product', graph, { ...profile, tuning: () => name }, { optimised: false }),
  }));
  try {
    const contest = await compareWays(gpu, graph, plans, question.size.depth, ended);
    return contest && { ...about, ...contest };
  } catch (error) {
    // A product that leaves the device no room beside it stays as it is.
    if (!(error instanceof OutOfMemoryError)) throw error;
    const ways = question.ways.map((name) => ({ name, milliseconds: null, state: 'failed' as const }));
    return { ...about, ways, chosen: question.ways[0] };
  }
}

/**
 * Checks and times plans of one isolated product, of which the first is the standard; `depth`: length of its sums.
 * Null when it `ended` first.
 */
export async function compareWays(
  gpu: Gpu,
  graph: Graph,
  plans: readonly { name: string; plan: ProgramPlan }[],
  depth: number,
  ended: () => boolean = () => false,
): Promise<Pick<TunedProduct, 'ways' | 'chosen'> | null> {
  // What tuning allocates is no part of what training needs.
  const aside = gpu.aside();
  const operands = syntheticOperands(graph);
  const trial = await Trial.open(
    aside,
    plans.map(({ plan }) => plan),
  );
  const prepared = new Map<string, PreparedPlan>();
  try {
    const [standard] = plans;
    prepared.set(standard.name, await trial.prepare(standard.plan));
    const base = prepared.get(standard.name)!;
    trial.feed(standard.plan, magnitudesOf(operands));
    const magnitudes = await base.result();
    trial.feed(standard.plan, operands);
    const expected = await base.result();
    const states = new Map<string, TimedWay['state']>([[standard.name, 'timed']]);
    for (const { name, plan } of plans.slice(1)) {
      if (ended()) return null;
      const way = await trial.prepare(plan).catch((error) => {
        if (error instanceof KernelError && !gpu.failure) return undefined;
        throw error;
      });
      if (way) prepared.set(name, way);
      const agrees = way && agree(await way.result(), expected, magnitudes, depth);
      states.set(name, way ? (agrees ? 'timed' : 'wrong') : 'failed');
    }
    const contestants = plans
      .filter(({ name }) => states.get(name) === 'timed')
      .map(({ name }) => ({ name, run: (repeats: number) => prepared.get(name)!.run(repeats) }));
    const raced = await race(contestants, ended);
    if (!raced) return null;
    const ways = plans.map(({ name }): TimedWay => {
      const timed = raced.timed.find((one) => one.name === name);
      if (!timed) return { name, milliseconds: null, state: states.get(name)! };
      return { name, milliseconds: timed.milliseconds, state: timed.dropped ? 'dropped' : 'timed' };
    });
    return { ways, chosen: raced.winner };
  } finally {
    for (const plan of prepared.values()) plan.destroy();
    trial.destroy();
  }
}

type Elements = Float32Array | Int32Array;

/**
 * |C − C_base| ≤ 2·4·√K·2⁻²⁴·(|A||B|): each may be as far from float64 as a product may (DESIGN, correctness). Whole
 * numbers are the same.
 */
export function agree(actual: Elements, expected: Elements, magnitudes: Elements, depth: number): boolean {
  if (actual.length !== expected.length) return false;
  if (expected instanceof Int32Array) return expected.every((value, index) => actual[index] === value);
  const bound = 8 * Math.sqrt(depth) * 2 ** -24;
  // Not finite is not within any bound.
  return expected.every(
    (value, index) => Math.abs(actual[index] - value) <= bound * magnitudes[index] + 1e-30,
  );
}
