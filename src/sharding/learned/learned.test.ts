// Files of costs, splits, scales and scores, and networks on the CPU against what they are by their formulas.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readSharedText } from '../../../e2e/support/sharedData';
import { DataError } from '../../base/errors';
import { RandomStream } from '../../base/randomStream';
import type { EmbeddingTable } from '../problem';
import { generateTables } from '../tables/generate';
import { readTables } from '../tables/readTables';
import { costOfSet, linearRow, MeanModel, scaledSets, setsOfIds } from './computeModel';
import { type CostNetwork, communicationNetwork, computeNetwork } from './costNetwork';
import { scaledExchanges } from './exchangeModel';
import { featureNames, tableFeatures } from './features';
import { FrozenNetwork, type Tensors } from './frozen';
import { leastSquares, linearly } from './linearBaseline';
import { costFileKind, readCommunicationCosts, readComputeCosts } from './readCosts';
import { scaled, scalingOf, unscaled } from './scaling';
import { scoresOf } from './scores';
import { splitOf } from './split';
import { standInCost, standInSets } from './standIn';

const compute = 'task: 5,0 | cost: 12.5\ntask: 17 | cost: 3e1\n';
const communication = '132,68 0,3 33.6,44.6 32.5,31\n352,528 4,0 186,182 213,235\n';

describe('files of costs', () => {
  test('compute: ids and milliseconds, in both published forms', () => {
    const samples = [
      { ids: [5, 0], milliseconds: 12.5 },
      { ids: [17], milliseconds: 30 },
    ];
    expect(readComputeCosts('f', compute, 3)).toEqual(samples);
    expect(readComputeCosts('f', '5,0 12.5\r\n17 30', 3)).toEqual(samples);
  });

  test('ids name tables and dimensions', () => {
    const tables = ['a', 'b', 'c'].map((name) => ({ name }) as EmbeddingTable);
    const { sets, milliseconds } = setsOfIds(readComputeCosts('f', compute, 3), tables);
    expect(sets.map((set) => set.map(({ name, dimension }) => [name, dimension]))).toEqual([
      [
        ['c', 64],
        ['a', 128],
      ],
      [['c', 4]],
    ]);
    expect(milliseconds).toEqual([12.5, 30]);
  });

  test('exchanges: a number a device', () => {
    const [{ dimensions, skews, forward, backward }] = readCommunicationCosts('f', communication);
    expect([dimensions, skews, forward, backward]).toEqual([
      [132, 68],
      [0, 3],
      [33.6, 44.6],
      [32.5, 31],
    ]);
  });

  test('are told apart', () => {
    expect(costFileKind(compute)).toBe('compute');
    expect(costFileKind('\n5,0 12.5\n')).toBe('compute');
    expect(costFileKind(communication)).toBe('communication');
    for (const other of ['', '[{"rows": 1}]', 'rows,pooling\n1,2', '{"train": [[1]], "test": [[1]]}'])
      expect(costFileKind(other)).toBeUndefined();
  });

  test.each([
    ['task: 1,2 | co', /^f: line 1: is not "task: ids \| cost: milliseconds": "task: 1,2 \| co"/],
    [
      `${compute}task: 18 | cost: 1`,
      /^f: line 3: names id 18; 3 tables of 6 dimensions have ids from 0 to 17/,
    ],
    ['task: 1 | cost: 0', /^f: line 1: has a cost of 0; it must be above 0/],
    ['task: 1 | cost: 1e999', /^f: line 1: has a cost of Infinity/],
    ['task: -1 | cost: 1', /^f: line 1: is not/],
  ])('damaged compute: %s', (text, message) => {
    expect(() => readComputeCosts('f', text, 3)).toThrow(DataError);
    expect(() => readComputeCosts('f', text, 3)).toThrow(message);
  });

  test.each([
    [`${communication}132,68 0,3 33.6`, /^f: line 3: is not "dims skews forward backward"/],
    [`${communication}132 0,3 33,44 32,31`, /^f: line 3: has lists of 1, 2, 2, 2 numbers; all have 2/],
    [`${communication}1,2,3 0,3,0 3,4,5 2,3,4`, /^f: line 3: has lists of 3, 3, 3, 3 numbers; all have 2/],
    ['1,2 0,-3 3,4 2,3', /^f: line 1: has a skew of -3/],
    ['1,2 0,3 3,0 2,3', /^f: line 1: has a time of 0/],
  ])('damaged exchanges: %s', (text, message) => {
    expect(() => readCommunicationCosts('f', text)).toThrow(message);
  });

  test('whatever the bytes, there are samples or one clear error', () => {
    const readers = [
      { valid: compute, read: (text: string) => readComputeCosts('f', text, 3) },
      { valid: communication, read: (text: string) => readCommunicationCosts('f', text) },
    ];
    for (const { valid, read } of readers)
      fc.assert(
        fc.property(fc.nat(valid.length), fc.string(), fc.nat(5), (at, inserted, dropped) => {
          try {
            read(valid.slice(0, at) + inserted + valid.slice(at + dropped));
          } catch (error) {
            expect(error).toBeInstanceOf(DataError);
          }
        }),
      );
  });
});

describe('splits', () => {
  test('are disjoint, whole, and 80 : 10 : 10', () => {
    const { train, validation, test: tested } = splitOf(5019, 3);
    expect([train.length, validation.length, tested.length]).toEqual([4017, 501, 501]);
    expect(new Set([...train, ...validation, ...tested]).size).toBe(5019);
  });

  test('a seed gives one split, another gives another', () => {
    expect(splitOf(100, 7)).toEqual(splitOf(100, 7));
    expect(splitOf(100, 7).test).not.toEqual(splitOf(100, 8).test);
    expect(() => splitOf(9, 0)).toThrow(/at least 10 samples, there are 9/);
  });
});

describe('scales', () => {
  const rows = [
    [1, 1e7, 4],
    [2, 3e7, 4],
    [6, 2e7, 4],
  ];
  test('take each column to mean 0 and deviation 1, and back', () => {
    const scaling = scalingOf(rows, 3);
    const scaledRows = rows.map((row) => scaled(row, scaling));
    for (const column of [0, 1]) {
      const values = scaledRows.map((row) => row[column]);
      expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 12);
      expect(values.reduce((sum, value) => sum + value * value, 0) / 3).toBeCloseTo(1, 12);
    }
    expect(scaledRows.map((row) => row[2])).toEqual([0, 0, 0]);
    rows.forEach((row, index) => {
      unscaled(scaledRows[index], scaling).forEach((value, column) => {
        expect(value / row[column]).toBeCloseTo(1, 12);
      });
    });
  });

  test('are those of the training split alone', () => {
    const tables = generateTables({ tables: 20, seed: 1, dimension: 16, bytesPerElement: 4 });
    const sets = standInSets(tables, 60, 2);
    const split = splitOf(60, 0);
    const { outputs } = scaledSets(sets, split, 'published');
    const training = [...split.train].map((sample) => sets.milliseconds[sample]);
    const mean = training.reduce((sum, value) => sum + value, 0) / training.length;
    expect(outputs.means[0]).toBeCloseTo(mean, 9);
    // What validation and test cost must not show in what training sees.
    const milliseconds = sets.milliseconds.map((value, sample) =>
      split.train.includes(sample) ? value : 1e6 * value,
    );
    expect(scaledSets({ ...sets, milliseconds }, split, 'published').outputs).toEqual(outputs);
  });
});

test('exchanges are turned for training, and every number stays with its device', () => {
  const exchanges = Array.from({ length: 20 }, (_, k) => ({
    ...{ dimensions: [k, 100 + k, 200 + k], skews: [0, k, 1] },
    ...{ forward: [1000 + k, 1100 + k, 1200 + k], backward: [1, 2, 3] },
  }));
  const split = splitOf(20, 1);
  const { samples, turns, inputs, outputs, largestSkew } = scaledExchanges(exchanges, split, 'forward');
  expect([turns.train.length, turns.validation.length, turns.test.length]).toEqual([48, 2, 2]);
  for (const sample of [...turns.train, ...turns.validation, ...turns.test]) {
    const row = unscaled(samples.rows[sample][0], inputs);
    const target = unscaled(samples.targets[sample], outputs);
    for (let device = 0; device < 3; device++) expect(target[device] - row[device]).toBeCloseTo(1000, 6);
  }
  turns.test.forEach((sample, index) => {
    expect(unscaled(samples.rows[sample][0], inputs)[0]).toBeCloseTo(split.test[index], 6);
  });
  expect(largestSkew).toBe(Math.max(...split.train));
});

test('scores by hand', () => {
  const scores = scoresOf([1, 4, 9], [2, 4, 6]);
  expect(scores.meanSquaredError).toBeCloseTo(10 / 3, 12);
  expect(scores.determination).toBeCloseTo(1 - 10 / 8, 12);
  expect(scores.medianRelativeError).toBeCloseTo(0.5, 12);
});

test('least squares finds a linear law, whatever columns repeat others', () => {
  const stream = new RandomStream(1, 2);
  const rows = Array.from({ length: 50 }, () => {
    const [a, b] = [100 * stream.nextUniform(), stream.nextUniform()];
    return [1, a, b, 3 * a];
  });
  const targets = rows.map(([, a, b]) => 7 + 2 * a - 5 * b);
  const weights = leastSquares(rows, targets);
  rows.forEach((row, index) => {
    expect(linearly(weights, row)).toBeCloseTo(targets[index], 6);
  });
});

/** Weights drawn at random, named as a graph names them. */
function randomTensors({ features, table, head, outputs }: CostNetwork, seed: number): Tensors {
  const tensors = new Map<string, { shape: number[]; data: Float64Array }>();
  const stream = new RandomStream(seed, 9);
  const layer = (name: string, inputs: number, width: number) => {
    const draw = (count: number) => Float64Array.from({ length: count }, () => 0.5 * stream.nextNormal());
    tensors.set(`${name}.weight`, { shape: [inputs, width], data: draw(inputs * width) });
    tensors.set(`${name}.bias`, { shape: [width], data: draw(width) });
  };
  let inputs = features;
  table.forEach((width, index) => {
    layer(`table${index + 1}`, inputs, width);
    inputs = width;
  });
  [...head, outputs].forEach((width, index) => {
    layer(`head${index + 1}`, inputs, width);
    inputs = width;
  });
  return tensors;
}

describe('networks on the CPU', () => {
  const network = computeNetwork(20);
  const frozen = new FrozenNetwork(network, randomTensors(network, 4));
  const stream = new RandomStream(5, 6);
  const rows = Array.from({ length: 6 }, () => Float64Array.from({ length: 20 }, () => stream.nextNormal()));

  test('by hand: relu(x·W + b), summed, through the head', () => {
    const tiny: CostNetwork = { features: 1, table: [2], head: [1], outputs: 1 };
    const tensor = (shape: number[], data: number[]) => ({ shape, data });
    const own = new FrozenNetwork(
      tiny,
      new Map([
        ['table1.weight', tensor([1, 2], [2, -1])],
        ['table1.bias', tensor([2], [1, 0])],
        ['head1.weight', tensor([2, 1], [3, 5])],
        ['head1.bias', tensor([1], [-4])],
        ['head2.weight', tensor([1, 1], [-2])],
        ['head2.bias', tensor([1], [0.5])],
      ]),
    );
    // x = 1: relu(3, −1) = (3, 0); x = −2: relu(−3, 2) = (0, 2); sum (3, 2): relu(9 + 10 − 4) = 15; −30 + 0.5.
    expect([...own.predict([Float64Array.of(1), Float64Array.of(-2)])]).toEqual([-29.5]);
  });

  test('the order of tables does not matter; which tables there are does', () => {
    const [value] = frozen.predict(rows);
    expect(frozen.predict([...rows].reverse())[0]).toBeCloseTo(value, 10);
    expect(frozen.predict(rows.slice(1))[0]).not.toBeCloseTo(value, 3);
    expect(frozen.predict([...rows, rows[0]])[0]).not.toBeCloseTo(value, 3);
  });

  test('a damaged network is refused', () => {
    const tensors = new Map(randomTensors(network, 4));
    tensors.delete('head2.bias');
    expect(() => new FrozenNetwork(network, tensors)).toThrow(/lacks "head2" of 64 inputs and 1 outputs/);
    expect(() => new FrozenNetwork(communicationNetwork(8, 4), randomTensors(network, 4))).toThrow(
      /lacks "head1"/,
    );
  });
});

describe('features', () => {
  const [table] = generateTables({ tables: 1, seed: 3, dimension: 16, bytesPerElement: 4 });

  test('shares of rows add up to 1, and sizes are as they are', () => {
    const features = tableFeatures(table, 'published');
    expect(features.length).toBe(featureNames('published').length);
    expect(features.slice(0, 17).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
    expect([...features.slice(17)]).toEqual([16, table.poolingFactor * table.coverage, table.rows]);
    expect([...tableFeatures(table, 'extended').slice(0, 20)]).toEqual([...features]);
  });

  test('are the published ones of the real tables', async ({ skip }) => {
    const text = await readSharedText('sharding/tables856.json');
    if (text === null) skip('sharding/tables856.json is not there');
    const raw = JSON.parse(text!) as Record<string, number>[];
    readTables('t', text!, { dimension: 16, bytesPerElement: 4 }).forEach((real, index) => {
      if (real.poolingFactor === 0) return;
      const features = tableFeatures(real, 'published');
      for (let bin = 0; bin < 17; bin++)
        expect(features[bin], `table ${index}, bin ${bin}`).toBeCloseTo(raw[index][`bin_${bin}`], 6);
    });
  });
});

describe('the stand-in', () => {
  const plain: EmbeddingTable = {
    ...{ name: 't', rows: 1000, dimension: 64, bytesPerElement: 4, poolingFactor: 2, coverage: 1 },
  };

  test('tables that fit into the cache cost their bytes over its bandwidth', () => {
    const bytes = 4 * 2 * 65_536 * 64 * 4;
    expect(standInCost([plain])).toBeCloseTo(1 + bytes / 4e8, 9);
    expect(standInCost([plain, plain])).toBeCloseTo(1 + (2 * bytes) / 4e8, 9);
  });

  test('what does not fit is slower, and tables crowd each other out', () => {
    const large = { ...plain, rows: 1e6 };
    const cached = (32 * 2 ** 20) / (1e6 * 256);
    const bytes = 4 * 2 * 65_536 * 64 * 4;
    expect(standInCost([large])).toBeCloseTo(1 + bytes * (cached / 4e8 + (1 - cached) / 6e7), 9);
    expect(standInCost([large, large]) - 1).toBeGreaterThan(2 * (standInCost([large]) - 1));
    expect(standInCost([{ ...plain, poolingFactor: 0 }])).toBe(1);
  });

  test('sets are reproducible and have 1 to 15 tables', () => {
    const tables = generateTables({ tables: 30, seed: 1, dimension: 16, bytesPerElement: 4 });
    const sets = standInSets(tables, 200, 5);
    expect(standInSets(tables, 200, 5)).toEqual(sets);
    expect(standInSets(tables, 200, 6).milliseconds).not.toEqual(sets.milliseconds);
    for (const set of sets.sets) expect(set.length >= 1 && set.length <= 15).toBe(true);
    expect(Math.max(...sets.sets.map(({ length }) => length))).toBeGreaterThan(10);
  });
});

test('the linear model sees tables, lookups and elements', () => {
  const table = { poolingFactor: 4, coverage: 0.5, dimension: 8 } as EmbeddingTable;
  expect(linearRow([table, { ...table, dimension: 16 }])).toEqual([1, 2, 4, 48]);
});

test('the mean of models is the mean of their costs', () => {
  const model = (factor: number) => ({
    embed: ({ dimension }: EmbeddingTable) => Float64Array.of(dimension, factor),
    cost: ([sum]: Float64Array) => factor * sum,
  });
  const tables = [{ dimension: 4 }, { dimension: 8 }] as EmbeddingTable[];
  expect(costOfSet(new MeanModel([model(1), model(3)]), tables)).toBe(24);
  expect(costOfSet(model(3), [])).toBe(0);
});
