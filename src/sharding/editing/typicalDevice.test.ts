// What shards add to a typical device: closed forms, what whole devices take in sum, and plans that are found by it.

import { describe, expect, test } from 'vitest';
import type { SetCostModel } from '../learned/computeModel';
import { locallyImproved } from '../neuroshard/localSearch';
import { Pieces } from '../neuroshard/task';
import { drawnTasks } from '../neuroshard/tasks';
import { generateTables } from '../tables/generate';
import { totalPerf } from '../torchrec/perf';
import { randomNetworks } from '../trained/testing/networks';
import { computeModelOf } from '../trained/trainedNetwork';
import { clusterPresets } from './clusters';
import { applyEdit } from './edits';
import { evaluate } from './evaluation';
import { costModelOf, type GivenCost } from './givenCost';
import { exchangeOf } from './learnedExchange';
import { networkTable } from './networkTables';
import { documentOf, settingsFor } from './newDocument';
import { paretoFront } from './pareto';
import { planners } from './planners';
import { expectPlanners } from './testing/planning';
import { TypicalDevice } from './typicalDevice';

const embed = () => Float64Array.of(0);
const held = [1, 2, 9].map((value) => ({ vector: Float64Array.of(value), columns: 8 * value }));

describe('a typical device', () => {
  test('of costs that add up beside what every device has, a shard adds what it costs', () => {
    const model: SetCostModel = { embed, cost: ([sum]) => 7 + 3 * sum };
    const device = new TypicalDevice(model, held, 2, undefined);
    expect(device.lookups(Float64Array.of(5))).toBeCloseTo(15, 12);
    expect(device.exchanges(64)).toEqual({ forward: 0, backward: 0 });
  });

  test('is the mean: of costs that are squares, a shard adds its square and twice what it meets there', () => {
    const model: SetCostModel = { embed, cost: ([sum]) => sum ** 2 };
    // 12 on two devices.
    expect(new TypicalDevice(model, held, 2, undefined).lookups(Float64Array.of(5))).toBeCloseTo(25 + 60, 12);
    // A network may be wrong the other way.
    const less: SetCostModel = { embed, cost: ([sum]) => -sum };
    expect(new TypicalDevice(less, held, 2, undefined).lookups(Float64Array.of(5))).toBe(0);
    expect(new TypicalDevice(model, [], 2, undefined).lookups(Float64Array.of(5))).toBe(25);
  });

  test('exchanges more with more columns, whichever device has them', () => {
    const exchange = (dimensions: readonly number[]) => ({
      forward: Float64Array.from(dimensions, (own, device) => (1 + device) * own),
      backward: Float64Array.from(dimensions, (own) => own ** 2),
    });
    const device = new TypicalDevice({ embed, cost: () => 0 }, held, 2, exchange);
    const { forward, backward } = device.exchanges(4);
    expect(forward).toBeCloseTo((4 + 8) / 2, 12);
    expect(backward).toBeCloseTo(52 ** 2 - 48 ** 2, 12);
  });
});

const networks = randomNetworks(9, 4);
const { neuroshard: network } = networks;
const given: GivenCost = { kind: 'learned', network };

test('every planner plans on learned costs and cuts nothing that they know nothing of; the search never ends worse', () => {
  expectPlanners({
    ...{ given, networks, documents: 80, mostlySearch: true },
    // What stood and was unknown before may stay.
    its: ({ document: { plan }, violations }, before) =>
      violations.filter(
        ({ table }) => table === undefined || plan.tables[table] !== before.plan.tables[table],
      ),
  });
});

describe('tasks of made-up tables on four devices', () => {
  const { cluster, device } = clusterPresets.find(({ id }) => id === 'torchrec-a100')!;
  const settings = settingsFor({ ...cluster, devices: 4, devicesPerHost: 4, hbmBytes: 4e11 }, device);
  const all = generateTables({ tables: 200, seed: 7, dimension: 64, bytesPerElement: 4 });
  const tasks = drawnTasks(all, { tasks: 8, largestDimension: 128, memoryBytes: 1e12, seed: 5 })!;
  const outcomes = tasks.map((tables) => {
    const document = documentOf(
      tables.map((table, index) => ({ ...table, name: `t${index}` })),
      settings,
    );
    const cost = costModelOf(given, document.problem);
    const start = evaluate(document, cost);
    const run = planners[0].run(document, cost, { seed: 1, steps: 20_000 });
    let next = run.next();
    while (!next.done) next = run.next();
    const found = evaluate({ ...document, plan: next.value }, costModelOf(given, document.problem));
    const task = {
      ...{ tables: document.problem.tables.map(networkTable), devices: 4, capacityBytes: 1e15 },
      ...{ model: computeModelOf(network.compute), exchange: exchangeOf(network, 4) },
    };
    const from = { devices: document.plan.tables.map(({ shards }) => shards[0].device) };
    const local = locallyImproved(task, new Pieces(task).whole(), from).cost;
    return { document, cost, start, found, local };
  });

  test('the search never ends above its start by whole devices, and mostly well below, near a search that asks the network', () => {
    for (const { start, found } of outcomes) {
      expect(found.violations).toEqual([]);
      expect(found.rating).toBeLessThanOrEqual(start.rating);
    }
    const better = outcomes.filter(({ start, found }) => found.rating < 0.99 * start.rating);
    expect(better.length).toBeGreaterThan(outcomes.length / 2);
    const mean = (of: (outcome: (typeof outcomes)[number]) => number) =>
      outcomes.reduce((sum, outcome) => sum + of(outcome), 0) / outcomes.length;
    const share = mean(({ start, found }) => found.rating / start.rating);
    expect(share).toBeLessThan(1.05 * mean(({ start, local }) => local / start.rating));
  });

  test('points of the frontier are judged as whole devices', () => {
    const [{ document, cost }] = outcomes;
    const front = paretoFront(document, cost, { seed: 1, caps: 2, steps: 4000 });
    let step = front.next();
    while (!step.done) step = front.next();
    expect(step.value.points.length).toBeGreaterThan(1);
    for (const { plan, rating } of step.value.points)
      expect(evaluate({ ...document, plan }, cost).rating).toBe(rating);
  });

  test('what the network knows nothing of adds nothing, and the search cuts it another way', () => {
    const [{ document, cost }] = outcomes;
    const unknown = applyEdit(document, { kind: 'type', table: 0, shardingType: 'row_wise' });
    const cut = unknown.plan.tables[0];
    const run = planners[0].run(unknown, cost, { seed: 1, steps: 2000 });
    let next = run.next();
    while (!next.done) next = run.next();
    expect(evaluate({ ...unknown, plan: next.value }, cost).violations).toEqual([]);
    expect(cost.added!(cut).map(totalPerf)).toEqual(cut.shards.map(() => 0));
    expect(cost.refuses!(cut)).toBeDefined();
  });
});
