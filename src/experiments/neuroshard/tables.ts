// How well networks predict, as tables.

import { mean } from '../../base/statistics';
import type { Scores } from '../../sharding/learned/scores';
import { type Finding, type FindingColumn, findingOf } from '../findings';

export interface Curve {
  epoch: number;
  trainingError: number;
  validationError: number;
}

export interface SeedResult {
  seed: number;
  scores: Scores;
  /** Of least squares on the same split. */
  linear: Scores;
  /** Whose weights were kept. */
  epoch: number;
  seconds: number;
}

export type Predicted = 'compute' | 'forward' | 'backward';

const titles: Record<Predicted, string> = {
  compute: 'Compute',
  forward: 'Exchange forward',
  backward: 'Exchange backward',
};

export const meanScores = (results: readonly { scores: Scores }[]): Scores => ({
  meanSquaredError: mean(results.map(({ scores }) => scores.meanSquaredError)),
  determination: mean(results.map(({ scores }) => scores.determination)),
  medianRelativeError: mean(results.map(({ scores }) => scores.medianRelativeError)),
});

export function seedsTable(what: Predicted, source: string, results: readonly SeedResult[]): Finding {
  const about = {
    id: `seeds-${what}`,
    title: `${titles[what]}: test errors`,
    about: `Costs ${source}. A seed splits the samples 80 : 10 : 10; the network is trained on the first part, its epoch chosen on the second, and the error is that on the third. Least squares of a few sums on the same splits for comparison.`,
    columns: [
      { key: 'seed', title: 'Seed', kind: 'text' },
      { key: 'mse', title: 'Mean squared error', kind: 'number', unit: 'ms²' },
      { key: 'r2', title: 'R²', kind: 'number' },
      { key: 'relative', title: 'Median relative error', kind: 'share' },
      { key: 'linear', title: 'Least squares', kind: 'number', unit: 'ms²' },
      { key: 'epoch', title: 'Epoch kept', kind: 'number' },
      { key: 'seconds', title: 'Training', kind: 'number', unit: 's' },
    ] satisfies FindingColumn[],
  };
  const row = (seed: string, scores: Scores, linear: number) => ({
    ...{ seed, mse: scores.meanSquaredError, r2: scores.determination },
    ...{ relative: scores.medianRelativeError, linear },
  });
  return findingOf(about, [
    ...results.map(({ seed, scores, linear, epoch, seconds }) => ({
      ...row(`${seed}`, scores, linear.meanSquaredError),
      ...{ epoch, seconds },
    })),
    row('mean', meanScores(results), mean(results.map(({ linear }) => linear.meanSquaredError))),
  ]);
}

/** Points of a figure. */
const SHOWN = 600;

export function predictionsTable(
  what: Predicted,
  isMeasured: boolean,
  seed: number,
  predicted: readonly number[],
  measured: readonly number[],
): Finding {
  const given = isMeasured ? 'Measured' : 'Modelled';
  const about = {
    id: `predictions-${what}`,
    title: `${titles[what]}: predicted and ${given.toLowerCase()}`,
    about: `Test samples of seed ${seed}${measured.length > SHOWN ? `, the first ${SHOWN} of ${measured.length}` : ''}; none was seen in training.`,
    columns: [
      { key: 'measured', title: given, kind: 'number', unit: 'ms' },
      { key: 'predicted', title: 'Predicted', kind: 'number', unit: 'ms' },
      { key: 'series', title: 'What', kind: 'text' },
    ] satisfies FindingColumn[],
  };
  return findingOf(
    about,
    measured
      .slice(0, SHOWN)
      .map((value, sample) => ({ measured: value, predicted: predicted[sample], series: titles[what] })),
  );
}

export function learningTable(what: string, curve: readonly Curve[]): Finding {
  const about = {
    id: 'learning',
    title: 'Learning',
    about: `${what}: squared error of costs scaled to a variance of 1, for the latest split.`,
    columns: [
      { key: 'epoch', title: 'Epoch', kind: 'number' },
      { key: 'series', title: 'Split', kind: 'text' },
      { key: 'error', title: 'Error', kind: 'number' },
    ] satisfies FindingColumn[],
  };
  return findingOf(
    about,
    curve.flatMap(({ epoch, trainingError, validationError }) => [
      { epoch, series: 'training', error: trainingError },
      { epoch, series: 'validation', error: validationError },
    ]),
  );
}

export interface Level {
  level: number;
  best: number | undefined;
}

export function beamTable(levels: readonly Level[]): Finding {
  const about = {
    id: 'beam',
    title: 'Beam search',
    about:
      'The slowest device of the best plan after each level of column splits, for the latest task, as the search predicts it.',
    columns: [
      { key: 'level', title: 'Splits', kind: 'number' },
      { key: 'best', title: 'Slowest device', kind: 'number', unit: 'ms' },
    ] satisfies FindingColumn[],
  };
  return findingOf(
    about,
    levels.map(({ level, best }) => ({ level, best })),
  );
}
