// What every claim of every experiment keeps to, and what a verdict carries of it.

import { expect, test } from 'vitest';
import { experiments } from '.';
import { type Claim, judge } from './experiment';

const input = { config: {}, seed: 0, metrics: {}, evaluations: [], findings: [], data: '' };
const claim: Claim = {
  ...{ id: 'c', statement: 's', published: 'p', source: 'w', untested: 'no run' },
  measure: () => 3,
  holds: (figure) => figure > 2,
};

test('a verdict says what its figure comes from, judged or not', () => {
  const modelled: Claim = { ...claim, basis: 'modelled' };
  const nothing: Claim = { ...modelled, measure: () => undefined };
  const verdict = { id: 'c', statement: 's', published: 'p' };
  expect(judge([claim, modelled, { ...claim, measure: () => 1 }, nothing], input)).toEqual([
    { ...verdict, basis: 'measured', measured: 3, holds: true, why: 'holds in this run' },
    { ...verdict, basis: 'modelled', measured: 3, holds: true, why: 'holds in this run' },
    { ...verdict, basis: 'measured', measured: 1, holds: false, why: 'does not hold in this run' },
    { ...verdict, basis: 'modelled', measured: null, holds: null, why: 'no run' },
  ]);
});

test('a claim that says its figure is modelled or predicted is marked so', () => {
  for (const { id, claims } of experiments)
    for (const { basis = 'measured', ...own } of claims)
      if (/\(modelled|\(predicted|modelled time/.test(`${own.statement} ${own.source}`))
        expect(basis, `${id}: ${own.id}`).toBe('modelled');
});
