// Values of a sweep as people write them, and the runs that come of them.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { experimentById } from '../experiments';
import { axisValues, combinations, parseSweeps, type Sweep, setupOf, sweepProblem } from './sweep';

const schema = experimentById('train-dlrm').config;
const values = (key: string, text: string) => axisValues(schema, { key, text });

describe('values of a setting', () => {
  test('are listed, each once', () => {
    expect(values('learningRate', '0.01, 0.03,0.1, 0.03').values).toEqual([0.01, 0.03, 0.1]);
    expect(values('interaction', 'dot, concat').values).toEqual(['dot', 'concat']);
    expect(values('shuffle', 'true, false').values).toEqual([true, false]);
    expect(values('top', '64-32, 8').values).toEqual(['64-32', '8']);
  });

  test('come in even steps, ends included, without rounding noise', () => {
    expect(values('dimension', '8..32 step 8').values).toEqual([8, 16, 24, 32]);
    expect(values('dimension', '1..3, 8').values).toEqual([1, 2, 3, 8]);
    expect(values('learningRate', '0.1..0.3 step 0.1').values).toEqual([0.1, 0.2, 0.3]);
    expect(values('seed', '0..2').values).toEqual([0, 1, 2]);
  });

  test('come in even ratios', () => {
    expect(values('learningRate', '0.001..0.1 log 3').values).toEqual([0.001, 0.01, 0.1]);
    expect(values('dimension', '1..64 log 4').values).toEqual([1, 4, 16, 64]);
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 40 }), (count) => {
        const found = values('learningRate', `0.0001..10 log ${count}`).values as number[];
        const ratios = found.slice(1).map((value, index) => value / found[index]);
        expect(found).toHaveLength(count);
        for (const ratio of ratios) expect(ratio).toBeCloseTo((10 / 0.0001) ** (1 / (count - 1)), 1);
      }),
    );
  });

  test('that are not accepted are named with what is', () => {
    expect(values('dimension', '8, 1000').problem).toContain('dimension = 1000 is above 512');
    expect(values('dimension', '8.5').problem).toContain('not a whole number');
    expect(values('interaction', 'dot, sum').problem).toContain('Choose dot, concat');
    expect(values('seed', '-1').problem).toContain('seed = -1');
    expect(values('depht', '1').problem).toContain('"depht" is not a setting');
    expect(values('learningRate', '0.1..0.3').problem).toContain('step 0.1, or log 5');
    expect(values('learningRate', '0..1 log 3').problem).toContain('above 0');
    expect(values('dimension', '32..8').problem).toContain('the smaller one');
    expect(values('learningRate', '0..1 step 1e-9').problem).toContain('more than 1000');
    expect(values('learningRate', '1,,2').problem).toContain('Value 2 is empty');
    expect(values('learningRate', ' ').problem).toContain('No values yet');
  });
});

describe('runs of a sweep', () => {
  const axes = [
    { key: 'learningRate', values: [0.01, 0.1] },
    { key: 'seed', values: [0, 1, 2] },
  ];

  test('are every combination of a grid', () => {
    const runs = combinations(axes, 'grid');
    expect(runs).toHaveLength(6);
    expect(new Set(runs.map((run) => JSON.stringify(run))).size).toBe(6);
    expect(runs[1]).toEqual({ learningRate: 0.01, seed: 1 });
  });

  test('are one value of each at a time in a list', () => {
    expect(sweepProblem(axes, 'list')).toContain('2 of learningRate and 3 of seed');
    const even = [axes[0], { key: 'seed', values: [5, 6] }];
    expect(sweepProblem(even, 'list')).toBeUndefined();
    expect(combinations(even, 'list')).toEqual([
      { learningRate: 0.01, seed: 5 },
      { learningRate: 0.1, seed: 6 },
    ]);
  });

  test('take the sweep’s own settings but for what they change', () => {
    const sweep = { config: { dimension: 8, learningRate: 1 }, seed: 7 };
    expect(setupOf(sweep, { learningRate: 0.1 })).toEqual({
      config: { dimension: 8, learningRate: 0.1 },
      seed: 7,
    });
    expect(setupOf(sweep, { seed: 0 })).toEqual({ config: sweep.config, seed: 0 });
  });

  test('are too many, or of one setting twice, only with a word', () => {
    const many = Array.from({ length: 40 }, (_, value) => value);
    const wide = ['dimension', 'seed'].map((key) => ({ key, values: many }));
    expect(sweepProblem(wide, 'grid')).toContain('1,600 runs');
    expect(sweepProblem([axes[0], axes[0]], 'grid')).toContain('given twice');
    expect(sweepProblem([], 'grid')).toContain('Nothing varies');
  });
});

test('a kept sweep comes back, and damage costs no more than what it hit', () => {
  const sweep: Sweep = {
    id: 'a',
    name: 'calm heron',
    createdAt: 1,
    experiment: 'train-dlrm',
    config: { dimension: 8 },
    seed: 0,
    files: [],
    keys: ['dimension'],
    items: [{ id: 'b', values: { dimension: 4 }, state: 'queued', run: null, problem: null }],
    paused: true,
  };
  expect(parseSweeps(JSON.stringify([sweep, { id: 3 }]))).toEqual([sweep]);
  expect(parseSweeps('{')).toEqual([]);
  expect(parseSweeps(null)).toEqual([]);
});
