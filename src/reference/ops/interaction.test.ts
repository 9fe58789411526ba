// The dot interaction by hand and its gradient by finite differences.

import { expect, it } from 'vitest';
import { Graph } from '../../graph/graph';
import { dotInteraction } from '../../graph/ops/interaction';
import { interpret } from '../interpreter';
import { tensor } from '../tensor';
import { checkGradient } from '../testing/finiteDifference';
import { weightedSum } from '../testing/weightedSum';

it('appends the products of every pair, row by row of the lower triangle', () => {
  const graph = new Graph();
  const dense = graph.input('dense', [1, 2]);
  const embeddings = graph.input('embeddings', [1, 3, 2]);
  const y = dotInteraction(dense, embeddings);
  const feeds = new Map([
    [dense, tensor([1, 2], [1, 2])],
    [embeddings, tensor([1, 3, 2], [3, 4, 5, 6, 7, 8])],
  ]);
  const known = interpret(graph.nodes, new Map(), feeds);
  // v1·v0; v2·v0, v2·v1; v3·v0, v3·v1, v3·v2.
  expect([...known.get(y)!.data]).toEqual([1, 2, 11, 17, 39, 23, 53, 83]);
});

it.each([1, 2, 5])('has the right gradients with %i tables', (tables) => {
  checkGradient({
    build(graph) {
      const dense = graph.input('dense', [3, 4]);
      const embeddings = graph.input('embeddings', [3, tables, 4]);
      return { loss: weightedSum(dotInteraction(dense, embeddings)), targets: [dense, embeddings] };
    },
  });
});
