// The searches on costs whose best plans are known, and what every plan must be.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { greedyPlacement } from '../baselines/greedy';
import type { SetCostModel } from '../learned/computeModel';
import { type EmbeddingTable, tableBytes } from '../problem';
import { generateTables } from '../tables/generate';
import { beamSearch, publishedBeam } from './beam';
import { greedyGridPlacement } from './greedyGrid';
import { locallyImproved } from './localSearch';
import { judgedCost, type Piece, Pieces, type SearchTask } from './task';
import { dimensionsUpTo, drawnTasks, withDrawnDimensions } from './tasks';

/** Elements looked up: what many tables cost is the sum of what each costs. */
const additive: SetCostModel = {
  embed: ({ dimension, poolingFactor }) => Float64Array.of(dimension * poolingFactor),
  cost: ([sum]) => sum,
};
/** Tables that crowd each other out: twice as much costs 2.8 times as much. */
const crowding: SetCostModel = { ...additive, cost: ([sum]) => sum ** 1.5 };

const table = (dimension: number, poolingFactor: number, rows = 1000): EmbeddingTable => ({
  ...{ name: 't', rows, dimension, bytesPerElement: 4, poolingFactor, coverage: 1 },
});
const taskOf = (tables: readonly EmbeddingTable[], others: Partial<SearchTask> = {}): SearchTask => ({
  ...{ tables, devices: 4, capacityBytes: Number.POSITIVE_INFINITY, model: additive },
  ...others,
});

function searched(task: SearchTask, options = publishedBeam) {
  const search = beamSearch(task, options);
  const bests: (number | undefined)[] = [];
  for (;;) {
    const step = search.next();
    if (step.done) return { plan: step.value, bests };
    bests.push(step.value.best);
  }
}

/** Every column of every table once, in fours, within memory, and as costly as it says. */
function requirePlan(
  task: SearchTask,
  pieces: readonly Piece[],
  devices: readonly number[],
  cost: number,
): void {
  task.tables.forEach(({ dimension }, index) => {
    const own = pieces.filter((piece) => piece.table === index);
    expect(own.reduce((sum, piece) => sum + piece.dimension, 0)).toBe(dimension);
    for (const piece of own) expect(piece.dimension % 4).toBe(0);
  });
  const used = Array<number>(task.devices).fill(0);
  pieces.forEach(({ bytes }, index) => {
    used[devices[index]] += bytes;
  });
  for (const bytes of used) expect(bytes).toBeLessThanOrEqual(task.capacityBytes);
  expect(judgedCost(pieces, devices, task, task.model) / cost).toBeCloseTo(1, 9);
}

const random = (seed: number) =>
  generateTables({ tables: 24, seed, dimension: 32, bytesPerElement: 4 }).filter(
    ({ poolingFactor, coverage }) => poolingFactor * coverage > 0,
  );

describe('the inner search', () => {
  test('of additive costs without limits is the greedy rule', () => {
    const tables = random(1);
    const task = taskOf(tables);
    const pieces = new Pieces(task).whole();
    const greedy = greedyPlacement({
      costs: pieces.map(({ single }) => single),
      bytes: pieces.map(({ bytes }) => bytes),
      devices: 4,
      capacityBytes: Number.POSITIVE_INFINITY,
    })!;
    const sums = [0, 0, 0, 0];
    greedy.forEach((device, index) => {
      sums[device] += pieces[index].single;
    });
    const free = greedyGridPlacement(task, pieces, [Number.POSITIVE_INFINITY])!;
    expect(free.cost).toBeCloseTo(Math.max(...sums), 6);
  });

  test('keeps the dimensions of a device within the limit it says', () => {
    for (const seed of [1, 2, 3]) {
      const task = taskOf(random(seed), { model: crowding });
      const pieces = new Pieces(task).whole();
      const found = greedyGridPlacement(task, pieces)!;
      requirePlan(task, pieces, found.devices, found.cost);
      const share = pieces.reduce((sum, { dimension }) => sum + dimension, 0) / 4;
      for (const { dimensions } of found.loads)
        expect(dimensions).toBeLessThanOrEqual(found.scale * share * (1 + 1e-9));
    }
  });

  test('finds nothing where nothing fits', () => {
    const task = taskOf([table(8, 1), table(8, 1)], { capacityBytes: 1 });
    expect(greedyGridPlacement(task, new Pieces(task).whole())).toBeUndefined();
  });
});

test('what devices hold beforehand counts: they get as much less', () => {
  const already = [{ table: table(4, 30), device: 1 }];
  const task = taskOf([table(4, 10), table(4, 10), table(4, 10), table(4, 10)], { devices: 2, already });
  const pieces = new Pieces(task).whole();
  const unlimited = greedyGridPlacement(task, pieces, [Number.POSITIVE_INFINITY])!;
  expect(unlimited.devices.filter((device) => device === 1)).toEqual([]);
  expect(unlimited.cost).toBe(160);
  expect(judgedCost(pieces, [0, 0, 1, 1], task, additive)).toBe(200);
  expect(locallyImproved(task, pieces, { devices: [0, 0, 1, 1] }).cost).toBe(160);
});

describe('the outer search', () => {
  test('cuts one table evenly over all devices', () => {
    const { plan, bests } = searched(taskOf([table(64, 1)]), { beams: 3, candidates: 10, levels: 3 });
    expect(bests.at(-1)).toBe(16);
    expect(plan!.pieces.map(({ dimension }) => dimension)).toEqual([16, 16, 16, 16]);
    expect([...plan!.devices].sort()).toEqual([0, 1, 2, 3]);
  });

  test('makes room where no whole table fits', () => {
    const large = table(64, 1);
    const task = taskOf([large], { capacityBytes: tableBytes(large) / 2 });
    expect(greedyGridPlacement(task, new Pieces(task).whole())).toBeUndefined();
    const { plan } = searched(task);
    requirePlan(task, plan!.pieces, plan!.devices, plan!.cost);
  });

  test('never cuts below four columns', () => {
    const { plan } = searched(taskOf([table(12, 5), table(8, 3), table(4, 90)]));
    for (const { dimension } of plan!.pieces) expect(dimension).toBeGreaterThanOrEqual(4);
    expect(plan!.cost).toBe(360);
  });

  test('a plan is a plan, no worse than whole tables, and better with more levels', () => {
    for (const seed of [4, 5]) {
      const tables = random(seed);
      const capacityBytes = 0.6 * tables.reduce((sum, own) => sum + tableBytes(own), 0);
      const task = taskOf(tables, { model: crowding, capacityBytes });
      const whole = greedyGridPlacement(task, new Pieces(task).whole())!;
      const few = searched(task, { beams: 2, candidates: 4, levels: 2 }).plan!;
      const many = searched(task, { beams: 2, candidates: 4, levels: 6 }).plan!;
      for (const plan of [few, many]) requirePlan(task, plan.pieces, plan.devices, plan.cost);
      expect(few.cost).toBeLessThanOrEqual(whole.cost);
      expect(many.cost).toBeLessThanOrEqual(few.cost);
      expect(searched(task, { beams: 2, candidates: 4, levels: 6 }).plan).toEqual(many);
    }
  });

  test('weighs what exchanges cost', () => {
    const exchange = (dimensions: readonly number[]) => dimensions.map((own) => 10 * own);
    const tables = [table(64, 1), table(4, 16), table(4, 16), table(4, 16)];
    const whole = taskOf(tables, { exchange });
    const pieces = new Pieces(whole).whole();
    // Compute is 64 on each device, and the wide table's exchange 640.
    expect(judgedCost(pieces, [0, 1, 2, 3], whole, additive)).toBe(704);
    const { plan } = searched(whole);
    expect(plan!.cost).toBeLessThan(704);
    requirePlan(whole, plan!.pieces, plan!.devices, plan!.cost);
  });
});

test('local search ends where no move and no swap helps, and never above its start', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 2, maxLength: 7 }), (costs) => {
      const task = taskOf(
        costs.map((cost) => table(4, cost)),
        { devices: 2 },
      );
      const pieces = new Pieces(task).whole();
      const start = costs.map(() => 0);
      const found = locallyImproved(task, pieces, { devices: start });
      requirePlan(task, pieces, found.devices, found.cost);
      const costOf = (devices: readonly number[]) => judgedCost(pieces, devices, task, additive);
      expect(found.cost).toBeLessThanOrEqual(costOf(start));
      found.devices.forEach((device, index) => {
        expect(costOf(found.devices.with(index, 1 - device))).toBeGreaterThanOrEqual(found.cost * (1 - 1e-9));
        found.devices.forEach((other, second) => {
          const swapped = found.devices.with(index, other).with(second, device);
          expect(costOf(swapped)).toBeGreaterThanOrEqual(found.cost * (1 - 1e-9));
        });
      });
    }),
    { numRuns: 60 },
  );
});

describe('drawn tasks', () => {
  const tables = generateTables({ tables: 200, seed: 8, dimension: 16, bytesPerElement: 4 });
  const recipe = { tasks: 40, largestDimension: 128, memoryBytes: 4 * 4 * 2 ** 30, seed: 2 };

  test('10 to 59 tables, dimensions from 4 to the largest, within fifteen sixteenths of memory', () => {
    const drawn = drawnTasks(tables, recipe)!;
    expect(drawn.length).toBe(40);
    for (const task of drawn) {
      expect(task.length >= 10 && task.length < 60).toBe(true);
      const bytes = task.reduce((sum, own) => sum + tableBytes(own), 0);
      expect(bytes).toBeLessThanOrEqual((15 / 16) * recipe.memoryBytes);
    }
    const found = new Set(drawn.flatMap((task) => task.map(({ dimension }) => dimension)));
    expect([...found].sort((a, b) => a - b)).toEqual([4, 8, 16, 32, 64, 128]);
    expect(drawnTasks(tables, recipe)).toEqual(drawn);
    expect(drawnTasks(tables, { ...recipe, seed: 3 })).not.toEqual(drawn);
    expect(drawnTasks(tables, { ...recipe, memoryBytes: 10 })).toBeUndefined();
  });

  test('a listed task keeps its tables and gets dimensions', () => {
    const own = withDrawnDimensions(tables.slice(0, 30), 32, 1, 0);
    expect(own.map(({ name }) => name)).toEqual(tables.slice(0, 30).map(({ name }) => name));
    expect(new Set(own.map(({ dimension }) => dimension))).toEqual(new Set(dimensionsUpTo(32)));
    expect(withDrawnDimensions(tables.slice(0, 30), 32, 1, 1)).not.toEqual(own);
  });
});
