// AutoShard's features, decision process, memory of shards and gradients, without a device.

import { describe, expect, test } from 'vitest';
import { RandomStream } from '../../base/randomStream';
import { Graph } from '../../graph/graph';
import { multiply } from '../../graph/ops/elementwise';
import type { Value } from '../../graph/value';
import { interpret, referenceState } from '../../reference/interpreter';
import '../../reference/ops';
import { tensor } from '../../reference/tensor';
import { checkGradient } from '../../reference/testing/finiteDifference';
import { weightedSum } from '../../reference/testing/weightedSum';
import { drawnBy, likeliest } from '../dreamshard/episode';
import type { EmbeddingTable } from '../problem';
import { generateTables } from '../tables/generate';
import { playEpisode, rewardOf } from './episode';
import { AUTOSHARD_FEATURES, autoShardFeatures, autoShardRow, autoShardScaling } from './features';
import { feedEpisodes } from './feedEpisodes';
import { FrozenAutoShard } from './frozen';
import { costStep, policyOutputs, policyStep } from './networks';
import { ShardMemory } from './shardMemory';

const tables = generateTables({ tables: 12, seed: 3, dimension: 16, bytesPerElement: 2 });
const shape = { episodes: 2, tables: 12, devices: 3 };

/** The networks with random weights, as graph and frozen. */
function networks(seed: number) {
  const graph = new Graph();
  const outputs = policyOutputs(graph, shape);
  const costs = costStep({ tables: 12, batch: 4 });
  const state = referenceState(graph, seed);
  const own = (of: Graph) =>
    [...referenceState(of, seed)]
      .filter(([{ role }]) => role === 'parameter')
      .map(([{ name }, value]) => [name, value] as const);
  const network = new FrozenAutoShard(new Map([...own(costs), ...own(graph)]), autoShardScaling(tables), 5);
  return { graph, outputs, state, network };
}

test('features: dimension, rows, whole lookups, gigabytes and shares of rows', () => {
  const table: EmbeddingTable = {
    ...{ name: 'a', rows: 20, dimension: 32, bytesPerElement: 2, poolingFactor: 5, coverage: 0.75 },
    accesses: {
      pieces: [
        { rows: 1, accesses: 40_000 },
        { rows: 3, accesses: 9 },
      ],
      unseen: 0,
    },
  };
  const features = autoShardFeatures(table);
  expect(features.length).toBe(21);
  expect([...features.slice(0, 3)]).toEqual([32, 100, 3]);
  expect(features[3]).toBeCloseTo(20 * 32 * 2 * 1e-9, 15);
  // One row in four is looked up more than 2¹⁵ times; the others three times, in (2, 4].
  const bins = [...features.slice(4)];
  expect(bins[16]).toBe(0.25);
  expect(bins[2]).toBe(0.75);
  expect(bins.reduce((sum, share) => sum + share, 0)).toBe(1);
});

test('only dimension, rows and lookups are scaled', () => {
  const scaling = autoShardScaling(tables);
  const rows = tables.map((table) => autoShardRow(table, scaling));
  for (const column of [1, 2]) {
    expect(rows.reduce((sum, row) => sum + row[column], 0)).toBeCloseTo(0, 9);
    expect(rows.reduce((sum, row) => sum + row[column] ** 2, 0) / rows.length).toBeCloseTo(1, 9);
  }
  for (const [index, table] of tables.entries())
    expect([...rows[index].slice(3)]).toEqual([...autoShardFeatures(table).slice(3)]);
});

describe('the decision process', () => {
  test('places every table once, the most costly first, and tells of loads what was placed before', () => {
    const { network } = networks(1);
    const stream = new RandomStream(1, 1);
    const played = playEpisode(
      tables,
      3,
      network,
      drawnBy(() => stream.nextUniform()),
    );
    const single = played.order.map((table) => network.cost(network.embed(tables[table])));
    expect(single).toEqual([...single].sort((a, b) => b - a));
    expect([...played.order].sort((a, b) => a - b)).toEqual(tables.map((_, index) => index));
    expect(new Set(played.devices).size).toBe(3);
    const last = played.steps.at(-1)!;
    for (let device = 0; device < 3; device++) {
      const lying = played.order.slice(0, -1).filter((table) => played.devices[table] === device);
      const sum = new Float64Array(32);
      for (const table of lying)
        network.embed(tables[table]).forEach((value, k) => {
          sum[k] += value;
        });
      const [cost, gigabytes] = last.loads[device];
      if (lying.length) expect(5 * cost).toBeCloseTo(network.cost(sum), 6);
      expect(gigabytes).toBeCloseTo(
        lying.reduce((all, table) => all + tables[table].rows * 32e-9, 0),
        12,
      );
    }
  });

  test('what lies on a device beforehand is as if it had been placed there first', () => {
    const { network } = networks(3);
    const { order } = playEpisode(tables, 3, network, likeliest);
    let steps = 0;
    const forced = playEpisode(tables, 3, network, (probabilities) =>
      steps++ < 2 ? 1 : likeliest(probabilities),
    );
    const held = order.slice(0, 2);
    const free = [...tables.keys()].filter((table) => !held.includes(table));
    const beside = playEpisode(
      free.map((table) => tables[table]),
      3,
      network,
      likeliest,
      held.map((table) => ({ table: tables[table], device: 1 })),
    );
    expect(beside.devices).toEqual(free.map((table) => forced.devices[table]));
    expect(beside.steps).toEqual(forced.steps.slice(2));
  });

  test('devices that carry the same are alike', () => {
    const { network } = networks(2);
    let seen: readonly number[] | undefined;
    playEpisode(tables, 4, network, (probabilities) => {
      seen ??= probabilities;
      return likeliest(probabilities);
    });
    for (const probability of seen!) expect(probability).toBeCloseTo(0.25, 12);
  });

  test('rewards balance, and takes off for memory that is not there', () => {
    expect(rewardOf([2, 4, 3], [1, 1, 1], 10)).toBe(0.5);
    expect(rewardOf([4, 4, 0], [1, 1, 0], 10)).toBe(0);
    expect(rewardOf([4, 4, 4], [15, 1, 1], 10)).toBe(-0.5);
  });
});

test('frozen networks play what the graph computes: logits and values of whole episodes', () => {
  const { graph, outputs, state, network } = networks(4);
  const stream = new RandomStream(5, 5);
  const episodes = [tables, tables.slice(3, 8)].map((own) =>
    playEpisode(
      own,
      3,
      network,
      drawnBy(() => stream.nextUniform()),
    ),
  );
  const step = policyStep(shape);
  const arrays = new Map(step.inputs.map(({ name, shape: own }) => [name, new Float32Array(size(own))]));
  feedEpisodes(arrays, 12, episodes, [0.8, -0.3], network.scaling);
  const feeds = new Map(graph.inputs.map((input) => [input, tensor(input.shape, arrays.get(input.name)!)]));
  const known = interpret(graph.nodes, state, feeds);
  const of = (value: Value, at: number) => known.get(value)!.data[at];
  // Play again and look over the policy's shoulder.
  episodes.forEach(({ tables: own, steps }, episode) => {
    let at = 0;
    playEpisode(own, 3, network, (probabilities) => {
      const row = 12 * episode + at;
      const weights = [0, 1, 2].map((device) => Math.exp(of(outputs.logits, 3 * row + device)));
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      // Feeds are f32.
      for (const [device, weight] of weights.entries())
        expect(weight / total).toBeCloseTo(probabilities[device], 6);
      expect(of(outputs.values, row)).toBeCloseTo(steps[at].value, 6);
      return steps[at++].chosen;
    });
    expect(at).toBe(own.length);
  });
  expect(new Set(episodes[0].steps.map(({ value }) => value)).size).toBe(12);
  // Advantages at the chosen devices alone; nothing where an episode has ended.
  const advantages = arrays.get('advantages')!;
  expect(advantages.filter((value) => value !== 0).length).toBe(12 + 5);
  const { chosen, value } = episodes[1].steps[2];
  expect(advantages[3 * (12 + 2) + chosen]).toBeCloseTo(-0.3 - value, 6);
  expect([...arrays.get('steps')!]).toEqual([...Array(12 + 5).fill(1), ...Array(7).fill(0)]);
});

const size = (of: readonly number[]) => of.reduce((product, length) => product * length, 1);

test('gradients of the policy and of the values reach every network that they pass', () => {
  const small = { episodes: 2, tables: 3, devices: 2 };
  checkGradient({
    build(graph) {
      const { logits, values } = policyOutputs(graph, small);
      return { loss: weightedSum(multiply(logits, values)), targets: graph.parameters };
    },
    directions: 1,
  });
});

describe('the memory of shards', () => {
  const pool = tables.slice(0, 4);

  test('keeps the last ones and their first mean as its unit', () => {
    const memory = new ShardMemory(pool, 3);
    expect(memory.unit).toBe(1);
    memory.add([pool[0]], 10);
    memory.add([pool[0], pool[2]], 30);
    expect(memory.unit).toBe(20);
    for (const milliseconds of [50, 60, 70]) memory.add([pool[1]], milliseconds);
    expect(memory.size).toBe(3);
    expect(memory.unit).toBe(20);
    const feeds = new Map([
      ['placed', new Float32Array(64 * 4)],
      ['targets', new Float32Array(64)],
    ]);
    memory.feedBatch(feeds, 64, new RandomStream(1, 1));
    expect(new Set(feeds.get('targets'))).toEqual(new Set([2.5, 3, 3.5]));
    expect([...feeds.get('placed')!.subarray(0, 4)]).toEqual([0, 1, 0, 0]);
  });

  test('a table twice counts twice', () => {
    const memory = new ShardMemory(pool);
    memory.add([pool[3], pool[3]], 8);
    const feeds = new Map([
      ['placed', new Float32Array(4)],
      ['targets', new Float32Array(1)],
    ]);
    memory.feedBatch(feeds, 1, new RandomStream(1, 1));
    expect([...feeds.get('placed')!]).toEqual([0, 0, 0, 2]);
    expect(AUTOSHARD_FEATURES).toBe(21);
  });
});
