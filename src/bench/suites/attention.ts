// Attention softmax(q·kᵀ/√D)·v of several heads, alone and with its gradient, from short sequences to long ones.

import { Graph } from '../../graph/graph';
import '../../graph/ops';
import { attention } from '../../graph/ops/attention';
import type { BenchCase, Entry } from '../contender';
import { normal } from '../draw';
import { openGraph } from '../graphRival';
import type { AttentionProblem, Floats } from '../problem';
import { agreesWithAttention } from './attentionCheck';

interface Sizes {
  batch: number;
  tokens: number;
  heads: number;
  headDim: number;
}

/** About equally many scores in each, but for the longest. */
const sizes: Sizes[] = [
  { batch: 64, tokens: 64, heads: 4, headDim: 32 },
  { batch: 8, tokens: 197, heads: 4, headDim: 64 },
  { batch: 2, tokens: 512, heads: 4, headDim: 64 },
  { batch: 1, tokens: 1024, heads: 4, headDim: 64 },
  { batch: 1, tokens: 2048, heads: 2, headDim: 64 },
];

export const attentionCases: BenchCase[] = sizes.flatMap((size) =>
  [false, true].map((backward): BenchCase => {
    const { batch, tokens, heads, headDim } = size;
    const product = 2 * batch * heads * tokens * tokens * headDim;
    const elements = batch * tokens * heads * headDim;
    return {
      suite: 'attention',
      name: backward ? 'forwardBackward' : 'forward',
      shape: `batch${batch}-tokens${tokens}-heads${heads}x${headDim}`,
      // Two products forward. Backward the gradients take four; computing the scores again is the choice of an
      // implementation and not counted.
      flops: product * (backward ? 6 : 2),
      // q, k, v in and o out; then do in and dq, dk, dv out.
      bytes: 4 * elements * (backward ? 8 : 4),
      entries: () => [entryOf(size, backward)],
    };
  }),
);

function entryOf({ batch, tokens, heads, headDim }: Sizes, backward: boolean): Entry {
  const width = heads * headDim;
  const count = batch * tokens * width;
  const problem: AttentionProblem = {
    kind: 'attention',
    backward,
    batch,
    tokens,
    heads,
    headDim,
    q: normal(count, 0),
    k: normal(count, 1),
    v: normal(count, 2),
    do: normal(count, 3),
  };
  const { q, k, v } = problem;
  const zero = { kind: 'constant', value: 0 } as const;
  const graph = new Graph();
  const qkv = graph.state('qkv', [batch, tokens, 3 * width], zero);
  const o = attention(qkv, { heads });
  graph.output('o', o);
  if (backward) {
    const gradient = graph.state('do', [batch, tokens, width], zero);
    const { outputs, attributes } = o.producer!;
    graph.output('dqkv', graph.apply('attentionGradient', [gradient, qkv, ...outputs], attributes)[0]);
  }
  const states = new Map([['qkv', packed([q, k, v], width)]]);
  if (backward) states.set('do', problem.do);
  const agrees = agreesWithAttention(problem);
  return {
    ours: async (gpu) => {
      const rival = await openGraph(gpu, graph, { states });
      return {
        ...rival,
        results: async () => {
          const results = new Map(await rival.results());
          const gradient = results.get('dqkv');
          if (gradient)
            for (const [index, name] of ['dq', 'dk', 'dv'].entries())
              results.set(name, part(gradient, index, width));
          return results;
        },
      };
    },
    problem,
    check: agrees,
  };
}

/** Rows of q, k and v one after another: [.., 3·width]. */
function packed(parts: readonly Floats[], width: number): Floats {
  const all = new Float32Array(parts.length * parts[0].length);
  for (const [index, values] of parts.entries())
    for (let at = 0; at < values.length; at++)
      all[(Math.floor(at / width) * parts.length + index) * width + (at % width)] = values[at];
  return all;
}

/** The inverse of `packed` for one of three. */
function part(all: ArrayLike<number>, index: number, width: number): Floats {
  const values = new Float32Array(all.length / 3);
  for (let at = 0; at < values.length; at++)
    values[at] = all[(Math.floor(at / width) * 3 + index) * width + (at % width)];
  return values;
}
