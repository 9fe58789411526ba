// Trains the networks, one split after another, and says how well they predict what they have not seen.

import { ComputeModel, linearRow, scaledSets } from '../../sharding/learned/computeModel';
import { type CostNetwork, communicationNetwork, computeNetwork } from '../../sharding/learned/costNetwork';
import {
  type Direction,
  directions,
  ExchangeModel,
  linearExchangeRow,
  scaledExchanges,
} from '../../sharding/learned/exchangeModel';
import { featureNames } from '../../sharding/learned/features';
import { type Fit, type FitOptions, fitCosts, type Samples } from '../../sharding/learned/fit';
import { leastSquares, linearly } from '../../sharding/learned/linearBaseline';
import type { CommunicationSample } from '../../sharding/learned/readCosts';
import { type Scores, scoresOf } from '../../sharding/learned/scores';
import { type Split, splitOf } from '../../sharding/learned/split';
import type { Lab, RunEvent } from '../experiment';
import { type Costs, fitOptions, type NeuroshardSettings, type TrainingSettings } from './model';
import { type Curve, learningTable, predictionsTable, type SeedResult, seedsTable } from './tables';

type Steps<T> = AsyncGenerator<RunEvent, T, void>;

/** An epoch is heard of no more often than this. */
const NEWS_MILLISECONDS = 300;

async function* trained(
  lab: Lab,
  what: string,
  network: CostNetwork,
  samples: Samples,
  split: Split,
  options: FitOptions,
): Steps<Fit> {
  const course = fitCosts(lab.gpu, network, samples, split, options);
  const curve: Curve[] = [];
  let news = 0;
  try {
    for (;;) {
      const step = await course.next();
      if (step.done) {
        yield { kind: 'finding', finding: learningTable(what, curve) };
        return step.value;
      }
      curve.push(step.value);
      if (performance.now() - news < NEWS_MILLISECONDS) continue;
      lab.status(`${what}, seed ${options.seed}: epoch`, step.value.epoch, options.epochs);
      yield { kind: 'finding', finding: learningTable(what, curve) };
      news = performance.now();
    }
  } finally {
    await course.return(undefined as never);
  }
}

export interface LearnedCompute {
  seed: number;
  model: ComputeModel;
  scores: Scores;
}

export async function* learnCompute(
  lab: Lab,
  costs: Costs,
  settings: TrainingSettings & Pick<NeuroshardSettings, 'features'>,
): Steps<LearnedCompute[]> {
  const learned: LearnedCompute[] = [];
  const results: SeedResult[] = [];
  for (let k = 0; k < settings.seeds; k++) {
    const seed = lab.seed + k;
    const split = splitOf(costs.sets.length, seed);
    const { samples, ...scales } = scaledSets(costs, split, settings.features);
    const network = computeNetwork(featureNames(settings.features).length);
    const start = performance.now();
    const result = yield* trained(lab, 'Compute', network, samples, split, fitOptions(settings, seed));
    const seconds = (performance.now() - start) / 1000;
    const model = new ComputeModel(scales, result);
    const predicted = [...split.test].map((sample) => model.predict(samples.rows[sample]));
    const measured = [...split.test].map((sample) => costs.milliseconds[sample]);
    const scores = scoresOf(predicted, measured);
    const linear = linearScores(costs.sets.map(linearRow), costs.milliseconds, split);
    learned.push({ seed, model, scores });
    results.push({ seed, scores, linear, epoch: result.epoch, seconds });
    yield { kind: 'finding', finding: seedsTable('compute', costs.source, results) };
    if (k === 0)
      yield {
        kind: 'finding',
        finding: predictionsTable('compute', costs.measured, seed, predicted, measured),
      };
  }
  return learned;
}

export type LearnedExchange = Record<Direction, { model: ExchangeModel; results: SeedResult[] }>;

export async function* learnExchange(
  lab: Lab,
  { file, exchanges }: { file: string; exchanges: readonly CommunicationSample[] },
  settings: TrainingSettings,
): Steps<LearnedExchange> {
  const learned = {} as LearnedExchange;
  const devices = exchanges[0].dimensions.length;
  for (const direction of directions) {
    const results: SeedResult[] = [];
    for (let k = 0; k < settings.seeds; k++) {
      const seed = lab.seed + k;
      const split = splitOf(exchanges.length, seed);
      const { samples, turns, ...scales } = scaledExchanges(exchanges, split, direction);
      const network = communicationNetwork(samples.rows[0][0].length, devices);
      const start = performance.now();
      const what = direction === 'forward' ? 'Exchange forward' : 'Exchange backward';
      const result = yield* trained(lab, what, network, samples, turns, fitOptions(settings, seed));
      const seconds = (performance.now() - start) / 1000;
      const model = new ExchangeModel(scales, result);
      const test = [...split.test].map((sample) => exchanges[sample]);
      const predicted = test.flatMap(({ dimensions, skews }) => [...model.predict(dimensions, skews)]);
      const measured = test.flatMap((sample) => sample[direction]);
      const linear = linearScores(
        exchanges.flatMap((sample) =>
          sample.dimensions.map((_, device) => linearExchangeRow(sample, device)),
        ),
        exchanges.flatMap((sample) => sample[direction]),
        perDevice(split, devices),
      );
      results.push({ seed, scores: scoresOf(predicted, measured), linear, epoch: result.epoch, seconds });
      learned[direction] ??= { model, results };
      yield { kind: 'finding', finding: seedsTable(direction, `measured, ${file}`, results) };
      if (k === 0)
        yield { kind: 'finding', finding: predictionsTable(direction, true, seed, predicted, measured) };
    }
  }
  return learned;
}

/** The split of samples that are a row for each device of it. */
function perDevice(split: Split, devices: number): Split {
  const each = (samples: Uint32Array) =>
    Uint32Array.from(
      [...samples].flatMap((sample) => Array.from({ length: devices }, (_, d) => sample * devices + d)),
    );
  return { train: each(split.train), validation: each(split.validation), test: each(split.test) };
}

/** Least squares on the training split, judged on the test split. */
function linearScores(rows: readonly number[][], targets: readonly number[], { train, test }: Split): Scores {
  const of = <T>(values: readonly T[], chosen: Uint32Array) => [...chosen].map((sample) => values[sample]);
  const weights = leastSquares(of(rows, train), of(targets, train));
  return scoresOf(
    of(rows, test).map((row) => linearly(weights, row)),
    of(targets, test),
  );
}
