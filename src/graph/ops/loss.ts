// Losses that keep their own gradient: the kernel that reads the logits once also writes what the
// backward pass needs, so no probability is stored.

import { defineOp, requireShape } from '../op';
import { elementCount, sameShape, type Value } from '../value';
import { multiply } from './elementwise';
import { reshape } from './shape';

/**
 * Cross-entropy of softmax(logits) against soft targets, per row, times `attributes.scale`:
 *   loss_b = scale · Σ_c t_bc · (log Σ_j exp x_bj − x_bc)
 * logits, targets: [B, C]. Outputs: loss [B]; gradient of the loss by the logits [B, C],
 *   scale · (softmax(x)_bc · Σ_j t_bj − t_bc); and correct [B], 1 where both rows peak at the same class.
 */
defineOp({
  name: 'softmaxCrossEntropy',
  infer: ([logits, targets]) => {
    requireShape(
      logits.shape.length === 2,
      'softmaxCrossEntropy',
      logits.name,
      logits.shape,
      '[batch, classes]',
    );
    requireShape(
      sameShape(logits.shape, targets.shape),
      'softmaxCrossEntropy',
      targets.name,
      targets.shape,
      `[${logits.shape.join(', ')}]`,
    );
    const rows = [logits.shape[0]];
    return [
      { shape: rows, dtype: 'f32', name: 'rowLoss' },
      { shape: logits.shape, dtype: 'f32', name: 'logitGradient' },
      { shape: rows, dtype: 'f32', name: 'correct' },
    ];
  },
  flops: (node) => 8 * elementCount(node.inputs[0].shape),
  gradient: (node, [gradient]) => {
    const [batch] = node.inputs[0].shape;
    return [gradient && multiply(node.outputs[1], reshape(gradient, [batch, 1])), undefined];
  },
});

/**
 * Binary cross-entropy with logits, element by element, times `attributes.scale`:
 *   loss = scale · (max(x, 0) − x·t + log(1 + exp(−|x|)))
 * Outputs: loss, and its gradient scale·(σ(x) − t), both of the logits' shape.
 */
defineOp({
  name: 'binaryCrossEntropy',
  infer: ([logits, targets]) => {
    requireShape(
      sameShape(logits.shape, targets.shape),
      'binaryCrossEntropy',
      targets.name,
      targets.shape,
      `[${logits.shape.join(', ')}]`,
    );
    return [
      { shape: logits.shape, dtype: 'f32', name: 'loss' },
      { shape: logits.shape, dtype: 'f32', name: 'logitGradient' },
    ];
  },
  flops: (node) => 12 * elementCount(node.inputs[0].shape),
  gradient: (node, [gradient]) => [gradient && multiply(gradient, node.outputs[1]), undefined],
});

/** Per-row loss [B] (times scale) and per-row hit [B]; sum the first for a mean when scale = 1/B. */
export function softmaxCrossEntropy(
  logits: Value,
  targets: Value,
  scale: number,
): { loss: Value; correct: Value } {
  const [loss, , correct] = logits.graph.apply('softmaxCrossEntropy', [logits, targets], { scale });
  return { loss, correct };
}

/** Element-wise loss times scale. */
export const binaryCrossEntropy = (logits: Value, targets: Value, scale: number): Value =>
  logits.graph.apply('binaryCrossEntropy', [logits, targets], { scale })[0];
