// Episodes of the estimated decision process, without a device.

import { describe, expect, test } from 'vitest';
import { RandomStream } from '../../base/randomStream';
import { ComputeModel, costOfSet, scaledSets } from '../learned/computeModel';
import { computeNetwork } from '../learned/costNetwork';
import { featureNames } from '../learned/features';
import { FrozenNetwork, type Tensors } from '../learned/frozen';
import { splitOf } from '../learned/split';
import { standInSets } from '../learned/standIn';
import { tableBytes } from '../problem';
import { generateTables } from '../tables/generate';
import { bestOfDrawn, drawnBy, episodeTask, likeliest, playEpisode } from './episode';
import { standardised } from './feedEpisodes';
import { FrozenPolicy } from './frozenPolicy';

const features = featureNames('extended').length;
const tables = generateTables({ tables: 16, seed: 3, dimension: 16, bytesPerElement: 2 });

/** Layers with random weights: name, then the widths of its input and of each layer. */
function randomTensors(seed: number, ...parts: [string, ...number[]][]): Tensors {
  const stream = new RandomStream(seed, 5);
  const draw = (count: number) => Float64Array.from({ length: count }, () => 0.3 * stream.nextNormal());
  return new Map(
    parts.flatMap(([name, ...widths]) =>
      widths.slice(1).flatMap((outputs, index): [string, { shape: number[]; data: Float64Array }][] => [
        [
          `${name}${index + 1}.weight`,
          { shape: [widths[index], outputs], data: draw(widths[index] * outputs) },
        ],
        [`${name}${index + 1}.bias`, { shape: [outputs], data: draw(outputs) }],
      ]),
    ),
  );
}

const policyOf = (seed: number) =>
  new FrozenPolicy(
    features,
    randomTensors(seed, ['table', features, 128, 32], ['cost', 1, 64, 32], ['logit', 64, 1]),
  );

function modelOf(seed: number): ComputeModel {
  const { samples: _, ...scales } = scaledSets(standInSets(tables, 60, 1), splitOf(60, 0), 'extended');
  const network = computeNetwork(features);
  const tensors = randomTensors(seed, ['table', features, 128, 32], ['head', 32, 64, 1]);
  return new ComputeModel(scales, { members: [new FrozenNetwork(network, tensors)] });
}

describe('episodes', () => {
  const model = modelOf(1);
  const all = tables.reduce((sum, table) => sum + tableBytes(table), 0);
  const task = (share: number) => episodeTask(tables, model, { devices: 4, capacityBytes: share * all });

  test('place every table once, the most costly first, and say what the plan costs', () => {
    const played = playEpisode(task(1), policyOf(2), likeliest)!;
    expect(played.steps.length).toBe(tables.length);
    expect(played.devices.every((device) => device >= 0 && device < 4)).toBe(true);
    const sets = [0, 1, 2, 3].map((device) => tables.filter((_, index) => played.devices[index] === device));
    expect(played.cost).toBeCloseTo(Math.max(...sets.map((set) => costOfSet(model, set))), 6);
    const single = task(1).order.map((table) => costOfSet(model, [tables[table]]));
    expect(single).toEqual([...single].sort((a, b) => b - a));
  });

  test('what lies on a device beforehand is as if it had been placed there first, but for its memory', () => {
    const policy = policyOf(3);
    let steps = 0;
    const forced = playEpisode(task(1), policy, (probabilities) =>
      steps++ < 2 ? 1 : likeliest(probabilities),
    )!;
    const held = task(1).order.slice(0, 2);
    const free = [...tables.keys()].filter((table) => !held.includes(table));
    const beside = episodeTask(
      free.map((table) => tables[table]),
      model,
      {
        ...{ devices: 4, capacityBytes: all },
        already: held.map((table) => ({ table: tables[table], device: 1 })),
      },
    );
    const played = playEpisode(beside, policy, likeliest)!;
    expect(played.devices).toEqual(free.map((table) => forced.devices[table]));
    expect(played.cost).toBe(forced.cost);
    expect(played.steps).toEqual(forced.steps.slice(2));
  });

  test('never fill a device beyond its memory, and end where nothing has room', () => {
    const stream = new RandomStream(1, 1);
    let tight = 0;
    for (let seed = 0; seed < 20; seed++) {
      const played = playEpisode(
        task(0.3),
        policyOf(seed),
        drawnBy(() => stream.nextUniform()),
      );
      if (!played) continue;
      if (played.steps.some(({ open }) => open.includes(false))) tight++;
      const used = [0, 0, 0, 0];
      played.devices.forEach((device, index) => {
        used[device] += tableBytes(tables[index]);
      });
      for (const bytes of used) expect(bytes).toBeLessThanOrEqual(0.3 * all);
      for (const { open, chosen } of played.steps) expect(open[chosen]).toBe(true);
    }
    expect(tight).toBeGreaterThan(0);
    expect(playEpisode(task(0.01), policyOf(0), likeliest)).toBeUndefined();
  });

  test('the best of drawn plans is predicted to be no slower than the likeliest, and the more the better', () => {
    let faster = 0;
    for (let seed = 1; seed <= 6; seed++) {
      const own = episodeTask(tables, modelOf(seed), { devices: 4, capacityBytes: all });
      const best = (draws: number) => {
        const stream = new RandomStream(2, 2);
        return bestOfDrawn(own, policyOf(3), draws, () => stream.nextUniform())!.cost;
      };
      const costs = [0, 1, 4, 16].map(best);
      expect(costs[0]).toBe(playEpisode(own, policyOf(3), likeliest)!.cost);
      expect(costs).toEqual([...costs].sort((a, b) => b - a));
      if (costs[3] < costs[0]) faster++;
    }
    expect(faster).toBeGreaterThan(0);
    expect(bestOfDrawn(task(0.01), policyOf(0), 5, () => 0.5)).toBeUndefined();
  });

  test('empty devices are alike: the first table goes to each as often', () => {
    const { steps } = playEpisode(task(1), policyOf(3), likeliest)!;
    expect(new Set(steps[0].costs).size).toBe(1);
    expect(steps[0].chosen).toBe(0);
    const seen: number[] = [];
    playEpisode(task(1), policyOf(3), (probabilities) => {
      if (seen.length === 0) seen.push(...probabilities);
      return 0;
    });
    for (const probability of seen) expect(probability).toBeCloseTo(0.25, 12);
  });
});

test('devices are drawn as often as their probability says', () => {
  const stream = new RandomStream(4, 4);
  const choose = drawnBy(() => stream.nextUniform());
  const counts = [0, 0, 0, 0];
  for (let draw = 0; draw < 8000; draw++) counts[choose([0.5, 0, 0.2, 0.3])]++;
  expect(counts[1]).toBe(0);
  [0.5, 0, 0.2, 0.3].forEach((share, device) => {
    // Five standard deviations of a count of 8000.
    expect(Math.abs(counts[device] / 8000 - share)).toBeLessThan(5 * Math.sqrt(0.25 / 8000));
  });
});

test('rewards are standardised; equal ones teach nothing', () => {
  const values = standardised([1, 2, 6]);
  expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 12);
  expect(values.reduce((sum, value) => sum + value * value, 0) / 3).toBeCloseTo(1, 12);
  expect(standardised([3, 3])).toEqual([0, 0]);
});
