// Attention in jax-js: its own fused function, differentiated by its autodiff.

import { type Array as JaxArray, nn, numpy as np, valueAndGrad } from '@jax-js/jax';
import type { Rival } from '../../../src/bench/contender';
import type { AttentionProblem } from '../../../src/bench/problem';
import { compiled } from './jaxProgram';

export function attention(problem: AttentionProblem): Rival {
  const { batch, tokens, heads, headDim, q, k, v, do: gradient, backward } = problem;
  const array = (data: Float32Array) => np.array(data, { shape: [batch, tokens, heads, headDim] });
  const operands = { q: array(q), k: array(k), v: array(v) };
  if (!backward) return compiled(operands, ({ q, k, v }) => ({ o: nn.dotProductAttention(q, k, v) }));
  type Operands = { q: JaxArray; k: JaxArray; v: JaxArray };
  const differentiated = valueAndGrad(
    ({ q, k, v }: Operands, slope: JaxArray): [JaxArray, JaxArray] => {
      const o = nn.dotProductAttention(q, k, v);
      return [o.ref.mul(slope).sum(), o];
    },
    { hasAux: true },
  );
  return compiled({ ...operands, slope: array(gradient) }, ({ q, k, v, slope }) => {
    const [[loss, o], slopes] = differentiated({ q, k, v }, slope);
    loss.dispose();
    return { o, dq: slopes.q, dk: slopes.k, dv: slopes.v };
  });
}
