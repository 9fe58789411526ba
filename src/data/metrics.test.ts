import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mean } from '../base/statistics';
import * as metrics from './metrics';

describe('metrics', () => {
  it('accuracy takes the first of equal scores', () => {
    expect(metrics.accuracy([0.1, 0.9, 0.5, 0.5, 3, 2], [1, 0, 1], 2)).toBeCloseTo(2 / 3, 12);
    expect(() => metrics.accuracy([1, 2, 3], [0], 2)).toThrow(/do not fit/);
  });

  it('auc counts pairs, ties as half', () => {
    const cases = fc.array(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.constantFrom(0, 1)), {
      minLength: 1,
      maxLength: 40,
    });
    fc.assert(
      fc.property(cases, (pairs) => {
        let wins = 0;
        let total = 0;
        for (const [a, positive] of pairs) {
          for (const [b, other] of pairs) {
            if (positive !== 1 || other !== 0) continue;
            total++;
            wins += a > b ? 1 : a === b ? 0.5 : 0;
          }
        }
        const got = metrics.auc(
          pairs.map(([score]) => score),
          pairs.map(([, label]) => label),
        );
        if (total === 0) expect(got).toBeNaN();
        else expect(got).toBeCloseTo(wins / total, 12);
      }),
    );
  });

  it('soft labels count as that share of positives and negatives', () => {
    // A sample of p* = 0.25 stands for one positive and three negatives of its score.
    const soft = metrics.auc([1, 2, 3], [0.25, 0.5, 1]);
    const hard = metrics.auc([1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3], [1, 0, 0, 0, 1, 1, 0, 0, 1, 1, 1, 1]);
    expect(soft).toBeCloseTo(hard, 12);
    expect(metrics.logLoss([0.3], [0.25])).toBeCloseTo(-0.25 * Math.log(0.3) - 0.75 * Math.log(0.7), 12);
  });

  it('log loss agrees between probabilities and logits, and stays finite', () => {
    const logits = [-3, -0.5, 0, 2, 9];
    const labels = [0, 1, 0.5, 1, 0];
    const probabilities = logits.map((z) => 1 / (1 + Math.exp(-z)));
    expect(metrics.logLossFromLogits(logits, labels)).toBeCloseTo(metrics.logLoss(probabilities, labels), 12);
    expect(metrics.logLossFromLogits([800, -800], [0, 1])).toBe(800);
    expect(metrics.logLoss([1, 0], [0, 1])).toBeCloseTo(24 * Math.LN2, 5);
    expect(() => metrics.logLoss([1], [])).toThrow(/one non-zero length/);
  });

  it('normalized entropy is 1 for the base rate and below 1 for the truth', () => {
    const labels = [0, 0, 1, 0.5, 0.25];
    const rate = mean(labels);
    expect(
      metrics.normalizedEntropy(
        labels.map(() => rate),
        labels,
      ),
    ).toBeCloseTo(1, 12);
    const bayes = metrics.bayesReference(labels);
    expect(bayes.normalizedEntropy).toBeLessThan(1);
    expect(bayes.logLoss).toBeCloseTo((metrics.binaryEntropy(0.5) + metrics.binaryEntropy(0.25)) / 5, 12);
    expect(metrics.binaryEntropy(0.5)).toBeCloseTo(Math.LN2, 12);
    expect(metrics.binaryEntropy(0)).toBe(0);
  });
});
