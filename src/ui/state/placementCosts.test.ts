// Costs that can be chosen are told apart, also where they are of one adapter or from files of one name.

import { beforeEach, expect, test } from 'vitest';
import type { GivenCost } from '../../sharding/editing/givenCost';
import { usualLatencies } from '../../sharding/editing/measuredCost';
import { costsOfModel, likelyModel } from '../../sharding/measured/testing/pricedModel';
import { costNames, estimator, identityOf, offerCost, useCosts } from './placementCosts';

const measured = (file: string): Extract<GivenCost, { kind: 'measured' }> => ({
  ...{ kind: 'measured', file, costs: costsOfModel(likelyModel), latencies: usualLatencies },
});
const all = () => useCosts.getState().costs;

beforeEach(() => useCosts.setState({ costs: [estimator] }));

test('two files of one adapter have names and identities of their own', () => {
  offerCost(measured('a.json'));
  expect(costNames(all())).toEqual(['TorchRec’s estimator', 'Kernels measured on a card']);
  offerCost(measured('b.json'));
  offerCost(measured('b.json'));
  expect(costNames(all())).toEqual([
    'TorchRec’s estimator',
    'Kernels measured on a card (a.json)',
    'Kernels measured on a card (b.json)',
    'Kernels measured on a card (b.json), 2',
  ]);
  expect(new Set(all().map(identityOf)).size).toBe(4);
});

test('under other latencies it is the same one', () => {
  const given = measured('a.json');
  offerCost(given);
  const before = identityOf(given);
  const next = { ...given, latencies: { within: 1, between: 2 } };
  offerCost(next, given);
  expect(all()).toEqual([estimator, next]);
  expect(identityOf(next)).toBe(before);
});
