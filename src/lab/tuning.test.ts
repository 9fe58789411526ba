// Tables in files: what is written is read again, what is damaged is named, what was measured elsewhere is not used.

import { describe, expect, test } from 'vitest';
import type { AdapterReport } from '../gpu/device';
import { adapterKey, merged, parseTuning, type TuningTable, tuningText } from './tuning';
import { newTable, productsFor } from './tuningUse';

const adapter = { vendor: 'google', architecture: 'swiftshader', device: '' } as AdapterReport;
const product = {
  shapeClass: 'gemm/tiled f32·f32 NN m8 n6 k7 b0 p1',
  label: 'head.matmul',
  rows: 256,
  columns: 64,
  depth: 128,
  batch: 1,
  uses: 2,
  ways: [
    { name: 'quad 32×32', milliseconds: 2, state: 'timed' as const },
    { name: 'register 16×16', milliseconds: 1, state: 'timed' as const },
    { name: 'workgroup 64×64', milliseconds: null, state: 'wrong' as const },
  ],
  chosen: 'register 16×16',
};

describe('a table', () => {
  test('is read as it was written, and used where it was measured', async () => {
    const table = await newTable(adapter, [product]);
    const read = parseTuning(tuningText(table), 'tuning.json');
    expect(read).toEqual(table);
    expect(await productsFor(read, adapter)).toEqual({ products: [product] });
  });

  test('of another adapter or other kernels is not used, in one sentence', async () => {
    const table = await newTable(adapter, [product]);
    const elsewhere = await productsFor(table, { ...adapter, vendor: 'nvidia' });
    expect(elsewhere).toHaveProperty(
      'refusal',
      expect.stringMatching(/^The tuning was measured on google .*nvidia/),
    );
    expect(await productsFor({ ...table, kernels: 'older' }, adapter)).toHaveProperty(
      'refusal',
      'The tuning was measured with other kernels and is not used. Tune again.',
    );
  });

  test('takes in what was measured later, unless that was measured elsewhere', async () => {
    const earlier = await newTable(adapter, [product]);
    const later: TuningTable = { ...earlier, products: [{ ...product, rows: 512 }] };
    expect(merged(earlier, later).products).toHaveLength(2);
    expect(merged({ ...earlier, kernels: 'older' }, later)).toBe(later);
    expect(merged(null, later)).toBe(later);
  });

  test.each([
    ['no JSON', '{', /^t\.json: content: is no JSON/],
    ['another format', '{"format":"other"}', /^t\.json: .*is no tuning of this lab/],
    [
      'a negative time',
      JSON.stringify({ ...product, ways: [{ ...product.ways[0], milliseconds: -1 }] }),
      /milliseconds/,
    ],
    ['a winner that is not there', JSON.stringify({ ...product, chosen: 'quad 1×1' }), /not measured/],
    ['a winner that was wrong', JSON.stringify({ ...product, chosen: 'workgroup 64×64' }), /not measured/],
  ])('%s is one clear line', (_, text, expected) => {
    const whole = text.startsWith('{"shapeClass')
      ? `{"format":"tessera-tuning-1","adapter":"a","kernels":"k","products":[${text}]}`
      : text;
    expect(() => parseTuning(whole, 't.json')).toThrow(expected);
  });
});

describe('adapterKey', () => {
  test.each([
    ['Mozilla/5.0 (X11) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36', 'Chrome 156'],
    [
      'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36 Edg/156.0.1',
      'Edge 156',
    ],
    ['Mozilla/5.0 (X11; rv:160.0) Gecko/20100101 Firefox/160.0', 'Firefox 160'],
    [
      'Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/27.1 Safari/605.1.15',
      'Safari 27',
    ],
    ['', 'outside a browser'],
  ])('%s', (agent, browser) => {
    expect(adapterKey(adapter, agent)).toBe(`google swiftshader, ${browser}`);
  });
});
