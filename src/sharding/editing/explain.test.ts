// Explanations against edits that are carried out, and memory that adds up.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clusterPresets } from './clusters';
import { applyEdit, legalDevices } from './edits';
import { estimatorCost } from './estimatorCost';
import { evaluate } from './evaluation';
import { explainShard, whatIfPooling } from './explain';
import { whyNotFit } from './memoryWaterfall';
import { mlperfDocument, settingsFor } from './sources';
import { documentOfShape, edited, editSeeds, shapes } from './testing/documents';

const PARTS = ['forwardCompute', 'forwardComms', 'backwardCompute', 'backwardComms', 'prefetch'] as const;

test('what every other place and cut would give is what it gives; the best is the best', () => {
  fc.assert(
    fc.property(shapes, editSeeds, fc.nat(), fc.nat(), (shape, seeds, a, b) => {
      const document = edited(documentOfShape(shape), seeds).at(-1)!;
      const cost = estimatorCost(document.problem);
      const now = evaluate(document, cost);
      const table = a % document.plan.tables.length;
      const shard = b % document.plan.tables[table].shards.length;
      const found = explainShard(now, cost, table, shard);
      const legal = legalDevices(document, table, shard);
      expect(found.places.map(({ device }) => device)).toEqual(now.devices.map(({ device }) => device));
      for (const each of [...found.places, ...found.cuts]) {
        if (each.rating === undefined) {
          expect(() => applyEdit(document, each.edit)).toThrow(each.because);
          continue;
        }
        const after = evaluate(applyEdit(document, each.edit), cost);
        expect(each.rating).toBe(after.rating);
        if (each.fits)
          for (const [device, { free }] of after.devices.entries())
            if (Math.min(free.hbm, free.ddr) < 0) expect(free).toEqual(now.devices[device].free);
        if (!each.fits) expect(each.because).toMatch(/^Device \d+ needs/);
      }
      for (const { device, current, rating } of found.places)
        expect(rating !== undefined).toBe(current || legal.includes(device));
      const open = [...found.places, ...found.cuts].filter(({ fits }) => fits);
      const least = Math.min(now.rating, ...open.map(({ rating }) => rating!));
      if (least < now.rating * (1 - 1e-9)) expect(found.best!.rating).toBe(least);
      else expect(found.best).toBeUndefined();
      expect(found.sentence).toMatch(/^(Shard \d+ of )?t\d is on device \d.*\.$/);
    }),
    { numRuns: 50 },
  );
});

test('shares of a device add up to one', () => {
  fc.assert(
    fc.property(shapes, editSeeds, (shape, seeds) => {
      const document = edited(documentOfShape(shape), seeds).at(-1)!;
      const cost = estimatorCost(document.problem);
      const now = evaluate(document, cost);
      const { shards, total, used } = now.devices[now.slowest];
      const found = shards.map((place) => explainShard(now, cost, place.table, place.shard));
      const sum = (of: (each: (typeof found)[0]) => number) => found.reduce((all, each) => all + of(each), 0);
      if (total > 0) expect(sum(({ timeShare }) => timeShare)).toBeCloseTo(1, 12);
      if (used.hbm > 0) expect(sum(({ memoryShare }) => memoryShare.hbm)).toBeCloseTo(1, 12);
      for (const part of PARTS)
        if (now.devices[now.slowest].perf[part] > 0)
          expect(sum(({ perfShare }) => perfShare[part])).toBeCloseTo(1, 12);
    }),
    { numRuns: 15 },
  );
});

describe('MLPerf’s tables', () => {
  const { cluster, device } = clusterPresets.find(({ id }) => id === 'torchrec-a100')!;
  const { document } = mlperfDocument({ ...settingsFor(cluster, device), batch: 1024 });
  const cost = estimatorCost(document.problem);
  const now = evaluate(document, cost);
  const sentence = (of = document, table = 20) => explainShard(evaluate(of, cost), cost, table, 0).sentence;

  test('sentences', () => {
    expect(sentence()).toMatch(
      /^t_cat_20 is on device \d, the slowest with 1\.35 ms; cutting its columns into 2, over devices \d, \d would make the plan 12 % faster\.$/,
    );
    expect(sentence(applyEdit(document, { kind: 'pin', table: 20, pinned: true }))).toMatch(
      /; it is pinned there\.$/,
    );
    expect(sentence(document, 5)).toMatch(
      /^t_cat_5 is on device \d, which takes .* ms of at most 1\.35 ms; .*\.$/,
    );
  });

  test('lookups: none for a factor of one, and those of a problem that says so for another', () => {
    const same = whatIfPooling(now, estimatorCost, [20, 21], 1);
    expect(same.devicesAfter).toEqual(same.devicesBefore);
    const half = whatIfPooling(now, estimatorCost, [20], 0.5);
    expect(half.tablesBefore).toBe(now.tables[20].total);
    // Looked up half as often it reads half as many rows and indices; what it sends stays. Per sample and device 100
    // lookups of 8 + 512 bytes, 512 bytes sent: (100·520 + 512)·3 / HBM + 2·512 / links.
    const samples = 8 * 1024;
    const rate = (gibibytes: number) => (gibibytes * 2 ** 30) / 1000;
    const time = (lookups: number) =>
      samples * ((3 * (lookups * 520 + 512)) / rate(897) + (2 * 512) / rate(600));
    expect(half.tablesBefore).toBeCloseTo(time(100), 10);
    expect(half.tablesAfter).toBeCloseTo(time(50), 10);
    expect(half.ratingAfter).toBeLessThan(half.ratingBefore);
    expect(half.devicesAfter[half.slowestAfter]).toBe(half.ratingAfter);
    expect(() => whatIfPooling(now, estimatorCost, [20], Number.NaN)).toThrow(/from 0 up/);
  });

  test('a device that holds two of the largest tables: what blocks, and what would help', () => {
    const held = document.plan.tables[21].shards[0].device;
    const crowded = evaluate(applyEdit(document, { kind: 'whole', table: 20, device: held }), cost);
    const found = whyNotFit(crowded, held);
    expect(found.fits).toBe(false);
    const [hbm] = found.tiers;
    expect(hbm.steps.map(({ label }) => label).slice(0, 2)).toEqual(['Reserved share', 'Input']);
    expect(hbm.steps.filter(({ blocks }) => blocks).map(({ table }) => table)).toEqual([21]);
    expect(found.sentence).toMatch(
      /^Device \d has 34\.0 GiB of HBM for tables and holds 38\.2 GiB, 4\.2 GiB too much\. t_cat_20 takes 19\.1 GiB\. Move 4\.2 GiB/,
    );
    expect(whyNotFit(now, 0).fits).toBe(true);
  });
});

test('waterfalls add up to what is reserved and used', () => {
  fc.assert(
    fc.property(shapes, editSeeds, (shape, seeds) => {
      const document = edited(documentOfShape(shape), seeds).at(-1)!;
      const now = evaluate(document, estimatorCost(document.problem));
      for (const { device, free } of now.devices) {
        const { tiers, fits } = whyNotFit(now, device);
        expect(fits).toBe(free.hbm >= 0 && free.ddr >= 0);
        for (const { steps, used, reserved, capacity, free: left, tier } of tiers) {
          expect(steps.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(used + reserved);
          expect(used + reserved + left).toBe(capacity);
          expect(steps.some(({ blocks }) => blocks)).toBe(free[tier] < 0);
        }
      }
    }),
    { numRuns: 60 },
  );
});
