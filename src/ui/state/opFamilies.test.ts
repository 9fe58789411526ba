// Every op of the graph falls into the family it belongs to; only element-wise ones into the last resort.

import { expect, test } from 'vitest';
import '../../graph/ops';
import { opNames } from '../../graph/op';
import { isElementwise } from '../../graph/ops/elementwise';
import { families, familyOf } from './opFamilies';

test('what is taken for element-wise is element-wise', () => {
  const taken = opNames().filter((op) => familyOf(op).id === 'elementwise');
  expect(taken.filter((op) => !isElementwise(op)).sort()).toEqual([
    'convert',
    'dequantise',
    'dropout',
    'fused',
    'integerAdd',
    'packBitPlanes',
    'quantise',
    'unpackBitPlanes',
  ]);
});

test('no element-wise op is taken for another', () => {
  for (const op of opNames().filter(isElementwise)) expect(familyOf(op).id, op).toBe('elementwise');
});

test('every family has ops and a colour of its own', () => {
  const used = new Set(opNames().map((op) => familyOf(op).id));
  expect(families.filter(({ id }) => !used.has(id))).toEqual([]);
  expect(new Set(families.map(({ colour }) => colour)).size).toBe(families.length);
});
