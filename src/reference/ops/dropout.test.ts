// Dropout: its rate, its scale, its mask from step to step, and its gradient by finite differences.

import { describe, expect, it } from 'vitest';
import { Graph } from '../../graph/graph';
import { dropout } from '../../graph/ops/dropout';
import { interpret } from '../interpreter';
import { generate, tensor } from '../tensor';
import { checkGradient } from '../testing/finiteDifference';
import { weightedSum } from '../testing/weightedSum';

function drop(count: number, rate: number, step: number, stream = 5): Float64Array {
  const graph = new Graph();
  const [x, now] = [graph.input('x', [count]), graph.input('step', [1], 'u32')];
  const y = dropout(x, now, { rate, seed: 1, stream });
  const feeds = new Map([
    [x, generate([count], () => 1)],
    [now, tensor([1], [step])],
  ]);
  return interpret(graph.nodes, new Map(), feeds).get(y)!.data;
}

describe('dropout', () => {
  it('zeroes about the asked share and scales the rest so that the mean stays', () => {
    const y = drop(20_000, 0.2, 0);
    expect(new Set(y)).toEqual(new Set([0, 1.25]));
    const dropped = y.filter((value) => value === 0).length / y.length;
    expect(Math.abs(dropped - 0.2)).toBeLessThan(5 * Math.sqrt((0.2 * 0.8) / 20_000));
  });

  it('draws the same mask for a step and another for the next step or stream', () => {
    expect(drop(100, 0.5, 3)).toEqual(drop(100, 0.5, 3));
    expect(drop(100, 0.5, 4)).not.toEqual(drop(100, 0.5, 3));
    expect(drop(100, 0.5, 3, 6)).not.toEqual(drop(100, 0.5, 3));
  });

  it('has the right gradient', () => {
    checkGradient({
      build(graph) {
        const [x, step] = [graph.input('x', [6, 7]), graph.input('step', [1], 'u32')];
        return { loss: weightedSum(dropout(x, step, { rate: 0.4, seed: 2, stream: 3 })), targets: [x] };
      },
      feeds: { step: [8] },
    });
  });

  it('refuses a rate that would drop everything', () => {
    expect(() => drop(4, 1, 0)).toThrow(/dropout: the rate is 1; give one in \[0, 1\)/);
  });

  it('is absent at rate 0', () => {
    const graph = new Graph();
    const x = graph.input('x', [2]);
    expect(dropout(x, graph.input('step', [1], 'u32'), { rate: 0, seed: 1, stream: 1 })).toBe(x);
  });
});
