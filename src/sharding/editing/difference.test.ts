// Two plans side by side: what devices gained is what tables gained, and bytes to be carried are counted by hand.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clusterPresets } from './clusters';
import { comparePlans } from './difference';
import { applyEdit } from './edits';
import { estimatorCost } from './estimatorCost';
import { evaluate } from './evaluation';
import { mlperfDocument, settingsFor } from './sources';
import { documentOfShape, edited, editSeeds, shapes } from './testing/documents';

const PARTS = ['forwardCompute', 'forwardComms', 'backwardCompute', 'backwardComms', 'prefetch'] as const;

test('adds up: devices, tables, and there and back', () => {
  fc.assert(
    fc.property(shapes, editSeeds, (shape, seeds) => {
      const documents = edited(documentOfShape(shape), seeds);
      const [first, last] = [documents[0], documents.at(-1)!];
      const cost = estimatorCost(first.problem);
      const [before, after] = [evaluate(first, cost), evaluate(last, cost)];
      const found = comparePlans(before, after);
      const sum = (values: readonly number[]) => values.reduce((all, each) => all + each, 0);
      const close = (a: number, b: number) =>
        expect(Math.abs(a - b)).toBeLessThanOrEqual(1e-12 * found.timeBefore);
      const tables = sum(after.tables.map(({ total }, table) => total - before.tables[table].total));
      const devices = sum(found.devices.map(({ timeBefore, timeAfter }) => timeAfter - timeBefore));
      close(devices, tables);
      close(found.timeAfter - found.timeBefore, tables);
      close(
        sum(
          found.devices.flatMap((each) => PARTS.map((part) => each.perfAfter[part] - each.perfBefore[part])),
        ),
        tables,
      );
      // Whatever changed is either recut or moved.
      const named = new Set([...found.recut, ...found.moved].map(({ table }) => table));
      for (const [table, own] of last.plan.tables.entries())
        expect(named.has(table)).toBe(JSON.stringify(own) !== JSON.stringify(first.plan.tables[table]));
      const recut = sum(found.recut.map(({ timeBefore, timeAfter }) => timeAfter - timeBefore));
      close(recut, tables);
      const hbm = sum(found.devices.map((each) => each.memoryAfter.hbm - each.memoryBefore.hbm));
      expect(found.memoryAfter.hbm - found.memoryBefore.hbm).toBe(hbm);
      expect(found.unpinned).toEqual([]);
      const back = comparePlans(after, before);
      expect(back.ratingBefore).toBe(found.ratingAfter);
      expect(back.moved.map(({ from, to }) => [to, from])).toEqual(
        found.moved.map(({ from, to }) => [from, to]),
      );
    }),
    { numRuns: 80 },
  );
});

const { cluster, device } = clusterPresets[0];
const { document } = mlperfDocument({ ...settingsFor(cluster, device), batch: 1024 });
const cost = estimatorCost(document.problem);
const before = evaluate(document, cost);

test('by hand: a move, a split over where it is and another device, copies', () => {
  const at = document.plan.tables[20].shards[0].device;
  const other = (at + 3) % 8;
  const bytes = 40_000_000 * 128 * 4;
  const compared = (edit: Parameters<typeof applyEdit>[1]) =>
    comparePlans(before, evaluate(applyEdit(document, edit), cost));
  const moved = compared({ kind: 'move', table: 20, shard: 0, device: other });
  expect(moved.moved).toMatchObject([{ table: 20, shard: 0, from: at, to: other }]);
  expect(moved.recut).toEqual([]);
  expect(moved.bytesMoved).toBe(bytes);
  const split = compared({ kind: 'splitColumns', table: 20, devices: [at, other] });
  expect(split.recut.map(({ table }) => table)).toEqual([20]);
  expect(split.bytesMoved).toBe(bytes / 2);
  expect(split.sentence).toMatch(
    /% faster, 1\.35 ms to .* ms; .*; 1 table cut another way, 0 shards moved, 9\.5 GiB to be carried\.$/,
  );
  expect(compared({ kind: 'replicate', table: 20 }).bytesMoved).toBe(7 * bytes);
  expect(comparePlans(before, before).sentence).toBe('The plans are the same.');
});

test('pins that another plan does not keep are told; plans of other tables are refused', () => {
  const pinned = evaluate(applyEdit(document, { kind: 'pin', table: 5, pinned: true }), cost);
  const elsewhere = (document.plan.tables[5].shards[0].device + 1) % 8;
  const other = evaluate(applyEdit(document, { kind: 'whole', table: 5, device: elsewhere }), cost);
  expect(comparePlans(pinned, other).unpinned).toEqual([5]);
  const wide = { ...cluster, devices: 16, devicesPerHost: 8 };
  const { document: sixteen } = mlperfDocument(settingsFor(wide, device));
  expect(() => comparePlans(before, evaluate(sixteen, estimatorCost(sixteen.problem)))).toThrow(
    /on 8 devices and of 26 on 16\. Compare plans of the same tables/,
  );
});
