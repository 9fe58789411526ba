// What is open outlives the page as it was, to the last digit; what is damaged is refused and never throws anything else.

// @vitest-environment node
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DataError } from '../../base/errors';
import { clusterPresets } from '../../sharding/editing/clusters';
import type { PlanDocument } from '../../sharding/editing/document';
import { applyEdit } from '../../sharding/editing/edits';
import { estimatorCost } from '../../sharding/editing/estimatorCost';
import { evaluate } from '../../sharding/editing/evaluation';
import {
  contentsOf,
  firstChoice,
  generatedDocument,
  mlperfDocument,
  settingsFor,
} from '../../sharding/editing/sources';
import { originOf } from './placementOrigin';
import { type KeptPlacement, placementText, readPlacement } from './placementRecord';

const kept = (document: PlanDocument, more: Partial<KeptPlacement> = {}): KeptPlacement => ({
  ...{ document, origin: originOf(document), cost: { kind: 'estimator' }, savedAt: 17, ...more },
});
const again = (given: KeptPlacement) => readPlacement(placementText(given));

const edited = ([{ cluster, device }] = clusterPresets) => {
  let { document } = mlperfDocument(settingsFor(cluster, device));
  document = applyEdit(document, { kind: 'splitColumns', table: 9, devices: [1, 3] });
  document = applyEdit(document, { kind: 'replicate', table: 2 });
  document = applyEdit(document, { kind: 'pin', table: 9, pinned: true });
  document = applyEdit(document, { kind: 'forbid', table: 4, device: 6, forbidden: true });
  return applyEdit(document, { kind: 'together', tables: [11, 12], joined: true });
};

const numbersOf = (document: PlanDocument) => {
  const { rating, devices, violations } = evaluate(document, estimatorCost(document.problem));
  return { rating, devices, violations };
};

test('plan, rules, tables and settings come back, and cost the same', () => {
  const document = edited();
  const back = again(kept(document));
  expect(back).toEqual(kept(document));
  expect(numbersOf(back.document)).toEqual(numbersOf(document));
});

test('the run that counted accesses comes back', () => {
  const document = edited();
  const run = { experiment: 'zionex', seed: 2, settings: { data: 'rare', samples: 9 }, files: ['a.csv'] };
  const given = kept(document, { origin: { ...originOf(document), run } });
  expect(again(given).origin.run).toEqual(run);
  const damaged = { ...run, files: 'a.csv' } as unknown as typeof run;
  expect(() => again(kept(document, { origin: { ...originOf(document), run: damaged } }))).toThrow(DataError);
});

test('on every cluster, of made-up tables with accesses, the evaluation is the same', () => {
  const settings = clusterPresets.map(({ cluster, device }) => settingsFor(cluster, device));
  fc.assert(
    fc.property(
      fc.nat(1000),
      fc.integer({ min: 1, max: 40 }),
      fc.constantFrom(...settings),
      (seed, count, of) => {
        const { document } = generatedDocument({ seed, count, dimension: 128, bytesPerElement: 4 }, of);
        const back = again(kept(document));
        expect(back.document).toEqual(document);
        expect(numbersOf(back.document)).toEqual(numbersOf(document));
      },
    ),
    { numRuns: 30 },
  );
});

test('files that hold more than what is open can be chosen from again', () => {
  const given = { file: 'tasks.json', text: '{"train": [[0]], "test": [[0], [1]]}' };
  const document = edited();
  const files = { read: [{ given, contents: contentsOf(given) }], choice: { ...firstChoice, task: 1 } };
  const origin = { ...originOf(document), files };
  expect(again(kept(document, { origin })).origin.files).toEqual(files);
});

test('what a later part of the page adds to tables, plans and costs is carried along', () => {
  const document = edited();
  const [first, ...others] = document.plan.tables;
  const plan = {
    tables: [{ ...first, computeKernel: 'fused_uvm_caching' as const, cacheLoadFactor: 0.25 }, ...others],
  };
  const weights = new Map([['w', { shape: [2], data: Float32Array.of(1.5, -0.1) }]]);
  const cost = {
    kind: 'learned',
    weights,
    most: Number.POSITIVE_INFINITY,
  } as unknown as KeptPlacement['cost'];
  const back = again(kept({ ...document, plan }, { cost }));
  expect(back.document.plan.tables[0]).toHaveProperty('cacheLoadFactor', 0.25);
  expect(back.cost).toEqual(cost);
});

const text = placementText(kept(edited()));
const damaged = (change: (record: ReturnType<typeof JSON.parse>) => void): string => {
  const record = JSON.parse(text);
  change(record);
  return JSON.stringify(record);
};

test.each<[string, string, RegExp]>([
  ['cut off', text.slice(0, -20), /damaged or cut off/],
  ['empty', '', /damaged or cut off/],
  ['another version', damaged((r) => (r.format = 'tessera-placement-0')), /format/],
  ['no tables', damaged((r) => (r.document.problem.tables = [])), /document\.problem\.tables/],
  ['a table without rows', damaged((r) => (r.document.problem.tables[3].rows = null)), /tables\.3\.rows/],
  ['a table missing from the plan', damaged((r) => r.document.plan.tables.pop()), /is missing from the plan/],
  ['a plan in another order', damaged((r) => r.document.plan.tables.reverse()), /order of its tables/],
  ['a device too many', damaged((r) => (r.document.plan.tables[0].shards[0].device = 99)), /beyond the 8/],
  ['a shard too short', damaged((r) => (r.document.plan.tables[0].shards[0].rows -= 1)), /t_cat_0/],
  ['a rule of no table', damaged((r) => r.document.rules.pinned.push(26)), /rules/],
])('refused: %s', (_name, wrong, message) => {
  expect(() => readPlacement(wrong)).toThrow(DataError);
  expect(() => readPlacement(wrong)).toThrow(message);
});

test('whatever is cut out or put in, it is read or refused', () => {
  fc.assert(
    fc.property(fc.nat(text.length - 1), fc.nat(40), fc.string({ maxLength: 8 }), (at, length, put) => {
      const wrong = text.slice(0, at) + put + text.slice(at + length);
      try {
        const { document } = readPlacement(wrong);
        evaluate(document, estimatorCost(document.problem));
      } catch (error) {
        expect(error).toBeInstanceOf(DataError);
      }
    }),
    { numRuns: 200 },
  );
});
