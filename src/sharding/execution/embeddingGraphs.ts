// What a virtual device computes of the tables: the bags of its shards for the whole batch, the sums of partial
// vectors that others send, and the update of its shards. What arrives from elsewhere lies in states of the device.

import { Graph } from '../../graph/graph';
import { bagsGradient, embeddingBag, type Lookups, sortedLookups } from '../../graph/ops/embedding';
import { reduceSum } from '../../graph/ops/reduction';
import type { Value } from '../../graph/value';
import type { OptimizerConfig } from '../../optim/config';
import { appendUpdates } from '../../optim/optimizer';
import { continuedGraph } from './continuedGraph';
import { type ExchangePrecision, rounded } from './exchangePrecision';
import { type ExecutionLayout, reducerOf } from './layout';

const zero = { kind: 'constant', value: 0 } as const;

/** Names of the tensors of a group of shards. */
export const groupNames = (group: number) => ({
  shards: `shards${group}`,
  indices: `indices${group}`,
  offsets: `offsets${group}`,
  pooled: `pooled${group}`,
  gradient: `pooledGradient${group}`,
});

/** A forward pass reads these two alone. */
const bagLookups = (indices: Value, offsets: Value): Lookups => ({
  ...{ indices, offsets, uniqueRows: indices, segmentStarts: offsets, segmentBags: indices },
  counts: offsets,
});

/**
 * Pools the shards of a device: outputs `pooled<g>` [shards·batch, columns], bag slot·batch + sample, as they are
 * sent. `lookupsOfTable` is the room for the lookups of each table in a batch. Undefined where it holds no shard.
 */
export function poolingGraph(
  layout: Pick<ExecutionLayout, 'groups' | 'batch'>,
  device: number,
  lookupsOfTable: readonly number[],
  precision: ExchangePrecision,
): Graph | undefined {
  const groups = layout.groups[device];
  if (!groups.length) return undefined;
  const graph = new Graph();
  for (const [index, { rows, columns, shards }] of groups.entries()) {
    const names = groupNames(index);
    const room = shards.reduce((sum, { table }) => sum + lookupsOfTable[table], 0);
    const table = graph.parameter(names.shards, [rows, columns], zero, false);
    const indices = graph.state(names.indices, [Math.max(1, room)], zero, 'u32');
    const offsets = graph.state(names.offsets, [shards.length * layout.batch + 1], zero, 'u32');
    const pooled = embeddingBag(table, bagLookups(indices, offsets));
    graph.output(names.pooled, rounded(pooled, precision));
  }
  return graph;
}

/**
 * Updates the shards of `pooling` from the gradients of its bags, states `pooledGradient<g>`: lookups are sorted by
 * row, a row's are summed in pieces of `pieceLength`, and its rule is applied once. Row-wise Adagrad keeps one moment
 * a row of each shard, as TorchRec does, so that under column-wise sharding its mean is over the shard's columns.
 */
export function shardUpdateGraph(pooling: Graph, optimizer: OptimizerConfig, pieceLength: number): Graph {
  const graph = continuedGraph(pooling);
  const state = (name: string) => graph.states.find((candidate) => candidate.name === name)!;
  const trained = graph.parameters.map((parameter, group) => {
    const names = groupNames(group);
    const indices = state(names.indices);
    const offsets = state(names.offsets);
    const [rows, columns] = parameter.shape;
    const bags = graph.state(names.gradient, [offsets.shape[0] - 1, columns], zero);
    const lookups = sortedLookups(indices, offsets, rows);
    return { parameter, gradient: bagsGradient(bags, lookups, { rows, pieceLength }) };
  });
  appendUpdates(graph, trained, optimizer);
  return graph;
}

/** Samples whose partial sums a device adds for a block of columns. */
export interface ReducedBlock {
  block: number;
  owners: readonly number[];
  /** Of all owners. */
  samples: number;
  parts: number;
  columns: number;
}

export function reducedBlocks(layout: ExecutionLayout, device: number): ReducedBlock[] {
  return layout.blocks.flatMap((block, index) => {
    if (block.parts.length === 1) return [];
    const owners = layout.slices.flatMap((_, owner) =>
      reducerOf(block, owner, layout.devicesPerHost) === device ? [owner] : [],
    );
    if (!owners.length) return [];
    const samples = owners.reduce((sum, owner) => sum + layout.slices[owner].count, 0);
    return [{ block: index, owners, samples, parts: block.parts.length, columns: block.columns }];
  });
}

export const partsName = (block: number): string => `parts${block}`;
export const sumName = (block: number): string => `sum${block}`;

/**
 * Adds partial vectors, states `parts<b>` [parts, samples, columns], in order of rows: outputs `sum<b>`
 * [samples, columns], rounded where they go on to other devices. Undefined where there are none.
 */
export function reducingGraph(
  layout: ExecutionLayout,
  device: number,
  precision: ExchangePrecision,
): Graph | undefined {
  const blocks = reducedBlocks(layout, device);
  if (!blocks.length) return undefined;
  const graph = new Graph();
  for (const { block, owners, samples, parts, columns } of blocks) {
    const received = graph.state(partsName(block), [parts, samples, columns], zero);
    const sum = reduceSum(received, [0]);
    const goesOn = owners.some((owner) => owner !== device);
    graph.output(sumName(block), goesOn ? rounded(sum, precision) : sum);
  }
  return graph;
}
