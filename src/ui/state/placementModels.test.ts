// Costs and networks outlive the page as they were; of damaged ones only those are lost.

// @vitest-environment node
import { expect, test } from 'vitest';
import { DataError } from '../../base/errors';
import type { GivenCost } from '../../sharding/editing/givenCost';
import { costsOfModel, likelyModel } from '../../sharding/measured/testing/pricedModel';
import { randomNetworks } from '../../sharding/trained/testing/networks';
import { estimator } from './placementCosts';
import { modelsText, readModels } from './placementModels';

const networks = randomNetworks(3, 4);
const costs: GivenCost[] = [
  estimator,
  {
    ...{ kind: 'measured', file: 'a.json', costs: costsOfModel(likelyModel) },
    latencies: { within: 1, between: 2 },
  },
  { kind: 'learned', network: networks.neuroshard },
];
const text = modelsText(costs, networks);

test('come back as they were, but for what is always there', () => {
  const back = readModels(text);
  expect(back.costs).toEqual(costs.slice(1));
  expect(back.networks).toEqual(Object.values(networks));
  expect(back.lost).toBe(0);
  expect(back.ran).toBeUndefined();
  const ran = { file: 'ran-plan.json', text: '{}' };
  expect(readModels(modelsText(costs, {}, ran)).ran).toEqual(ran);
});

test.each<[string, (record: ReturnType<typeof JSON.parse>) => void, number, number]>([
  ['measured costs', (record) => (record.costs[0].costs.model.pooling.weights = 'none'), 1, 3],
  ['costs of a later page', (record) => (record.costs[1].kind = 'divined'), 1, 3],
  ['a network', (record) => (record.networks[1] = record.networks[1].slice(9)), 2, 2],
])('of damaged %s only those are lost', (_, change, left, known) => {
  const record = JSON.parse(text);
  change(record);
  const back = readModels(JSON.stringify(record));
  expect([back.costs.length, back.networks.length, back.lost]).toEqual([left, known, 1]);
});

test.each([
  ['cut off', text.slice(0, -9), /damaged or cut off/],
  ['of another version', text.replace('models-1', 'models-0'), /format/],
])('%s is refused', (_, wrong, message) => {
  expect(() => readModels(wrong)).toThrow(DataError);
  expect(() => readModels(wrong)).toThrow(message);
});
