// Flags that every kernel over embedding bags specialises on.

import type { Node, Value } from '../../graph/value';

export const WORKGROUP = 64;

/** Constants MEAN and WEIGHTED of a node that pools in `attributes.mode`. */
export const poolingFlags = (node: Node, weights?: Value): Record<string, number> => ({
  MEAN: node.attributes.mode === 'mean' ? 1 : 0,
  WEIGHTED: weights ? 1 : 0,
});
