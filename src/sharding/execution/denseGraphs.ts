// What every virtual device computes on its own slice of a batch: the networks, with the replicated tables, forward
// and backward, and their update once the gradients of all devices are added. What arrives lies in states.

import { ConfigError } from '../../base/errors';
import { gradients } from '../../graph/autodiff';
import { Graph } from '../../graph/graph';
import '../../graph/ops';
import { bagsGradient, type Lookups, sortedLookups } from '../../graph/ops/embedding';
import { binaryCrossEntropy } from '../../graph/ops/loss';
import { reduceSum } from '../../graph/ops/reduction';
import { concat, reshape, slice } from '../../graph/ops/shape';
import { elementCount, type Value } from '../../graph/value';
import { embeddingTables } from '../../nn/layers/embedding';
import { type DlrmConfig, dlrmOver } from '../../nn/models/dlrm';
import type { OptimizerConfig } from '../../optim/config';
import { appendUpdates } from '../../optim/optimizer';
import { continuedGraph } from './continuedGraph';
import { type ExchangePrecision, rounded } from './exchangePrecision';
import type { ExecutionLayout } from './layout';
import { reduceChunk } from './transfers';

const zero = { kind: 'constant', value: 0 } as const;

export const receivedName = (block: number): string => `received${block}`;
export const sentName = (block: number): string => `sent${block}`;

/** Replicated tables are one flat matrix of this name. */
export const REPLICATED = 'tables';

/**
 * Forward and backward of `samples` of a batch. States: `dense` [samples, features], `targets` [samples, 1],
 * `received<b>` [samples, columns] for each block, and `indices`, `offsets` of replicated tables. Outputs: `loss` [1],
 * this slice's share of the batch's mean; `logits` [samples, 1]; `sent<b>`, the gradients of what was received, as
 * they are sent; and `gradient`, of all parameters one after another.
 */
export function sliceGraph(
  layout: ExecutionLayout,
  model: DlrmConfig,
  samples: number,
  lookupsOfTable: readonly number[],
  precision: ExchangePrecision,
): Graph {
  const graph = new Graph();
  const dense = graph.state('dense', [samples, model.dense], zero);
  const targets = graph.state('targets', [samples, 1], zero);
  const received = layout.blocks.map(({ columns }, block) =>
    graph.state(receivedName(block), [samples, columns], zero),
  );
  const logits = dlrmOver(model, dense, () => {
    const own = layout.replicated.length
      ? replicatedVectors(graph, layout, samples, lookupsOfTable)
      : undefined;
    return concat(
      layout.tables.map((_, table) => vectorsOf(layout, table, received, own)),
      1,
    );
  });
  const each = binaryCrossEntropy(logits, targets, 1 / layout.batch);
  const loss = reshape(reduceSum(each), [1]);
  const found = gradients(loss, [...received, ...graph.parameters]);
  graph.output('loss', loss);
  graph.output('logits', logits);
  for (const block of received.keys()) graph.output(sentName(block), rounded(found[block], precision));
  const flat = found
    .slice(received.length)
    .map((gradient) => reshape(gradient, [elementCount(gradient.shape)]));
  graph.output('gradient', concat(flat, 0));
  return graph;
}

/** [samples, 1, dimension] of one table. */
function vectorsOf(
  { blocks, replicated, dimension }: ExecutionLayout,
  table: number,
  received: readonly Value[],
  own: Value | undefined,
): Value {
  const place = replicated.indexOf(table);
  if (own && place >= 0) return slice(own, [0, place, 0], [own.shape[0], 1, dimension]);
  const columns = received.filter((_, block) => blocks[block].table === table);
  const whole = columns.length > 1 ? concat(columns, 1) : columns[0];
  return reshape(whole, [whole.shape[0], 1, dimension]);
}

function replicatedVectors(
  graph: Graph,
  { tables, replicated, dimension }: ExecutionLayout,
  samples: number,
  lookupsOfTable: readonly number[],
): Value {
  const rows = replicated.map((table) => tables[table]);
  const room = replicated.reduce((sum, table) => sum + lookupsOfTable[table], 0);
  const indices = graph.state('indices', [Math.max(1, room)], zero, 'u32');
  const offsets = graph.state('offsets', [samples * replicated.length + 1], zero, 'u32');
  const all = rows.reduce((sum, count) => sum + count, 0);
  return embeddingTables(graph, rows, dimension, sortedLookups(indices, offsets, all), 'sum');
}

/** Numbers that the data-parallel devices add up. */
export const denseElements = ({ parameters }: Graph): number =>
  parameters.reduce((sum, { shape }) => sum + elementCount(shape), 0);

/**
 * Updates the parameters of a slice's graph from the state `gradient`, the sum over all devices. Every row of a
 * replicated table (a parameter that is named in `replicated`) takes its rule's step, which leaves a row without
 * gradient as it is.
 */
export function denseUpdateGraph(
  forward: Graph,
  { devices }: Pick<ExecutionLayout, 'devices'>,
  optimizer: OptimizerConfig,
  replicated: ReadonlySet<string> = new Set([REPLICATED]),
): Graph {
  const graph = continuedGraph(forward);
  const length = devices * reduceChunk(denseElements(forward), devices);
  const all = graph.state('gradient', [length], zero);
  let start = 0;
  const trained = graph.parameters.map((parameter) => {
    const { name, shape } = parameter;
    const flat = slice(all, [start], [elementCount(shape)]);
    start += elementCount(shape);
    const gradient = reshape(flat, shape);
    if (!replicated.has(name)) return { parameter, gradient };
    requireRestingRows(optimizer);
    return { parameter, gradient: bagsGradient(gradient, everyRow(graph, shape[0]), { rows: shape[0] }) };
  });
  appendUpdates(graph, trained, optimizer);
  return graph;
}

function requireRestingRows({ sparse }: OptimizerConfig): void {
  if (sparse?.kind === 'lazyAdam')
    throw new ConfigError(
      'Lazy Adam moves rows that a batch did not touch once their gradients are added up. Shard the data-parallel tables otherwise, or choose SGD or Adagrad.',
    );
  if (sparse?.kind !== 'sgd' && sparse?.epsilon === 0)
    throw new ConfigError(
      'Data-parallel tables need an epsilon above 0: rows without gradient divide by it.',
    );
}

/** One lookup of each row, in a bag of its own. */
function everyRow(graph: Graph, rows: number): Lookups {
  const numbers = Array.from({ length: rows + 1 }, (_, row) => row);
  const constant = (data: number[]) => graph.constant(data, [data.length], 'u32');
  const each = constant(numbers.slice(0, rows));
  const starts = constant(numbers);
  return {
    ...{ indices: each, offsets: starts, uniqueRows: each, segmentStarts: starts, segmentBags: each },
    counts: constant([rows, rows]),
  };
}

/** Adds the parts of a chunk of the flat gradient, state `parts` [devices, elements]: output `sum` [elements]. */
export function allReduceGraph(devices: number, elements: number): Graph {
  const graph = new Graph();
  graph.output('sum', reduceSum(graph.state('parts', [devices, elements], zero), [0]));
  return graph;
}
