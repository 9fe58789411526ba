// Flags that every kernel over embedding bags specialises on.

import type { RowCoding } from '../../base/rowCodes';
import type { Node, Value } from '../../graph/value';
import type { VectorWidth } from '../launch';

export const WORKGROUP = 64;

/** What kernels over coded rows include, and the bits of a code. */
export const codesKernel = ({ bits }: RowCoding, { width }: VectorWidth) => ({
  include: [`codes_vector${width}`] as const,
  prelude: { BITS: bits },
});

/** Constants MEAN and WEIGHTED of a node that pools in `attributes.mode`. */
export const poolingFlags = (node: Node, weights?: Value): Record<string, number> => ({
  MEAN: node.attributes.mode === 'mean' ? 1 : 0,
  WEIGHTED: weights ? 1 : 0,
});
