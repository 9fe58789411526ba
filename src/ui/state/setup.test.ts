// The address of the page: only what differs, back to the same setup, and bad values named.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { experiments } from '../../experiments';
import type { Experiment } from '../../experiments/experiment';
import { type ConfigValue, defaultsOf, type FieldDescription, fieldsOf } from '../../experiments/schema';
import { changedKeys, defaultSetup, reserved, type Setup, setupFromQuery, setupToQuery } from './setup';

function arbitraryValue(field: FieldDescription): fc.Arbitrary<ConfigValue> {
  if (field.choices) return fc.constantFrom(...field.choices.map(({ value }) => value));
  if (field.kind === 'boolean') return fc.boolean();
  if (field.kind === 'text') return fc.constantFrom('8', '64-32', '512-256-128');
  const range = { min: field.minimum ?? 0, max: field.maximum ?? 1, noNaN: true };
  // −0 has no text of its own.
  if (field.kind === 'number') return fc.double(range).map((value) => value + 0);
  return fc.integer({ min: range.min, max: range.max });
}

const arbitrarySetup: fc.Arbitrary<Setup> = fc
  .constantFrom<Experiment[]>(...experiments)
  .chain((experiment) => {
    const values = Object.fromEntries(
      fieldsOf(experiment.config).map(([key, field]) => [key, arbitraryValue(field)]),
    );
    return fc.record({
      experiment: fc.constant(experiment.id),
      config: fc.record(values, { noNullPrototype: true }),
      seed: fc.nat(2 ** 31),
    });
  });

test('every setup survives the way into the address and back', () => {
  fc.assert(
    fc.property(arbitrarySetup, (setup) => {
      expect(setupFromQuery(setupToQuery(setup))).toMatchObject({ setup, problems: [] });
    }),
  );
});

test('defaults leave no trace; one change leaves one entry', () => {
  expect(setupToQuery(defaultSetup())).toBe('');
  const setup = defaultSetup();
  expect(setupToQuery({ ...setup, config: { ...setup.config, depth: 14 } })).toBe('?depth=14&v=1');
  expect(setupToQuery({ ...setup, seed: 7 })).toBe('?seed=7&v=1');
  expect(setupToQuery(defaultSetup(experiments[1]))).toBe('?experiment=train-vit&v=1');
});

test('the open panel and the address of the data come along', () => {
  const place = { panel: 'memory', dataUrl: 'https://example.org/a b.csv?x=1&y=2', placed: null };
  expect(setupFromQuery(setupToQuery(defaultSetup(), place))).toEqual({
    setup: defaultSetup(),
    place,
    problems: [],
  });
  expect(setupToQuery(defaultSetup(), { panel: 'charts', dataUrl: null })).toBe('');
});

test('no setting has a name that means something else in an address', () => {
  for (const { config } of experiments)
    for (const [key] of fieldsOf(config)) expect(reserved).not.toContain(key);
});

test('changed settings are those that differ', () => {
  const setup = defaultSetup();
  expect(changedKeys(setup)).toEqual([]);
  expect(changedKeys({ ...setup, config: { ...setup.config, batch: 128 } })).toEqual(['batch']);
});

describe('bad values are listed and ignored', () => {
  const defaults = defaultsOf(experiments[0].config);

  test.each([
    ['?depth=seven', /depth = "seven"/],
    ['?depth=1000', /depth = 1000 is above 110/],
    ['?depth=8.5', /depth = 8\.5 is not a whole number/],
    ['?schedule=spiral', /schedule = "spiral".*cosine/],
    ['?learningRate=NaN', /learningRate = "NaN"/],
    ['?colour=red', /"colour" is not a setting/],
    ['?seed=-1', /seed = "-1"/],
    ['?seed=4294967296', /seed = "4294967296"/],
    ['?v=2', /v = "2"/],
    ['?panel=kitchen', /panel = "kitchen".*memory/],
    ['?dataUrl=javascript:alert(1)', /dataUrl = "javascript:alert\(1\)"/],
    ['?dataUrl=data.csv', /dataUrl = "data\.csv"/],
    ['?experiment=train-gpt&depth=14', /experiment = "train-gpt".*train-resnet/],
  ])('%s', (query, problem) => {
    const { setup, place, problems } = setupFromQuery(query);
    expect(place).toEqual({ panel: 'charts', dataUrl: null, placed: null });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(problem);
    expect(setup).toEqual({ experiment: experiments[0].id, config: defaults, seed: 0 });
  });

  test('good values beside a bad one are kept', () => {
    const { setup, problems } = setupFromQuery('?depth=14&batch=0');
    expect(setup.config.depth).toBe(14);
    expect(problems).toHaveLength(1);
  });

  test('no text breaks the page', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => setupFromQuery(`?${text}`)).not.toThrow();
      }),
    );
  });
});

test('what is placed is said while its panel is open', () => {
  const place = { panel: 'placement', dataUrl: null, placed: 'mlperf.dgx-a100' };
  const query = setupToQuery(defaultSetup(), place);
  expect(query).toBe('?panel=placement&placed=mlperf.dgx-a100&v=1');
  expect(setupFromQuery(query)).toMatchObject({ place, problems: [] });
  expect(setupToQuery(defaultSetup(), { ...place, panel: 'charts' })).toBe('');
});
