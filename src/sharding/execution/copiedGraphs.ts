// What a virtual device computes of the tables that are copied to every device, without the networks around them: the
// bags of its own samples, the gradient of every row as the all-reduce takes it, and the update of every row from the sum.
// The same kernels as in a slice (denseGraphs.ts), where all tables are of one width; here tables of each are together.

import { Graph } from '../../graph/graph';
import { bagsGradient, embeddingBag, sortedLookups } from '../../graph/ops/embedding';
import { concat, reshape } from '../../graph/ops/shape';
import { elementCount } from '../../graph/value';
import type { OptimizerConfig } from '../../optim/config';
import { denseUpdateGraph } from './denseGraphs';
import type { ExecutionLayout } from './layout';

const zero = { kind: 'constant', value: 0 } as const;

/** Tables of one width that are copied: one flat matrix [rows, columns]. */
export interface CopiedGroup {
  columns: number;
  rows: number;
  tables: readonly number[];
}

export function copiedGroups({
  replicated,
  tables,
  dimension,
  dimensions,
}: Pick<ExecutionLayout, 'replicated' | 'tables' | 'dimension' | 'dimensions'>): CopiedGroup[] {
  const groups = new Map<number, number[]>();
  for (const table of replicated) {
    const columns = dimensions?.[table] ?? dimension;
    groups.set(columns, [...(groups.get(columns) ?? []), table]);
  }
  return [...groups].map(([columns, own]) => {
    const rows = own.reduce((sum, table) => sum + tables[table], 0);
    return { columns, rows, tables: own };
  });
}

/** Names of the tensors of a group. */
export const copiedNames = (group: number) => ({
  copies: `copies${group}`,
  indices: `copiedIndices${group}`,
  offsets: `copiedOffsets${group}`,
  gradient: `copiedGradient${group}`,
  pooled: `copiedVectors${group}`,
});

/**
 * Of `samples` samples, with room for `lookupsOfTable`. States: lookups of each group, bag sample·tables + table, and the
 * gradients of its bags. Outputs: `pooled` of each group [samples·tables, columns], and `gradient`, of all rows of all
 * groups one after another.
 */
export function copiesGraph(
  groups: readonly CopiedGroup[],
  samples: number,
  lookupsOfTable: readonly number[],
): Graph {
  const graph = new Graph();
  const gradients = groups.map(({ columns, rows, tables }, group) => {
    const names = copiedNames(group);
    const room = tables.reduce((sum, table) => sum + lookupsOfTable[table], 0);
    const matrix = graph.parameter(names.copies, [rows, columns], zero, false);
    const indices = graph.state(names.indices, [Math.max(1, room)], zero, 'u32');
    const offsets = graph.state(names.offsets, [samples * tables.length + 1], zero, 'u32');
    const bags = graph.state(names.gradient, [samples * tables.length, columns], zero);
    const lookups = sortedLookups(indices, offsets, rows);
    graph.output(names.pooled, embeddingBag(matrix, lookups));
    const gradient = bagsGradient(bags, lookups, { rows });
    return reshape(gradient, [elementCount(gradient.shape)]);
  });
  graph.output('gradient', gradients.length > 1 ? concat(gradients, 0) : gradients[0]);
  return graph;
}

/** Updates the copies of `forward` from the state `gradient`, as `denseUpdateGraph` does. */
export const copiesUpdateGraph = (
  forward: Graph,
  layout: Pick<ExecutionLayout, 'devices'>,
  optimizer: OptimizerConfig,
): Graph => denseUpdateGraph(forward, layout, optimizer, new Set(forward.parameters.map(({ name }) => name)));
