// Planners that ask a network place what the network itself places, where nothing needs to be repaired.

import { describe, expect, test } from 'vitest';
import { playEpisode as playAutoShard } from '../autoshard/episode';
import { episodeTask, likeliest, playEpisode } from '../dreamshard/episode';
import { beamSearch } from '../neuroshard/beam';
import type { EmbeddingTable } from '../problem';
import { randomNetworks } from '../trained/testing/networks';
import { autoShardOf, computeModelOf, dreamShardOf } from '../trained/trainedNetwork';
import { clusterPresets } from './clusters';
import type { PlanDocument } from './document';
import { applyEdit } from './edits';
import { estimatorCost } from './estimatorCost';
import { evaluate } from './evaluation';
import { exchangeOf } from './learnedExchange';
import { learnedPlanners } from './learnedPlanners';
import { networkShard, networkTable } from './networkTables';
import type { PlannerProgress } from './planners';
import { generatedDocument, settingsFor } from './sources';

const { cluster, device } = clusterPresets.find(({ id }) => id === 'torchrec-a100')!;
const roomy = settingsFor({ ...cluster, hbmBytes: 4e12 }, device);
const { document } = generatedDocument({ seed: 2, count: 30, dimension: 64, bytesPerElement: 4 }, roomy);
const tables = document.problem.tables.map(networkTable);
const devices = document.problem.topology.ranks;
const networks = randomNetworks(9, devices);

function ran(id: string, of = document) {
  const planner = learnedPlanners.find((one) => one.id === id)!;
  const run = planner.run(of, estimatorCost(of.problem), { seed: 0, networks });
  const progress: PlannerProgress[] = [];
  for (;;) {
    const next = run.next();
    if (next.done) return { plan: next.value, progress };
    progress.push(next.value);
  }
}

const devicesOf = (plan: ReturnType<typeof ran>['plan']) =>
  plan.tables.map(({ shards }) => shards.map((shard) => shard.device).sort((a, b) => a - b));

test('AutoShard', () => {
  const played = playAutoShard(tables, devices, autoShardOf(networks.autoshard), likeliest);
  expect(devicesOf(ran('autoshard').plan)).toEqual(played.devices.map((one) => [one]));
});

test('DreamShard', () => {
  const { model, policy } = dreamShardOf(networks.dreamshard);
  const played = playEpisode(
    episodeTask(tables, model, { devices, capacityBytes: 1e15 }),
    policy,
    likeliest,
  )!;
  expect(devicesOf(ran('dreamshard').plan)).toEqual(played.devices.map((one) => [one]));
});

describe('with tables that are pinned', () => {
  const held = [3, 8];
  const pinned = held
    .flatMap((table) => [
      { kind: 'whole', table, device: 1 } as const,
      { kind: 'pin', table, pinned: true } as const,
    ])
    .reduce<PlanDocument>(applyEdit, document);
  const free = [...tables.keys()].filter((table) => !held.includes(table));
  const rest = free.map((table) => tables[table]);
  const already = held.map((table) => ({ table: tables[table], device: 1 }));
  const freeOf = (id: string) => {
    const placed = devicesOf(ran(id, pinned).plan);
    expect(held.map((table) => placed[table])).toEqual([[1], [1]]);
    return free.map((table) => placed[table]);
  };

  test('AutoShard sees them placed', () => {
    const { devices: placed } = playAutoShard(
      rest,
      devices,
      autoShardOf(networks.autoshard),
      likeliest,
      already,
    );
    expect(freeOf('autoshard')).toEqual(placed.map((one) => [one]));
  });

  test('DreamShard sees them placed', () => {
    const { model, policy } = dreamShardOf(networks.dreamshard);
    const task = episodeTask(rest, model, { devices, capacityBytes: 1e15, already });
    expect(freeOf('dreamshard')).toEqual(playEpisode(task, policy, likeliest)!.devices.map((one) => [one]));
  });

  test('NeuroShard counts what they cost', () => {
    const task = { tables: rest, devices, capacityBytes: 1e15, already };
    const exchange = exchangeOf(networks.neuroshard, devices);
    const search = beamSearch({ ...task, model: computeModelOf(networks.neuroshard.compute), exchange });
    let next = search.next();
    while (!next.done) next = search.next();
    const { pieces, devices: placed } = next.value!;
    expect(freeOf('neuroshard')).toEqual(
      rest.map((_, table) =>
        pieces.flatMap((piece, at) => (piece.table === table ? [placed[at]] : [])).sort((a, b) => a - b),
      ),
    );
  });

  test('a shard is a table of its rows, columns and lookups; all shards are the table', () => {
    const at = tables.findIndex(({ poolingFactor }) => poolingFactor > 1);
    const table = document.problem.tables[at];
    const all = networkTable(table);
    const looked = ({ accesses }: EmbeddingTable) =>
      accesses!.pieces.reduce((sum, piece) => sum + piece.accesses, 0);
    const edits = [
      { kind: 'type', table: at, shardingType: 'row_wise' },
      { kind: 'replicate', table: at },
      { kind: 'splitColumns', table: at, devices: [0, 1] },
    ] as const;
    const [rows, copies, columns] = edits.map((edit) => {
      const own = applyEdit(document, edit).plan.tables[at];
      return own.shards.map((shard) => networkShard(table, own, shard));
    });
    const sum = (of: (shard: EmbeddingTable) => number, list: readonly EmbeddingTable[]) =>
      list.reduce((before, shard) => before + of(shard), 0);
    for (const shards of [rows, copies]) {
      expect(sum(({ poolingFactor }) => poolingFactor, shards) / all.poolingFactor).toBeCloseTo(1, 12);
      expect(sum(looked, shards) / looked(all)).toBeCloseTo(1, 12);
    }
    expect(sum((shard) => shard.rows, rows)).toBe(all.rows);
    expect(copies.map((shard) => shard.rows)).toEqual(copies.map(() => all.rows));
    expect(columns).toEqual([32, 32].map((dimension) => ({ ...all, dimension })));
    const whole = document.plan.tables[at];
    expect(networkShard(table, whole, whole.shards[0])).toEqual(all);
  });
});

test('NeuroShard, with exchanges and columns that it cuts', () => {
  const { plan, progress } = ran('neuroshard');
  const task = { tables, devices, capacityBytes: 1e15, model: computeModelOf(networks.neuroshard.compute) };
  const exchange = exchangeOf(networks.neuroshard, devices);
  expect(exchange).toBeDefined();
  const search = beamSearch({ ...task, exchange });
  let next = search.next();
  while (!next.done) next = search.next();
  const { pieces, devices: placed } = next.value!;
  const expected = tables.map((_, table) =>
    pieces.flatMap((piece, at) => (piece.table === table ? [placed[at]] : [])).sort((a, b) => a - b),
  );
  expect(devicesOf(plan)).toEqual(expected);
  expect(pieces.length).toBeGreaterThan(tables.length);
  expect(evaluate({ ...document, plan }, estimatorCost(document.problem)).violations).toEqual([]);
  // A level at a time.
  expect(progress.map(({ done, total }) => `${done}/${total}`).slice(0, 2)).toEqual(['1/10', '2/10']);
});

test('exchanges that were learned between other numbers of devices are left out', () => {
  expect(exchangeOf(networks.neuroshard, devices + 1)).toBeUndefined();
  expect(exchangeOf({ ...networks.neuroshard, exchange: null }, devices)).toBeUndefined();
});

test('tables of unknown accesses count as looked up evenly', () => {
  const [{ accesses, ...own }] = document.problem.tables.map((table) => ({ ...table, rows: 1e6 }));
  const { accesses: even, poolingFactor } = networkTable(own);
  const seen = even!.pieces.reduce((sum, piece) => sum + piece.accesses, 0);
  expect(seen / (poolingFactor * 65_536)).toBeCloseTo(1, 2);
  // A Poisson number of lookups each: e^−λ of the rows have none.
  const rows = even!.pieces.reduce((sum, piece) => sum + piece.rows, 0);
  expect(rows / 1e6).toBeCloseTo(1 - Math.exp((-poolingFactor * 65_536) / 1e6), 3);
});
