// Embedding bags: the forward pass alone, and with the exact gradient and update, as the popularity of rows grows
// from uniform over Zipf's law to a single row. With the update, the sort of the lookups is part of the time.

import { RandomStream } from '../../base/randomStream';
import type { ProgramPlan } from '../../compile/plan';
import { deviceProfile } from '../../compile/program';
import type { Gpu } from '../../gpu/device';
import { Graph } from '../../graph/graph';
import '../../graph/ops';
import { embeddingBag, type Lookups, sortedLookups, sparseUpdate } from '../../graph/ops/embedding';
import type { Value } from '../../graph/value';
import { bagOfMadeRows } from '../../kernels/peaks';
import type { BenchCase, Entry, Results } from '../contender';
import { places, uniform } from '../draw';
import { inPart, openGraph } from '../graphRival';
import type { EmbeddingProblem } from '../problem';

const ROWS = 1 << 16;
const DIMENSION = 64;
const BAGS = 4096;
const BAG_SIZE = 16;
const LOOKUPS = BAGS * BAG_SIZE;
const LEARNING_RATE = 0.01;

/** Exponents of Zipf's law: row r is looked up in proportion to r^−s; infinite is one row only. */
const exponents = [0, 0.5, 1.05, 1.5, Number.POSITIVE_INFINITY];

export const embeddingCases: BenchCase[] = exponents.flatMap((exponent) =>
  [false, true].map((update): BenchCase => {
    const skew = exponent === Number.POSITIVE_INFINITY ? 'one-row' : `zipf${exponent}`;
    let moved: number | undefined;
    return {
      suite: 'embedding',
      name: update ? 'forwardUpdate' : 'forward',
      shape: `${skew}-${ROWS}x${DIMENSION}-lookups${LOOKUPS}`,
      // A sum a lookup, forward and backward; a product and a difference an element of a touched row.
      flops: LOOKUPS * DIMENSION * (update ? 2 : 1),
      get bytes() {
        moved ??= bytesOf(drawIndices(exponent), update);
        return moved;
      },
      entries: () => [entryOf(drawIndices(exponent), update)],
    };
  }),
);

type Alter = (plan: ProgramPlan, gpu: Gpu) => ProgramPlan;

/** What bounds the forward pass: the same kernel on sixteen rows that every cache holds, which are not looked up. */
export const madeRowsCases: BenchCase[] = [
  {
    suite: 'embedding',
    name: 'forward-bound',
    shape: `16-rows-x${DIMENSION}-lookups${LOOKUPS}`,
    flops: LOOKUPS * DIMENSION,
    bytes: 4 * DIMENSION * (LOOKUPS + BAGS),
    entries: () => [
      { ...entryOf(madeRows(), false, withMadeRows), format: 'f32, no lookups', problem: undefined },
    ],
  },
];

/** Those of shaders/lib/rows_made. */
const madeRows = () => Uint32Array.from({ length: LOOKUPS }, (_, lookup) => lookup % 16);

const withMadeRows: Alter = (plan, gpu) => {
  const bag = bagOfMadeRows(DIMENSION, deviceProfile(gpu).adapterClass);
  return inPart(plan, (kernel) => (kernel === 'embedding/bag' ? bag : null));
};

/**
 * Traffic as benchmarks of embedding kernels count it (FBGEMM's table-batched ones): every lookup reads its index and
 * its row, y is written once; the update reads the indices and, for every lookup, the gradient of its bag, and moves
 * each distinct row in and out. What the sort moves is not counted. Caches may serve what is read again.
 */
export function bytesOf(indices: Uint32Array, update: boolean): number {
  const rows = new Set(indices).size * DIMENSION;
  const lookups = indices.length * (1 + DIMENSION);
  const forward = BAGS + 1 + lookups + BAGS * DIMENSION;
  return 4 * (forward + (update ? lookups + 2 * rows : 0));
}

/** Lookups by the inverse of the cumulative distribution over ranks; popular rows lie far apart. */
function drawIndices(exponent: number): Uint32Array<ArrayBuffer> {
  const cumulative = new Float64Array(ROWS);
  let total = 0;
  for (let rank = 0; rank < ROWS; rank++) {
    total += (rank + 1) ** -exponent;
    cumulative[rank] = total;
  }
  const random = new RandomStream(1, 4);
  return Uint32Array.from({ length: LOOKUPS }, () => {
    const rank = firstAbove(cumulative, random.nextUniform() * total);
    // An odd factor (Knuth's) permutes the rows of a power of two.
    return Math.imul(rank, 2654435761) & (ROWS - 1);
  });
}

/** The first place whose value exceeds `x`, in ascending values. */
function firstAbove(values: Float64Array, x: number): number {
  let [low, high] = [0, values.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] > x) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** `alter`: what becomes of the plan before it is recorded. */
function entryOf(indices: EmbeddingProblem['indices'], update: boolean, alter?: Alter): Entry {
  const problem: EmbeddingProblem = {
    kind: 'embedding',
    update,
    rows: ROWS,
    dimension: DIMENSION,
    bags: BAGS,
    bagSize: BAG_SIZE,
    table: uniform(ROWS * DIMENSION, 0),
    indices,
    dy: uniform(BAGS * DIMENSION, 1),
    learningRate: LEARNING_RATE,
  };
  const graph = new Graph();
  const zero = { kind: 'constant', value: 0 } as const;
  const table = graph.parameter('table', [ROWS, DIMENSION], zero, false);
  const rows = graph.state('indices', [LOOKUPS], zero, 'u32');
  const offsets = graph.state('offsets', [BAGS + 1], zero, 'u32');
  // Sorting is for the update; what it would give is never read without one.
  const lookups = update ? sortedLookups(rows, offsets, ROWS) : unsorted(rows, offsets);
  graph.output('y', embeddingBag(table, lookups, 'sum'));
  const states = new Map<string, EmbeddingProblem['table'] | EmbeddingProblem['indices']>([
    ['table', problem.table],
    ['indices', problem.indices],
    ['offsets', Uint32Array.from({ length: BAGS + 1 }, (_, bag) => bag * BAG_SIZE)],
  ]);
  const feeds = new Map<string, EmbeddingProblem['table']>();
  if (update) {
    const dy = graph.state('dy', [BAGS, DIMENSION], zero);
    states.set('dy', problem.dy);
    feeds.set('learningRate', Float32Array.of(LEARNING_RATE));
    const [learningRate, step] = [graph.input('learningRate', [1]), graph.input('step', [1], 'u32')];
    const [gradient] = graph.apply('embeddingBagGradient', [dy, ...lookupValues(lookups)], {
      mode: 'sum',
      rows: ROWS,
    });
    sparseUpdate(table, gradient, { rule: 'sgd', states: [], learningRate, step, epsilon: 0 });
  }
  return {
    ours: (gpu) =>
      openGraph(gpu, graph, {
        ...{ states, feeds, read: update ? ['table'] : [] },
        alter: (plan) => alter?.(plan, gpu) ?? plan,
      }),
    problem,
    check: (results) => areBags(problem, results),
  };
}

function unsorted(indices: Value, offsets: Value): Lookups {
  const spare = (name: string, length: number) =>
    indices.graph.state(name, [length], { kind: 'constant', value: 0 }, 'u32');
  return {
    indices,
    offsets,
    uniqueRows: spare('uniqueRows', LOOKUPS),
    segmentStarts: spare('segmentStarts', LOOKUPS + 1),
    segmentBags: spare('segmentBags', LOOKUPS),
    counts: spare('counts', 2),
  };
}

const lookupValues = (lookups: Lookups) => {
  const { indices, offsets, uniqueRows, segmentStarts, segmentBags, counts } = lookups;
  return [indices, offsets, uniqueRows, segmentStarts, segmentBags, counts];
};

const CHECKED = 100;
/** f32 sums that cancel, in units of the largest sum of magnitudes. */
const TOLERANCE = 4e-6;

/** Drawn bags in float64, and drawn rows of the table, looked up ones and others. */
export function areBags(problem: EmbeddingProblem, results: Results): boolean {
  const { update, rows, dimension, bags, bagSize, table, indices, dy, learningRate } = problem;
  const y = results.get('y');
  if (y?.length !== bags * dimension) return false;
  const close = (value: number, expected: number, size: number) =>
    Math.abs(value - expected) <= TOLERANCE * Math.max(size, Math.abs(expected));
  const bagsAgree = places(bags, CHECKED).every((bag) => {
    for (let d = 0; d < dimension; d++) {
      let [sum, size] = [0, 0];
      for (let at = bag * bagSize; at < (bag + 1) * bagSize; at++) {
        const x = table[indices[at] * dimension + d];
        sum += x;
        size += Math.abs(x);
      }
      if (!close(y[bag * dimension + d], sum, size)) return false;
    }
    return true;
  });
  if (!bagsAgree || !update) return bagsAgree;
  const updated = results.get('table');
  if (updated?.length !== table.length) return false;
  const checked = new Set([
    ...places(rows, CHECKED),
    ...places(indices.length, CHECKED).map((at) => indices[at]),
  ]);
  const slopes = new Map([...checked].map((row) => [row, new Float64Array(2 * dimension)]));
  for (const [at, row] of indices.entries()) {
    const slope = slopes.get(row);
    if (!slope) continue;
    for (let d = 0; d < dimension; d++) {
      const g = dy[Math.floor(at / bagSize) * dimension + d];
      slope[d] += g;
      slope[dimension + d] += Math.abs(g);
    }
  }
  return [...slopes].every(([row, slope]) =>
    Array.from({ length: dimension }, (_, d) => d).every((d) => {
      const expected = table[row * dimension + d] - learningRate * slope[d];
      return close(updated[row * dimension + d], expected, learningRate * slope[dimension + d]);
    }),
  );
}
