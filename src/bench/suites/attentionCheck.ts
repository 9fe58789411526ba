// Attention and its gradient in float64, for the first head of the first sequence and the last of the last.

import type { Results } from '../contender';
import type { AttentionProblem } from '../problem';

/** Rows whose gradients are computed in full. */
const CHECKED_ROWS = 6;
/** Of the largest element of a tensor's head: f32 exponentials of scores, and sums over all tokens that cancel. */
const TOLERANCE = 2e-5;

/** Whether o, and dq, dk and dv where they are wanted, are right. What is expected is computed once. */
export function agreesWithAttention(problem: AttentionProblem): (results: Results) => boolean {
  let expected: Expected[] | undefined;
  return (results) => {
    const { batch, heads } = problem;
    expected ??= [oneHead(problem, 0, 0), oneHead(problem, batch - 1, heads - 1)];
    const names = problem.backward ? ['o', 'dq', 'dk', 'dv'] : ['o'];
    return names.every((name) => {
      const values = results.get(name);
      return (
        values?.length === problem.q.length && expected!.every((head) => close(problem, values, head, name))
      );
    });
  };
}

interface Expected {
  sequence: number;
  head: number;
  rows: number[];
  /** By name: a row of headDim numbers for each of `rows`. */
  tensors: Map<string, Float64Array[]>;
}

function close(problem: AttentionProblem, values: ArrayLike<number>, expected: Expected, name: string) {
  const rows = expected.tensors.get(name)!;
  const largest = Math.max(...rows.map((row) => row.reduce((most, x) => Math.max(most, Math.abs(x)), 0)));
  return expected.rows.every((token, at) => {
    const start = rowStart(problem, expected.sequence, token, expected.head);
    return rows[at].every((x, d) => Math.abs(values[start + d] - x) <= TOLERANCE * largest);
  });
}

const rowStart = (
  { tokens, heads, headDim }: AttentionProblem,
  sequence: number,
  token: number,
  head: number,
) => ((sequence * tokens + token) * heads + head) * headDim;

function oneHead(problem: AttentionProblem, sequence: number, head: number): Expected {
  const { tokens, headDim, backward } = problem;
  const at = (token: number) => rowStart(problem, sequence, token, head);
  const scale = 1 / Math.sqrt(headDim);
  const product = (x: Float32Array | Float64Array, xAt: number, y: Float32Array, yAt: number) => {
    let sum = 0;
    for (let d = 0; d < headDim; d++) sum += x[xAt + d] * y[yAt + d];
    return sum;
  };
  const rows = [
    ...new Set(
      Array.from({ length: CHECKED_ROWS }, (_, i) => Math.round((i * (tokens - 1)) / (CHECKED_ROWS - 1))),
    ),
  ];
  /** softmax over the keys of one query. */
  const weightsOf = (query: number): Float64Array => {
    const scores = Float64Array.from(
      { length: tokens },
      (_, key) => scale * product(problem.q, at(query), problem.k, at(key)),
    );
    const most = scores.reduce((a, b) => Math.max(a, b));
    const powers = scores.map((score) => Math.exp(score - most));
    const total = powers.reduce((a, b) => a + b);
    return powers.map((power) => power / total);
  };
  const tensors = new Map(
    ['o', 'dq', 'dk', 'dv'].map((name) => [name, rows.map(() => new Float64Array(headDim))]),
  );
  const add = (name: string, row: number, weight: number, source: Float32Array, sourceAt: number) => {
    const target = tensors.get(name)![row];
    for (let d = 0; d < headDim; d++) target[d] += weight * source[sourceAt + d];
  };
  for (let query = 0; query < tokens; query++) {
    const row = rows.indexOf(query);
    if (!backward && row < 0) continue;
    const weights = weightsOf(query);
    if (row >= 0) for (let key = 0; key < tokens; key++) add('o', row, weights[key], problem.v, at(key));
    if (!backward) continue;
    // ds = p·(dp − Σ p·dp), with dp = do·vᵀ.
    const dp = Float64Array.from({ length: tokens }, (_, key) =>
      product(problem.do, at(query), problem.v, at(key)),
    );
    const mean = weights.reduce((sum, weight, key) => sum + weight * dp[key], 0);
    const ds = (key: number) => scale * weights[key] * (dp[key] - mean);
    if (row >= 0) for (let key = 0; key < tokens; key++) add('dq', row, ds(key), problem.k, at(key));
    for (const [column, key] of rows.entries()) {
      add('dk', column, ds(key), problem.q, at(query));
      add('dv', column, weights[key], problem.do, at(query));
    }
  }
  return { sequence, head, rows, tensors };
}
