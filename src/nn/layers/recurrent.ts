// Long short-term memory, a layer and several on each other.

import { lstm as lstmOp } from '../../graph/ops/recurrent';
import type { Value } from '../../graph/value';
import { operandsOf } from '../forward';
import { uniformFanIn } from '../initialisers';
import { linear } from './linear';

/**
 * x [batch, steps, inputs] to [batch, steps, units]; every sequence starts from nothing. Gates in the order i, f, g, o.
 * Parameters `<name>.input.weight` [inputs, 4·units], `<name>.input.bias` [4·units], which is the sum of the two biases
 * that other libraries keep, and `<name>.hidden.weight` [units, 4·units]; all start in U(−1/√units, 1/√units).
 */
export function lstm(x: Value, name: string, units: number): Value {
  const start = uniformFanIn(units);
  return x.graph.scope(name, () => {
    const given = linear(x, 'input', 4 * units, { weight: start, bias: start });
    const weight = x.graph.scope('hidden', () => x.graph.parameter('weight', [units, 4 * units], start));
    return lstmOp(given, operandsOf(x, weight)[1]);
  });
}

/** Layers `<name>1`, `<name>2`, … on each other. */
export function stackedLstm(x: Value, name: string, units: number, layers: number): Value {
  let hidden = x;
  for (let layer = 1; layer <= layers; layer++) hidden = lstm(hidden, `${name}${layer}`, units);
  return hidden;
}
