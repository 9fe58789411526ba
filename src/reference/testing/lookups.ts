// Random lookups for tests of the embedding ops, with the awkward cases in: empty bags, a hot row, capacity
// left over. The sorted parts come from the reference of `segmentLookups`.

import { RandomStream } from '../../base/randomStream';
import { Graph } from '../../graph/graph';
import { sortedLookups } from '../../graph/ops/embedding';
import '../../graph/ops';
import type { DType, Shape } from '../../graph/value';
import { interpret } from '../interpreter';
import '../ops';
import { tensor } from '../tensor';

export interface LookupShape {
  rows: number;
  bags: number;
  /** Lookups per bag: each bag draws 0 … 2·mean of them. */
  mean: number;
  /** Elements of `indices` beyond the real lookups. Default 3. */
  spare?: number;
  /** Share of lookups that go to row 0. Default 0. */
  hot?: number;
  weighted?: boolean;
  seed?: number;
}

export interface LookupTensor {
  shape: Shape;
  dtype: DType;
  data: number[];
}

/** Feeds of `segmentLookups`: indices, offsets and, if asked for, weights. Spare indices are not rows at all. */
export function randomLookups(shape: LookupShape): LookupTensor[] {
  const { rows, bags, mean, spare = 3, hot = 0, weighted = false, seed = 1 } = shape;
  const random = new RandomStream(seed, 77);
  const offsets = [0];
  for (let bag = 0; bag < bags; bag++) offsets.push(offsets[bag] + random.integer(2 * mean + 1));
  const real = Math.max(offsets[bags], 0);
  const capacity = Math.max(1, real + spare);
  const indices = Array.from({ length: capacity }, (_, i) => {
    if (i >= real) return 0xffffffff;
    return random.nextUniform() < hot ? 0 : random.integer(rows);
  });
  const weights = Array.from({ length: capacity }, () => Math.fround(random.nextNormal()));
  return [
    { shape: [capacity], dtype: 'u32', data: indices },
    { shape: [bags + 1], dtype: 'u32', data: offsets },
    ...(weighted ? [{ shape: [capacity], dtype: 'f32' as const, data: weights }] : []),
  ];
}

/** All lookup inputs of an embedding op, in its order. */
export function lookupInputs(shape: LookupShape): LookupTensor[] {
  const given = randomLookups(shape);
  const graph = new Graph();
  const [indices, offsets, weights] = given.map((feed, i) => graph.input(`${i}`, feed.shape, feed.dtype));
  const lookups = sortedLookups(indices, offsets, shape.rows, weights);
  const feeds = new Map(graph.inputs.map((value, i) => [value, tensor(value.shape, given[i].data)]));
  const known = interpret(graph.nodes, new Map(), feeds);
  const { uniqueRows, segmentStarts, segmentBags, counts, segmentWeights } = lookups;
  const computed = (value: typeof counts): LookupTensor => ({
    shape: value.shape,
    dtype: value.dtype,
    data: [...known.get(value)!.data],
  });
  return [
    given[0],
    given[1],
    ...[uniqueRows, segmentStarts, segmentBags, counts].map(computed),
    ...(segmentWeights ? [given[2], computed(segmentWeights)] : []),
  ];
}
