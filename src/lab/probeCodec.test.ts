// A probe survives a file: pictures to 8 bits, all else exactly; zero stays zero.

import fc from 'fast-check';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import type { ProbeReport } from '../experiments/probe';
import { packProbe, probeSchema } from './probeCodec';

const throughFile = (probe: ProbeReport): ProbeReport =>
  v.parse(probeSchema, JSON.parse(JSON.stringify(packProbe(probe))));

const pictures = (values: number[], width: number) => ({
  count: values.length / width,
  height: 1,
  width,
  values: Float32Array.from(values),
});

const plain: ProbeReport = {
  step: 7,
  milliseconds: 1.25,
  parameters: [
    {
      name: 'head.weight',
      shape: [2, 1],
      count: 2,
      taken: 2,
      norm: 1 / 3,
      mean: 0.1,
      minimum: -1,
      maximum: 1,
      gradientNorm: null,
      change: { since: 3, relative: 0.01 },
      histogram: { limit: 1, counts: [1, 0, 1] },
    },
  ],
  sample: {
    index: 1,
    count: 4,
    label: 'seven',
    predictions: [{ name: 'one', probability: 0.75 }],
    height: 1,
    width: 2,
    channels: 1,
    pixels: Uint8Array.from([0, 255]),
  },
};

test('what is no picture comes back exactly', () => {
  expect(throughFile(plain)).toEqual(plain);
});

test('pictures come back within half a level of their own scale, and zeros as zeros', () => {
  const value = fc.float({ min: -8, max: 8, noNaN: true });
  const grids = fc.array(fc.tuple(value, value, fc.constant(0)), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(grids, (rows) => {
      const positions = pictures(rows.flat(), 3);
      const back = throughFile({ ...plain, positions }).positions!;
      for (const [index, row] of rows.entries()) {
        const limit = Math.max(...row.map(Math.abs));
        for (const [x, expected] of row.entries())
          expect(Math.abs(back.values[3 * index + x] - expected)).toBeLessThanOrEqual(limit / 253);
        expect(back.values[3 * index + 2]).toBe(0);
      }
    }),
  );
});

test('attention too large for a file is left out, and said to be', () => {
  const maps = [{ layer: 0, name: 'a', pictures: pictures(new Array(2 ** 18 + 1).fill(0.5), 1) }];
  const attention = { layers: 1, heads: 1, grid: { rows: 1, columns: 1 }, maps };
  const back = throughFile({ ...plain, attention }).attention!;
  expect(back.maps).toEqual([]);
  expect(back.omitted).toMatch(/not kept/);
});

test('pictures of another size than stated are refused', () => {
  const packed = packProbe({ ...plain, positions: pictures([1, 2], 2) });
  const damaged = { ...packed, positions: { ...packed.positions!, width: 3 } };
  expect(v.safeParse(probeSchema, JSON.parse(JSON.stringify(damaged))).success).toBe(false);
});
