// Measures of a model's predictions, with hard labels (0/1) or soft ones (the true probability p*).

import { TesseraError } from '../base/errors';
import { mean } from '../base/statistics';

type Numbers = ArrayLike<number>;

function checkLengths(a: Numbers, b: Numbers): void {
  if (a.length !== b.length || a.length === 0) {
    throw new TesseraError(
      `metrics: need two arrays of one non-zero length, got ${a.length} and ${b.length}.`,
    );
  }
}

/** Share of rows of `scores` [n, classes] whose largest entry (the first, on ties) is the row's label. */
export function accuracy(scores: Numbers, labels: Numbers, classes: number): number {
  if (labels.length === 0 || scores.length !== labels.length * classes) {
    throw new TesseraError(`accuracy: ${scores.length} scores do not fit ${labels.length} × ${classes}.`);
  }
  let right = 0;
  for (let row = 0; row < labels.length; row++) {
    let best = 0;
    for (let k = 1; k < classes; k++) {
      if (scores[row * classes + k] > scores[row * classes + best]) best = k;
    }
    if (best === labels[row]) right++;
  }
  return right / labels.length;
}

/**
 * The exact area under the ROC curve: the chance that a random positive scores above a random negative, ties
 * counting half. Soft labels weigh each sample p* as a positive and 1 − p* as a negative. NaN with one class.
 */
export function auc(scores: Numbers, labels: Numbers): number {
  checkLengths(scores, labels);
  const order = new Uint32Array(scores.length);
  for (let i = 0; i < order.length; i++) order[i] = i;
  order.sort((a, b) => scores[a] - scores[b]);
  let below = 0;
  let wins = 0;
  let positives = 0;
  for (let start = 0; start < order.length; ) {
    let end = start;
    let tiedPositive = 0;
    let tiedNegative = 0;
    while (end < order.length && scores[order[end]] === scores[order[start]]) {
      tiedPositive += labels[order[end]];
      tiedNegative += 1 - labels[order[end]];
      end++;
    }
    if (end === start) return Number.NaN; // a NaN score
    wins += tiedPositive * (below + tiedNegative / 2);
    below += tiedNegative;
    positives += tiedPositive;
    start = end;
  }
  return positives > 0 && below > 0 ? wins / (positives * below) : Number.NaN;
}

/** H(p) = −p ln p − (1 − p) ln(1 − p), in nats; 0 at p = 0 and 1. */
export function binaryEntropy(p: number): number {
  if (p <= 0 || p >= 1) return 0;
  return -p * Math.log(p) - (1 - p) * Math.log1p(-p);
}

/** Mean cross entropy −[y ln q + (1 − y) ln(1 − q)] in nats; q is kept within [2⁻²⁴, 1 − 2⁻²⁴]. */
export function logLoss(probabilities: Numbers, labels: Numbers): number {
  checkLengths(probabilities, labels);
  const edge = 2 ** -24;
  let sum = 0;
  for (let i = 0; i < labels.length; i++) {
    const q = Math.min(1 - edge, Math.max(edge, probabilities[i]));
    sum -= labels[i] * Math.log(q) + (1 - labels[i]) * Math.log1p(-q);
  }
  return sum / labels.length;
}

/** The same cross entropy from logits z, without overflow: mean of softplus(z) − y z. */
export function logLossFromLogits(logits: Numbers, labels: Numbers): number {
  checkLengths(logits, labels);
  let sum = 0;
  for (let i = 0; i < labels.length; i++) {
    const z = logits[i];
    sum += Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - labels[i] * z;
  }
  return sum / labels.length;
}

/** Cross entropy divided by that of always predicting the mean label (He et al., ADKDD 2014): 1 is no skill. */
export function normalizedEntropy(probabilities: Numbers, labels: Numbers): number {
  return logLoss(probabilities, labels) / binaryEntropy(mean(labels));
}

/** The least losses that any model can reach on samples whose true probabilities are known. */
export interface BayesReference {
  /** E[p*]. */
  rate: number;
  /** E[H(p*)], nats. */
  logLoss: number;
  /** E[H(p*)] / H(E[p*]). */
  normalizedEntropy: number;
  /** Expected AUC of p* itself. */
  auc: number;
}

/** Reference values from the true probabilities alone, free of label noise. */
export function bayesReference(probability: Numbers): BayesReference {
  const rate = mean(probability);
  let entropy = 0;
  for (let i = 0; i < probability.length; i++) entropy += binaryEntropy(probability[i]);
  entropy /= probability.length;
  return {
    rate,
    logLoss: entropy,
    normalizedEntropy: entropy / binaryEntropy(rate),
    auc: auc(probability, probability),
  };
}
