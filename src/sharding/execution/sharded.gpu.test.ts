// Sharded training against the unsharded step and against float64: the same bits where no sum is cut, and within the
// bound of any order of summation where one is.

import { describe, expect, test } from 'vitest';
import { testGpu } from '../../../e2e/support/testGpu';
import { halfOf, numberOfHalf } from '../../base/halves';
import { pieceLength } from '../../graph/ops/embedding';
import { lookupCapacity } from '../../nn/model';
import type { OptimizerConfig } from '../../optim/config';
import type { Plan, ShardingType } from '../problem';
import { shardingTypes } from '../problem';
import { receivedName } from './denseGraphs';
import { groupNames } from './embeddingGraphs';
import { ShardedDlrm } from './shardedDlrm';
import {
  BATCH,
  batchOf,
  DEVICES,
  dimension,
  model,
  optionsOf,
  planBy,
  RATE,
  SEED,
  unevenPlan,
  unsharded,
  wholePlan,
} from './testing/awkward';
import { collectives, countExchanges, type ExchangePrecisions } from './transfers';
import { startingTables } from './weights';

const optimizers = {
  sgd: { dense: { kind: 'sgd' }, sparse: { kind: 'sgd' } },
  adagrad: { dense: { kind: 'adagrad' }, sparse: { kind: 'adagrad' } },
  rowWiseAdagrad: { dense: { kind: 'adagrad' }, sparse: { kind: 'rowWiseAdagrad' } },
} satisfies Record<string, OptimizerConfig>;
type Rule = keyof typeof optimizers;

async function sharded<T>(
  plan: Plan,
  rule: Rule,
  steps: number,
  look: (run: ShardedDlrm) => Promise<T>,
  { devices = DEVICES, precisions }: { devices?: number; precisions?: ExchangePrecisions } = {},
): Promise<T> {
  const options = { ...optionsOf(plan, optimizers[rule], devices), ...(precisions && { precisions }) };
  const run = await ShardedDlrm.create(await testGpu(), options);
  try {
    for (let step = 0; step < steps; step++) run.step(batchOf(step), RATE);
    return await look(run);
  } finally {
    run.destroy();
  }
}

const outcome = async (run: ShardedDlrm) => ({
  losses: await run.readLosses(),
  weights: await run.weights(),
  hash: await run.weightHash(),
});

/** Relative error of a sum of n numbers in f32 in whatever order, of the sum of their magnitudes (Higham, §4.2). */
const gamma = (n: number): number => (n * 2 ** -24) / (1 - n * 2 ** -24);

/** All tables by one type, or each cut in its own way. */
const planOf = (type: ShardingType | 'uneven'): Plan => (type === 'uneven' ? unevenPlan : planBy(type));

describe('one device', () => {
  test.each(Object.keys(optimizers) as Rule[])(
    'takes the steps of unsharded training, bit for bit: %s',
    async (rule) => {
      const expected = await unsharded(await testGpu(), optimizers[rule], 3);
      const actual = await sharded(wholePlan, rule, 3, outcome, { devices: 1 });
      expect(actual.losses).toEqual(expected.losses);
      expect(actual.weights).toEqual(expected.weights);
      expect(actual.hash).toBe(expected.hash);
    },
  );
});

describe('three devices', () => {
  test('update tables in the first step as unsharded training does, bit for bit', async () => {
    // Among them rows whose lookups are summed in pieces, from other places among all lookups.
    const hot = batchOf(0).lookups.rows.map((rows) => rows.filter((row) => row === 1).length);
    expect(Math.min(...hot)).toBeGreaterThan(pieceLength(lookupCapacity(model, BATCH)));
    const expected = await unsharded(await testGpu(), optimizers.adagrad, 1);
    for (const plan of [wholePlan, planBy('table_wise'), planBy('column_wise')]) {
      const { weights } = await sharded(plan, 'adagrad', 1, outcome);
      expect(weights.get('tables')).toEqual(expected.weights.get('tables'));
    }
  });

  test.each([
    ['table_wise', 'rowWiseAdagrad'],
    ['column_wise', 'adagrad'],
    ['table_column_wise', 'sgd'],
  ] as const)('give the bits of whole tables: %s, %s', async (type, rule) => {
    const expected = await sharded(wholePlan, rule, 3, outcome);
    expect(await sharded(planBy(type), rule, 3, outcome)).toEqual(expected);
  });

  test.each([...shardingTypes, 'uneven'] as const)(
    'are deterministic, hold equal replicas and count what they move: %s',
    async (type) => {
      const plan = planOf(type);
      const look = async (run: ShardedDlrm) => {
        const first = await run.replica(0);
        for (let device = 1; device < DEVICES; device++) expect(await run.replica(device)).toEqual(first);
        const expected = countExchanges(run.layout, run.denseElements, { forward: 'fp32', backward: 'fp32' });
        for (const collective of collectives.slice(1))
          expect(run.traffic.bytes.get(collective), collective).toEqual(
            expected.bytes.get(collective)!.map((bytes) => 2 * bytes),
          );
        return outcome(run);
      };
      const first = await sharded(plan, 'rowWiseAdagrad', 2, look);
      expect(await sharded(plan, 'rowWiseAdagrad', 2, look)).toEqual(first);
    },
  );
});

/** Of the first batch: the exact vector of each sample and table, and the sum of magnitudes, from the starting tables. */
function exactBag(table: number, sample: number) {
  const { data } = startingTables(model.tables, dimension, SEED);
  const base = model.tables.slice(0, table).reduce((sum, rows) => sum + rows, 0);
  const { offsets, rows } = batchOf(0).lookups;
  const found = rows[table].subarray(offsets[table][sample], offsets[table][sample + 1]);
  return Array.from({ length: dimension }, (_, column) => {
    const terms = [...found].map((row) => data[(base + row) * dimension + column]);
    return {
      sum: terms.reduce((a, b) => a + b, 0),
      magnitude: terms.reduce((a, b) => a + Math.abs(b), 0),
      terms: terms.length,
    };
  });
}

describe.each([...shardingTypes.filter((type) => type !== 'data_parallel'), 'uneven' as const])(
  '%s against float64',
  (type) => {
    test('vectors, gradients and weights of a step lie within the bound of their sums', async () => {
      await sharded(planOf(type), 'sgd', 1, async (run) => {
        await expectVectors(run);
        await expectReducedGradient(run);
        await expectUpdatedTables(run);
      });
    });
  },
);

async function expectVectors(run: ShardedDlrm) {
  for (const [device, { first, count }] of run.layout.slices.entries()) {
    const saved = await run.all[device].slice.state.save();
    for (const [block, { table, firstColumn, columns }] of run.layout.blocks.entries()) {
      const received = saved.get(receivedName(block))!.data;
      for (let sample = 0; sample < count; sample++) {
        const exact = exactBag(table, first + sample).slice(firstColumn, firstColumn + columns);
        for (const [column, { sum, magnitude, terms }] of exact.entries())
          expect(Math.abs(received[sample * columns + column] - sum)).toBeLessThanOrEqual(
            gamma(terms) * magnitude,
          );
      }
    }
  }
}

async function expectReducedGradient(run: ShardedDlrm) {
  const gradient = (await run.all[0].denseUpdate.state.save()).get('gradient')!.data;
  const chunk = gradient.length / DEVICES;
  for (const [device, { allReduce }] of run.all.entries()) {
    const parts = (await allReduce.state.save()).get('parts')!.data;
    for (let i = 0; i < chunk; i++) {
      const terms = Array.from({ length: DEVICES }, (_, from) => parts[from * chunk + i]);
      const sum = terms.reduce((a, b) => a + b, 0);
      const magnitude = terms.reduce((a, b) => a + Math.abs(b), 0);
      expect(Math.abs(gradient[device * chunk + i] - sum)).toBeLessThanOrEqual(gamma(DEVICES) * magnitude);
    }
  }
}

/** w − rate·Σ of the bag gradients that each shard received, which are exact numbers once they have arrived. */
async function expectUpdatedTables(run: ShardedDlrm) {
  const before = startingTables(model.tables, dimension, SEED).data;
  const after = (await run.weights()).get('tables')!;
  const { offsets, rows } = batchOf(0).lookups;
  for (const [device, groups] of run.layout.groups.entries()) {
    if (!groups.length) continue;
    const saved = await run.all[device].shardUpdate!.state.save();
    for (const [index, { columns, shards }] of groups.entries()) {
      const bags = saved.get(groupNames(index).gradient)!.data;
      for (const { table, firstRow, rows: held, firstColumn, slot } of shards) {
        const base = model.tables.slice(0, table).reduce((sum, count) => sum + count, 0);
        const batch = run.layout.batch;
        for (let row = firstRow; row < firstRow + held; row++)
          for (let column = 0; column < columns; column++) {
            const terms: number[] = [];
            for (let sample = 0; sample < batch; sample++)
              for (let j = offsets[table][sample]; j < offsets[table][sample + 1]; j++)
                if (rows[table][j] === row) terms.push(bags[(slot * batch + sample) * columns + column]);
            const at = (base + row) * dimension + firstColumn + column;
            const magnitude = terms.reduce((sum, term) => sum + Math.abs(term), 0);
            const exact = before[at] - RATE * terms.reduce((sum, term) => sum + term, 0);
            // The sum, the product with the rate (exact: a power of two) and the difference, rounded once.
            const bound =
              RATE * gamma(terms.length) * magnitude + 2 ** -24 * (Math.abs(exact) + RATE * magnitude);
            expect(Math.abs(after[at] - exact)).toBeLessThanOrEqual(terms.length ? bound : 0);
          }
      }
    }
  }
}

test('replicated tables differ from whole ones by the order of sums alone', async () => {
  const [replicated, whole] = [planBy('data_parallel'), wholePlan];
  const actual = (await sharded(replicated, 'sgd', 1, outcome)).weights.get('tables')!;
  const { expected, magnitudes } = await sharded(whole, 'sgd', 1, async (run) => {
    const bags = (await run.all[0].shardUpdate!.state.save()).get(groupNames(0).gradient)!.data;
    const sums = new Float64Array(actual.length);
    const { offsets, rows } = batchOf(0).lookups;
    for (const { table, slot, base } of run.layout.groups[0][0].shards)
      for (let sample = 0; sample < run.layout.batch; sample++)
        for (let j = offsets[table][sample]; j < offsets[table][sample + 1]; j++)
          for (let column = 0; column < dimension; column++)
            sums[(base + rows[table][j]) * dimension + column] += Math.abs(
              bags[(slot * run.layout.batch + sample) * dimension + column],
            );
    return { expected: (await run.weights()).get('tables')!, magnitudes: sums };
  });
  const lookups = Math.max(...batchOf(0).lookups.rows.map(({ length }) => length));
  for (const [i, magnitude] of magnitudes.entries()) {
    const bound =
      2 * (RATE * gamma(lookups) * magnitude + 2 ** -24 * (Math.abs(expected[i]) + RATE * magnitude));
    expect(Math.abs(actual[i] - expected[i])).toBeLessThanOrEqual(magnitude ? bound : 0);
  }
});

test('row-wise Adagrad takes the mean over the columns of a shard, as TorchRec does', async () => {
  const rate = RATE;
  const before = startingTables(model.tables, dimension, SEED).data;
  const stepped = (await sharded(planBy('column_wise'), 'sgd', 1, outcome)).weights.get('tables')!;
  const { weights } = await sharded(planBy('column_wise'), 'rowWiseAdagrad', 1, outcome);
  const after = weights.get('tables')!;
  let touched = 0;
  for (let row = 0; row < before.length / dimension; row++) {
    const at = row * dimension;
    const gradient = Array.from({ length: dimension }, (_, c) => (before[at + c] - stepped[at + c]) / rate);
    for (const [first, columns] of [
      [0, 4],
      [4, 2],
    ]) {
      const own = gradient.slice(first, first + columns);
      const mean = own.reduce((sum, g) => sum + g * g, 0) / columns;
      // Below, the gradient read off an SGD step is too coarse.
      if (mean < 1e-6) continue;
      touched++;
      for (const [column, g] of own.entries()) {
        const expected = before[at + first + column] - (rate * g) / Math.sqrt(mean);
        expect(Math.abs(after[at + first + column] - expected)).toBeLessThan(2e-3 * rate);
      }
    }
  }
  expect(touched).toBeGreaterThan(3);
});

test('halves and bfloats are what arrives, and take half the bytes', async () => {
  const precisions = { forward: 'fp16', backward: 'bf16' } as const;
  await sharded(
    planBy('table_wise'),
    'sgd',
    1,
    async (run) => {
      const received = (await run.all[1].slice.state.save()).get(receivedName(0))!.data;
      for (const x of received) expect(numberOfHalf(halfOf(x))).toBe(x);
      const { state } = run.all[0].shardUpdate!;
      const gradients = (await state.save()).get(groupNames(0).gradient)!.data as Float32Array;
      for (const bits of new Uint32Array(gradients.buffer, gradients.byteOffset, gradients.length))
        expect(bits & 0xffff).toBe(0);
      expect(gradients.some((x) => x !== 0)).toBe(true);
    },
    { precisions },
  );
  const traffic = async (run: ShardedDlrm) => run.traffic;
  const less = await sharded(planBy('grid_shard'), 'sgd', 1, traffic, { precisions });
  const full = await sharded(planBy('grid_shard'), 'sgd', 1, traffic);
  for (const collective of collectives) {
    const share = collective === 'index all-to-all' || collective === 'all-reduce' ? 1 : 0.5;
    expect(less.total(collective)).toBe(share * full.total(collective));
    expect(full.total(collective)).toBeGreaterThan(0);
  }
});
