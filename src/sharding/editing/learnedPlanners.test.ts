// Planners that ask a network place what the network itself places, where nothing needs to be repaired.

import { expect, test } from 'vitest';
import { playEpisode as playAutoShard } from '../autoshard/episode';
import { episodeTask, likeliest, playEpisode } from '../dreamshard/episode';
import { beamSearch } from '../neuroshard/beam';
import { randomNetworks } from '../trained/testing/networks';
import { autoShardOf, computeModelOf, dreamShardOf } from '../trained/trainedNetwork';
import { clusterPresets } from './clusters';
import { estimatorCost } from './estimatorCost';
import { evaluate } from './evaluation';
import { exchangeOf } from './learnedExchange';
import { learnedPlanners } from './learnedPlanners';
import { networkTable } from './networkTables';
import type { PlannerProgress } from './planners';
import { generatedDocument, settingsFor } from './sources';

const { cluster, device } = clusterPresets.find(({ id }) => id === 'torchrec-a100')!;
const roomy = settingsFor({ ...cluster, hbmBytes: 4e12 }, device);
const { document } = generatedDocument({ seed: 2, count: 30, dimension: 64, bytesPerElement: 4 }, roomy);
const tables = document.problem.tables.map(networkTable);
const devices = document.problem.topology.ranks;
const networks = randomNetworks(9, devices);

function ran(id: string) {
  const planner = learnedPlanners.find((one) => one.id === id)!;
  const run = planner.run(document, estimatorCost(document.problem), { seed: 0, networks });
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
