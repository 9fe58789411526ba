// The file of measured costs: what is written is read back, and whatever is damaged ends in one error that says where.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DataError } from '../../base/errors';
import { contentsOf } from '../editing/fileSources';
import { costsRecord, readCosts } from './costsFile';
import { costsOfModel, pricedModel } from './testing/pricedModel';

const costs = costsOfModel(pricedModel);
const text = () => JSON.stringify(costsRecord(costs));

test('is read back as it was written', () => {
  expect(readCosts(JSON.parse(text()), 'costs.json')).toEqual(costs);
  expect(contentsOf({ file: 'costs.json', text: text() })).toEqual({
    ...{ kind: 'costs', file: 'costs.json', adapter: 'a card' },
  });
});

const refused = (change: (record: ReturnType<typeof costsRecord>) => void) => {
  const record = JSON.parse(text());
  change(record);
  return () => readCosts(record, 'costs.json');
};

test.each<[string, Parameters<typeof refused>[0], RegExp]>([
  ['another version', (record) => Object.assign(record, { version: 2 }), /version is not 1/],
  ['terms of another version', ({ phases }) => phases[0].terms.pop(), /phase 0: terms are 6 and not 7/],
  ['a negative price', ({ phases }) => Object.assign(phases[4].terms[2], { seconds: -1 }), /term 2: seconds/],
  ['another term', ({ phases }) => Object.assign(phases[1].terms[0], { title: 'x' }), /is not “a dispatch”/],
  ['a phase less', ({ phases }) => phases.splice(2, 1), /phases: lack slice/],
  ['a phase twice', ({ phases }) => phases.push(phases[0]), /is pooling, as of another/],
  ['a range backwards', ({ range }) => Object.assign(range, { rows: [5, 2] }), /rows ends before it begins/],
  ['no held plans', ({ held }) => Object.assign(held, { plans: 0 }), /plans is no whole number/],
])('%s is refused', (_, change, message) => {
  expect(refused(change)).toThrow(DataError);
  expect(refused(change)).toThrow(message);
});

/** Every place in a JSON value. */
function places(value: unknown, at: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [at];
  return [at, ...Object.entries(value).flatMap(([key, each]) => places(each, [...at, key]))];
}

test('any value in any place, or none, is taken or refused with one error', () => {
  const all = places(JSON.parse(text())).filter((at) => at.length);
  fc.assert(
    fc.property(fc.constantFrom(...all), fc.option(fc.jsonValue(), { nil: undefined }), (at, value) => {
      const record = JSON.parse(text());
      const holder = at.slice(0, -1).reduce((inside, key) => inside[key], record);
      if (value === undefined) delete holder[at.at(-1)!];
      else holder[at.at(-1)!] = value;
      try {
        // Lists have no holes in JSON.
        readCosts(JSON.parse(JSON.stringify(record)), 'costs.json');
      } catch (error) {
        expect(error).toBeInstanceOf(DataError);
        expect((error as Error).message).toContain('costs.json');
      }
    }),
    { numRuns: 600 },
  );
});

test('a text that is cut off or changed is taken or refused with one error', () => {
  const whole = text();
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.option(fc.string({ maxLength: 2 })), (at, other) => {
      const damaged = other === null ? whole.slice(0, at) : whole.slice(0, at) + other + whole.slice(at + 1);
      try {
        contentsOf({ file: 'costs.json', text: damaged });
      } catch (error) {
        expect(error).toBeInstanceOf(DataError);
      }
    }),
    { numRuns: 300 },
  );
});
