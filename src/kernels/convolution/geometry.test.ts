// The phases of a strided convolution's input gradient partition the rows and taps exactly.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Graph } from '../../graph/graph';
import '../../graph/ops';
import { windowOutput } from '../../graph/ops/convolution';
import { geometryOf, phasesOf } from './geometry';

const sizes = fc.record({
  size: fc.integer({ min: 1, max: 20 }),
  kernel: fc.integer({ min: 1, max: 5 }),
  stride: fc.integer({ min: 1, max: 4 }),
  dilation: fc.integer({ min: 1, max: 4 }),
  padding: fc.integer({ min: 0, max: 4 }),
});

test('every (row, tap) pair with a whole row of dy is visited once, and no other', () => {
  fc.assert(
    fc.property(sizes, ({ size, kernel, stride, dilation, padding }) => {
      const attributes = {
        stride: [stride, 1],
        padding: [padding, padding, 0, 0],
        dilation: [dilation, 1],
        groups: 1,
      } as const;
      const [height] = windowOutput([size, 1], [kernel, 1], attributes);
      fc.pre(height > 0);
      const graph = new Graph();
      const node = graph.apply(
        'convolutionInputGradient',
        [graph.input('dy', [1, height, 1, 4]), graph.input('w', [kernel, 1, 4, 4])],
        { ...attributes, epilogue: {}, shape: [1, size, 1, 4] },
      )[0].producer!;
      const g = geometryOf(node, [1, size, 1, 4], [kernel, 1, 4, 4], [1, height, 1, 4]);
      const visited: string[] = [];
      for (const phase of phasesOf(g, 0))
        for (let row = 0; row < phase.size; row++)
          for (let t = 0; t < phase.taps; t++) {
            const h = phase.first + row * stride;
            const k = phase.tap + t * phase.tapStep;
            const y = phase.origin + row - t * phase.originStep;
            expect(k).toBeLessThan(kernel);
            expect(y * stride).toBe(h + padding - k * dilation);
            visited.push(`${h},${k}`);
          }
      const expected: string[] = [];
      for (let h = 0; h < size; h++)
        for (let k = 0; k < kernel; k++)
          if ((h + padding - k * dilation) % stride === 0) expected.push(`${h},${k}`);
      expect(visited.sort()).toEqual(expected.sort());
    }),
  );
});
