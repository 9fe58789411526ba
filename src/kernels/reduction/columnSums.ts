// The second stage of kernels that sum columns in row tiles, two sums at a time.

import type { Node, Value } from '../../graph/value';
import { type Dispatch, type LoweringContext, labelOf, read, write } from '../kernel';
import { type ColumnTiles, columnSums, type LaunchContext } from '../launch';

/** Where the first stage writes, and the dispatch that adds its tiles (none when there is one tile). */
export interface TiledPair {
  partials: readonly [Value, Value];
  combine: Dispatch[];
}

/**
 * Two column sums of `columns` vectors of `width` elements, cut into `tiles`: with one tile the first
 * stage writes `results` itself.
 */
export function tiledPair(
  node: Node,
  results: readonly [Value, Value],
  { tiles }: Pick<ColumnTiles, 'tiles'>,
  columns: number,
  vector: { width: number; include: readonly string[] },
  context: LoweringContext,
): TiledPair {
  if (tiles === 1) return { partials: results, combine: [] };
  const shape = [tiles, columns * vector.width];
  const partials = [context.scratch(shape, 'partial0'), context.scratch(shape, 'partial1')] as const;
  const launch = oneTile(tiles, columns, vector.width, context);
  return {
    partials,
    combine: [
      {
        label: labelOf(node, 'combine'),
        kernel: {
          shader: 'reduction/sum_column_pairs',
          constants: launch.constants,
          include: vector.include,
        },
        bindings: [...partials.map(read), ...results.map(write)],
        params: [tiles, columns],
        workgroups: [...launch.workgroups, 1],
      },
    ],
  };
}

/** Sums over few rows, in a single stage. */
export function oneTile(rows: number, columns: number, width: number, context: LaunchContext): ColumnTiles {
  const { constants, workgroups } = columnSums(rows, columns, width, context);
  return { constants, tiles: 1, rowsPerTile: rows, workgroups: [workgroups[0], 1] };
}
