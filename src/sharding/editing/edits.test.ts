// Whatever is edited, in whatever order: the plan stays one that can be carried out, the rules are kept, what an edit
// leaves alone is the same object, and undoing gives back the very document.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../base/errors';
import { plainEstimator } from '../torchrec/options';
import { plannerTable } from '../torchrec/table';
import { topologyOf } from '../torchrec/topology';
import { shapeProblems } from '../torchrec/validate';
import type { PlanDocument, PlanEdit } from './document';
import { applyEdit, legalDevices, tryEdit } from './edits';
import { estimatorCost } from './estimatorCost';
import { evaluate } from './evaluation';
import { did, opened, present, redo, undo, wentTo } from './history';
import { startOf } from './newDocument';
import { devicesOf, ruleProblems } from './rules';
import { documentOfShape, edited, editOf, editSeeds, shapes } from './testing/documents';

describe('any edits of any document', () => {
  test('keep a plan that can be carried out, and all rules', () => {
    let [done, refused] = [0, 0];
    fc.assert(
      fc.property(shapes, editSeeds, (shape, seeds) => {
        let document = documentOfShape(shape);
        for (const seed of seeds) {
          const before = document;
          const edit = editOf(document, seed);
          const attempt = tryEdit(document, edit);
          if ('problem' in attempt) {
            refused++;
            expect(attempt.problem).toMatch(/^[A-Z0-9t].*\.$/s);
            expect(() => applyEdit(before, edit)).toThrow(ConfigError);
            continue;
          }
          done++;
          document = attempt.document;
          expect(shapeProblems(document.plan, document.problem)).toEqual([]);
          expect(document.plan.tables.map(({ table }) => table)).toEqual([...document.problem.tables.keys()]);
          expect(ruleProblems(document)).toEqual([]);
          for (const table of before.rules.pinned)
            expect(document.plan.tables[table]).toBe(before.plan.tables[table]);
          for (const [table, own] of document.plan.tables.entries())
            if (JSON.stringify(own) === JSON.stringify(before.plan.tables[table]))
              expect(own).toBe(before.plan.tables[table]);
        }
      }),
      { numRuns: 150 },
    );
    expect(done).toBeGreaterThan(300);
    expect(refused).toBeGreaterThan(100);
  });

  test('a shard may go to the devices that are told, and lands there', () => {
    fc.assert(
      fc.property(shapes, editSeeds, fc.nat(), fc.nat(), (shape, seeds, a, b) => {
        const document = edited(documentOfShape(shape), seeds).at(-1)!;
        const table = a % document.plan.tables.length;
        const shard = b % document.plan.tables[table].shards.length;
        const legal = legalDevices(document, table, shard);
        for (let device = 0; device < document.problem.topology.ranks; device++) {
          const attempt = tryEdit(document, { kind: 'move', table, shard, device });
          if (device === document.plan.tables[table].shards[shard].device) {
            expect(attempt).toEqual({ document });
            expect(legal).not.toContain(device);
            continue;
          }
          expect('document' in attempt).toBe(legal.includes(device));
          if ('document' in attempt)
            expect(attempt.document.plan.tables[table].shards[shard].device).toBe(device);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('undone, the very document that was; done again, the very one that became', () => {
    fc.assert(
      fc.property(shapes, editSeeds, (shape, seeds) => {
        const documents = edited(documentOfShape(shape), seeds);
        let history = opened(documents[0], 'opened');
        for (const document of documents.slice(1)) history = did(history, document, 'edit');
        for (const document of documents.toReversed()) {
          expect(present(history)).toBe(document);
          history = undo(history);
        }
        expect(undo(history)).toBe(history);
        for (const document of documents) {
          expect(present(history)).toBe(document);
          history = redo(history);
        }
        expect(redo(history)).toBe(history);
      }),
      { numRuns: 40 },
    );
  });
});

test('a step after an undo drops what was undone; going beyond an end is the end', () => {
  const [a, b, c] = [tiny(), tiny(), tiny()];
  const history = did(undo(did(opened(a, 'open'), b, 'first')), c, 'second');
  expect(history.steps.map(({ label }) => label)).toEqual(['open', 'second']);
  expect(present(wentTo(history, 9))).toBe(c);
  expect(present(wentTo(history, -1))).toBe(a);
});

/** Four tables of 100 rows and 32 columns on two hosts of two devices; table i lies on device i. */
function tiny(device: 'cuda' | 'cpu' = 'cuda'): PlanDocument {
  const topology = topologyOf({ devices: 4, devicesPerHost: 2, hbmBytes: 2 ** 30 }, device);
  const table = { rows: 100, dimension: 32, bytesPerElement: 4, poolingFactor: 2, coverage: 1 };
  const tables = [0, 1, 2, 3].map((index) =>
    plannerTable({ ...table, name: `t${index}` }, 64, { minPartition: 16 }),
  );
  const problem = { tables, topology, settings: plainEstimator };
  let document = startOf(problem, { share: 0, denseBytes: 0 });
  for (const at of [0, 1, 2, 3]) document = applyEdit(document, { kind: 'whole', table: at, device: at });
  return document;
}

const withEdits = (document: PlanDocument, ...edits: PlanEdit[]) => edits.reduce(applyEdit, document);
const devices = ({ plan }: PlanDocument, table: number) =>
  plan.tables[table].shards.map(({ device }) => device);

describe('edits by hand', () => {
  test('columns over devices in their order, and whole again', () => {
    const split = withEdits(tiny(), { kind: 'splitColumns', table: 0, devices: [3, 1] });
    expect(split.plan.tables[0]).toEqual({
      ...{ table: 0, shardingType: 'column_wise', computeKernel: 'fused' },
      shards: [
        { device: 3, firstRow: 0, rows: 100, firstColumn: 0, columns: 16 },
        { device: 1, firstRow: 0, rows: 100, firstColumn: 16, columns: 16 },
      ],
    });
    const whole = withEdits(split, { kind: 'splitColumns', table: 0, devices: [2] });
    expect(whole.plan.tables[0].shardingType).toBe('table_wise');
    expect(devices(whole, 0)).toEqual([2]);
  });

  test('rows over all devices, or over a host', () => {
    const all = withEdits(tiny(), { kind: 'splitRows', table: 0, devices: [0, 1, 2, 3] });
    expect(all.plan.tables[0].shardingType).toBe('row_wise');
    expect(all.plan.tables[0].shards.map(({ rows }) => rows)).toEqual([25, 25, 25, 25]);
    const host = withEdits(tiny(), { kind: 'splitRows', table: 0, devices: [2, 3] });
    expect(host.plan.tables[0].shardingType).toBe('table_row_wise');
    const moved = withEdits(host, { kind: 'move', table: 0, shard: 1, device: 1 });
    expect(devices(moved, 0)).toEqual([0, 1]);
  });

  test('copies have the dense kernel, and lose it again', () => {
    const copied = withEdits(tiny(), { kind: 'replicate', table: 0 });
    expect(copied.plan.tables[0].computeKernel).toBe('dense');
    expect(devices(copied, 0)).toEqual([0, 1, 2, 3]);
    expect(withEdits(copied, { kind: 'whole', table: 0, device: 1 }).plan.tables[0].computeKernel).toBe(
      'fused',
    );
  });

  test('two shards change places', () => {
    const swapped = withEdits(tiny(), { kind: 'swap', table: 0, shard: 0, otherTable: 3, otherShard: 0 });
    expect([devices(swapped, 0), devices(swapped, 3)]).toEqual([[3], [0]]);
  });

  test('what belongs together moves together, and comes together where the first is, or the pinned', () => {
    const joined = withEdits(tiny(), { kind: 'together', tables: [0, 1], joined: true });
    expect([devices(joined, 0), devices(joined, 1)]).toEqual([[0], [0]]);
    const moved = withEdits(joined, { kind: 'move', table: 1, shard: 0, device: 3 });
    expect([devices(moved, 0), devices(moved, 1)]).toEqual([[3], [3]]);
    const pinned = withEdits(
      tiny(),
      { kind: 'pin', table: 2, pinned: true },
      { kind: 'together', tables: [0, 2], joined: true },
    );
    expect([devices(pinned, 0), devices(pinned, 2)]).toEqual([[2], [2]]);
    const larger = withEdits(moved, { kind: 'together', tables: [2, 1], joined: true });
    expect(larger.rules.together).toEqual([[2, 1, 0]]);
    expect([0, 1, 2].map((table) => devicesOf(larger.plan.tables[table]))).toEqual([[2], [2], [2]]);
  });

  const caching: PlanEdit = { kind: 'kernel', table: 0, computeKernel: 'fused_uvm_caching' };
  const cache = (cacheLoadFactor: number): PlanEdit => ({ kind: 'cache', table: 0, cacheLoadFactor });

  test('a cache of another size: more rows in device memory, less time, until another kernel', () => {
    const before = withEdits(tiny(), caching);
    const after = withEdits(before, cache(0.75));
    expect(after.plan.tables[0]).toEqual({ ...before.plan.tables[0], cacheLoadFactor: 0.75 });
    const cost = estimatorCost(before.problem);
    const [small, large] = [before, after].map((document) => evaluate(document, cost).tables[0]);
    // What the cache holds beside rows goes with them.
    expect(large.memory.hbm).toBeGreaterThan(small.memory.hbm + (0.75 - 0.2) * 100 * 32 * 4 * 0.99);
    expect(large.memory.ddr).toBe(small.memory.ddr);
    expect(large.total).toBeLessThan(small.total);
    // As large as it is already, it is the same plan.
    expect(withEdits(after, cache(0.75))).toBe(after);
    expect(withEdits(before, cache(0.2))).toBe(before);
    const split = withEdits(after, { kind: 'splitColumns', table: 0, devices: [0, 1] });
    expect(split.plan.tables[0]).toHaveProperty('cacheLoadFactor', 0.75);
    const fused = withEdits(after, { ...caching, computeKernel: 'fused' });
    expect(fused.plan.tables[0]).not.toHaveProperty('cacheLoadFactor');
  });

  const pin: PlanEdit = { kind: 'pin', table: 0, pinned: true };
  const join: PlanEdit = { kind: 'together', tables: [0, 1], joined: true };
  const ban: PlanEdit = { kind: 'forbid', table: 0, device: 2, forbidden: true };
  const rows: PlanEdit = { kind: 'type', table: 0, shardingType: 'row_wise' };
  const onHost: PlanEdit = { kind: 'type', table: 0, shardingType: 'table_row_wise' };
  test.each<[string, PlanEdit[], RegExp]>([
    ['pinned', [pin, { kind: 'move', table: 0, shard: 0, device: 1 }], /^t0: is pinned\. Unpin it first\.$/],
    ['pinned beside', [join, pin, { kind: 'move', table: 1, shard: 0, device: 3 }], /^t0: is pinned/],
    [
      'forbidden',
      [ban, { kind: 'whole', table: 0, device: 2 }],
      /^t0: may not use device 2\. Choose another/,
    ],
    ['forbidden where it is', [{ ...ban, device: 0 }], /^t0: lies on device 0\. Move it before/],
    ['copies on a forbidden device', [ban, { kind: 'replicate', table: 0 }], /^t0: may not use device 2/],
    [
      'no such device',
      [{ kind: 'move', table: 0, shard: 0, device: 4 }],
      /no device 4\. Choose one of 0 to 3/,
    ],
    ['no such table', [{ kind: 'replicate', table: 9 }], /no table 9\. The plan has tables 0 to 3/],
    ['no such shard', [{ kind: 'move', table: 0, shard: 1, device: 1 }], /no shard 1/],
    [
      'three parts of 32',
      [{ kind: 'splitColumns', table: 0, devices: [0, 1, 2] }],
      /32 columns, which do not divide into 3 .*Choose 2, 4, 8 parts/,
    ],
    ['no parts', [{ kind: 'splitColumns', table: 0, devices: [] }], /do not divide into 0/],
    [
      'rows over two hosts',
      [{ kind: 'splitRows', table: 0, devices: [1, 2] }],
      /cannot be cut by rows over devices 1–2/,
    ],
    [
      'one of rows over all',
      [rows, { kind: 'move', table: 0, shard: 0, device: 1 }],
      /none of its shards can move/,
    ],
    [
      'a copy',
      [
        { kind: 'replicate', table: 0 },
        { kind: 'move', table: 0, shard: 0, device: 1 },
      ],
      /none of its copies/,
    ],
    [
      'rows out of order',
      [onHost, { kind: 'move', table: 0, shard: 0, device: 3 }],
      /shard 0 cannot go to device 3.*On that host its place is device 2/,
    ],
    [
      'apart',
      [join, { kind: 'splitColumns', table: 0, devices: [0, 1] }],
      /t0 on devices 0–1 and t1 on device 0 belong together/,
    ],
    ['cannot come', [{ ...rows, table: 1 }, join], /^t1: lies on devices 0–3 and t0 on device 0/],
    ['alone', [{ kind: 'together', tables: [1, 1], joined: true }], /One table alone/],
    [
      'kernel',
      [{ kind: 'kernel', table: 0, computeKernel: 'dense' }],
      /kernel dense does not serve table_wise/,
    ],
    ['no cache', [cache(0.5)], /^t0: has no cache under kernel fused\. Choose fused_uvm_caching first\.$/],
    [
      'nothing in the cache',
      [caching, cache(0)],
      /^t0: its cache has a load factor of 0\. Give a share above 0/,
    ],
    [
      'more than all rows',
      [caching, cache(1.5)],
      /^t0: .*load factor of 1\.5\. Give a share above 0 and up to 1/,
    ],
    ['no number', [caching, cache(Number.NaN)], /^t0: .*load factor of NaN/],
    ['a pinned cache', [caching, pin, cache(0.5)], /^t0: is pinned/],
  ])('refused: %s', (_name, edits, message) => {
    const before = withEdits(tiny(), ...edits.slice(0, -1));
    expect(() => applyEdit(before, edits[edits.length - 1])).toThrow(message);
  });

  test('a CPU offers no rows', () =>
    expect(() => applyEdit(tiny('cpu'), rows)).toThrow(/^t0: row_wise is not offered on cpu/));

  test('rules are lifted again', () => {
    const ruled = withEdits(tiny(), join, pin, ban);
    const free = withEdits(
      ruled,
      { kind: 'pin', table: 0, pinned: false },
      { kind: 'together', tables: [0], joined: false },
      { ...ban, forbidden: false },
    );
    expect(free.rules).toEqual({ pinned: [], together: [], forbidden: [] });
  });
});
