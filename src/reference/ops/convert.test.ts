// Halves in the graph: what they cost, and gradients that pass through their rounding.

import { expect, test } from 'vitest';
import { halfOf, numberOfHalf } from '../../base/halves';
import { gradients } from '../../graph/autodiff';
import { countGraph } from '../../graph/count';
import { Graph } from '../../graph/graph';
import '../../graph/ops';
import { convert } from '../../graph/ops/convert';
import { multiply } from '../../graph/ops/elementwise';
import { matmul } from '../../graph/ops/matmul';
import { reduceSum } from '../../graph/ops/reduction';
import { reshape } from '../../graph/ops/shape';
import { byteLength } from '../../graph/value';
import { interpret } from '../interpreter';
import { generate } from '../tensor';
import '.';

test('a half takes two bytes, and an odd number of them whole words', () => {
  const graph = new Graph();
  const x = graph.input('x', [3, 8]);
  const w = graph.input('w', [8, 5], 'f16');
  graph.output('y', matmul(x, w));
  expect(countGraph(graph).total.bytes).toBe(4 * 24 + 2 * 40 + 4 * 15);
  expect(byteLength(graph.input('odd', [3, 5], 'f16'))).toBe(32);
});

test('weights that are rounded to halves: the product sees the halves, their gradient is that of f32', () => {
  const graph = new Graph();
  const x = graph.input('x', [2, 3]);
  const w = graph.input('w', [3, 4]);
  const r = graph.input('r', [2, 4]);
  const y = matmul(x, convert(w, 'f16'));
  const loss = reshape(reduceSum(multiply(y, r)), [1]);
  const [dx, dw] = gradients(loss, [x, w]);
  const feeds = new Map(
    [x, w, r].map((value, of) => [value, generate(value.shape, (i) => Math.fround(Math.sin(7 * of + i)))]),
  );
  const known = interpret(graph.nodes, new Map(), feeds);
  const [a, b, g] = [x, w, r].map((value) => feeds.get(value)!.data);
  const rounded = b.map((value) => numberOfHalf(halfOf(value)));
  expect([...rounded]).not.toEqual([...b]);
  const sum = (count: number, term: (k: number) => number) =>
    Array.from({ length: count }, (_, k) => term(k)).reduce((total, value) => total + value, 0);
  for (let m = 0; m < 2; m++) {
    for (let n = 0; n < 4; n++)
      expect(known.get(y)!.data[4 * m + n]).toBeCloseTo(
        sum(3, (k) => a[3 * m + k] * rounded[4 * k + n]),
        12,
      );
    for (let k = 0; k < 3; k++)
      expect(known.get(dx)!.data[3 * m + k]).toBeCloseTo(
        sum(4, (n) => g[4 * m + n] * rounded[4 * k + n]),
        12,
      );
  }
  for (let k = 0; k < 3; k++)
    for (let n = 0; n < 4; n++)
      expect(known.get(dw)!.data[4 * k + n]).toBeCloseTo(
        sum(2, (m) => a[3 * m + k] * g[4 * m + n]),
        12,
      );
});
