// Turns any value into a loss whose gradient is not symmetric: Σ cᵢ·yᵢ with fixed normal weights.

import { streamOf } from '../../base/philox';
import { RandomStream } from '../../base/randomStream';
import { add, multiply } from '../../graph/ops/elementwise';
import { reduceSum } from '../../graph/ops/reduction';
import { elementCount, type Value } from '../../graph/value';

/** Σ over all elements of all `values`, each times its own fixed normal weight. Shape []. */
export function weightedSum(...values: Value[]): Value {
  return values
    .map((value, index) => {
      const random = new RandomStream(0, streamOf(`weightedSum/${index}`));
      const weights = random.fillNormal(new Float32Array(elementCount(value.shape)));
      return reduceSum(multiply(value, value.graph.constant([...weights], value.shape)));
    })
    .reduce(add);
}
