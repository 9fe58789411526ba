// Tables, metrics and verdicts from outcomes made up for the purpose.

import { expect, test } from 'vitest';
import { gridPlaces } from '../../quant/periodicGrid';
import { type ClaimInput, judge, type Metrics } from '../experiment';
import type { Finding } from '../findings';
import { defaultsOf } from '../schema';
import type { Outcomes } from '../training/arms';
import { claims } from './claims';
import { measuresOf, spreadOf, wonBack } from './measures';
import { courseOf, resolved, type Settings } from './model';
import { outline } from './outline';
import { reportOf } from './report';
import { schema } from './schema';
import { ROUNDED_BITS } from './variants';

const config = defaultsOf(schema);
const settings = resolved(config as unknown as Settings);
const bins = gridPlaces(3).length;
const list = (...values: number[]) => Float32Array.from(values);

/** Plain training ends at 98 %; rounded to 3 bits it falls to 88 %; the ramp keeps 96 %, a constant λ 90 %. */
function outcomesOf(seeds: readonly number[]): Outcomes {
  const rounded = ['maximum', 'leastSquares'].flatMap((reach) =>
    ROUNDED_BITS.map((bits) => [`${reach}-${bits}`, list(bits === 3 ? 0.88 : 0.98, 0.25)] as const),
  );
  const gathered = (quantised: number) => ({
    accuracy: list(0.97),
    quantised: list(quantised),
    distance: list(0.01),
    histogram: list(...Array(bins).fill(1 / bins)),
  });
  const even = list(...Array(bins).fill(1 / bins));
  const plain = { accuracy: list(0.98), 'histogram-3': even, ...Object.fromEntries(rounded) };
  const outcomes = new Map<string, Record<string, Float32Array>>();
  for (const seed of seeds) {
    outcomes.set(`seed ${seed}, plain`, plain);
    outcomes.set(`seed ${seed}, ramp-4`, gathered(0.975));
    outcomes.set(`seed ${seed}, ramp-3`, gathered(0.96 + seed / 1000));
    outcomes.set(`seed ${seed}, constant-3`, gathered(0.9));
  }
  return outcomes;
}

function reported(seeds: readonly number[]) {
  const findings = new Map<string, Finding>();
  let metrics: Metrics = {};
  for (const event of reportOf(settings, 0, outcomesOf(seeds), ['stem.weight'])) {
    if (event.kind === 'finding') findings.set(event.finding.id, event.finding);
    if (event.kind === 'metrics') metrics = event.values;
  }
  return { findings, metrics };
}

test('what is won back is of the loss by rounding', () => {
  const three = measuresOf(settings, 0, outcomesOf([0])).filter(
    ({ schedule, bits }) => schedule === 'ramp' && bits === 3,
  );
  expect(wonBack(three[0])).toBeCloseTo(0.8, 5);
  expect(wonBack({ ...three[0], plain: { f32Accuracy: 0.9, quantisedAccuracy: 0.9 } })).toBeNull();
});

test('a spread is a mean and its standard error', () => {
  expect(spreadOf([1, 2, 3])).toEqual({ mean: 2, error: Math.sqrt(1 / 3) });
  expect(spreadOf([5]).error).toBeNaN();
});

test('metrics appear once every seed is there', () => {
  expect(reported([0, 1]).metrics).toEqual({});
  const { metrics } = reported([0, 1, 2]);
  expect(metrics.fourBitLoss).toBeCloseTo(0.005, 6);
  expect(metrics.threeBitRoundingLoss).toBeCloseTo(0.1, 6);
  expect(metrics.threeBitWonBack).toBeCloseTo(0.81, 5);
  expect(metrics.gridDistance).toBeCloseTo(0.01, 6);
  expect(metrics.scheduleGain).toBeCloseTo(0.061, 5);
  expect(metrics.scheduleGainError).toBeCloseTo(0.001 / Math.sqrt(3), 5);
});

test('tables hold a row for every arm, and a bin for every place', () => {
  const { findings } = reported([0, 1, 2]);
  expect([...findings.keys()]).toEqual(['bits', 'arms', 'layer-weights', 'weights']);
  expect(findings.get('arms')!.rows.length).toBe(3 * (2 * ROUNDED_BITS.length + 3));
  expect(findings.get('layer-weights')!.rows.length).toBe(bins);
  for (const { rows, columns } of findings.values())
    for (const row of rows) expect(row.length).toBe(columns.length);
});

test('claims are judged on the digits alone, with enough seeds', () => {
  const { metrics, findings } = reported([0, 1, 2]);
  const input: ClaimInput = {
    config,
    seed: 0,
    metrics,
    evaluations: [],
    findings: [...findings.values()],
    data: 'train.csv: 3,823 images of 8×8×1 in 10 classes',
  };
  expect(judge(claims, input).map(({ holds }) => holds)).toEqual([true, true, true, true]);
  expect(judge(claims, { ...input, metrics: { ...metrics, scheduleGainError: 0.05 } })[3].holds).toBe(false);
  for (const other of [
    { data: 'generated' },
    { config: { ...config, seeds: 2 } },
    { config: { ...config, hold: 0.3 } },
  ])
    expect(judge(claims, { ...input, ...other }).map(({ holds }) => holds)).toEqual([null, null, null, null]);
});

test.each(['resnet', 'vit'] as const)(
  'before it runs, %s has its steps and what they are fed',
  async (model) => {
    const config = { ...defaultsOf(schema), model, steps: 20, samples: 128, batch: 64, seeds: 2 };
    const { training, totalSteps } = await outline(config as unknown as Settings, {});
    // Each seed: plain 20, two ramps of 10, constant 20; and two more ramps for the first.
    expect(totalSteps).toBe(2 * 60 + 20);
    const inputs = training.inputs.map(({ name }) => name);
    expect(inputs).toEqual(expect.arrayContaining(['periodicAmplitude', 'periodicFrequency']));
    const pulls = training.nodes.filter(({ op }) => op === 'periodicPull').length;
    expect(pulls).toBe(model === 'vit' ? 14 : 0);
  },
);

test('the ramp lies within the run', () => {
  expect(courseOf({ ...settings, steps: 100 }, 59)).toEqual({ total: 100, begins: 50, tops: 90 });
  expect(courseOf({ ...settings, steps: 0, epochs: 2, rampStart: 0.9, hold: 0.5 }, 50)).toEqual({
    total: 100,
    begins: 90,
    tops: 90,
  });
});
