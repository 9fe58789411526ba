// What single layers say: how sensitive each is, and what each way of coding leaves of its weights.

import { accuracy } from '../../data/metrics';
import { layerWeights } from '../../quant/fold';
import type { Sensitivity } from '../../quant/sensitivity';
import { codeWeights, decibels, filtersFirst, type WeightScheme } from '../../quant/weights';
import { type Finding, findingOf } from '../findings';
import type { NetworkCoder } from './coding';
import type { WeightRows } from './outliers';

export function sensitivityFinding(
  measured: readonly Sensitivity[],
  kept: ReadonlySet<string>,
  { labels, classes }: { labels: Int32Array; classes: number },
): Finding {
  const total = measured.reduce((sum, { flops }) => sum + flops, 0);
  return findingOf(
    {
      id: 'sensitivity',
      title: 'Sensitivity of each layer',
      about:
        'Measured: the network with this layer alone on integers, on the calibration images. The noisiest are left in f32 by the last technique, within the work allowed for it.',
      columns: [
        { key: 'layer', title: 'Layer', kind: 'text' },
        { key: 'logitSnr', title: 'Logits, signal over noise', kind: 'number', unit: 'dB' },
        { key: 'accuracy', title: 'Accuracy, calibration images', kind: 'share' },
        { key: 'work', title: 'Operations', kind: 'share' },
        { key: 'form', title: 'Becomes', kind: 'text' },
      ],
    },
    measured.map(({ layer, noise, flops, logits }) => ({
      layer,
      logitSnr: noise > 0 ? decibels(1, noise) : null,
      accuracy: accuracy(logits, labels, classes),
      work: flops / total,
      form: kept.has(layer) ? 'f32' : 'integer',
    })),
  );
}

const schemes: { title: string; scheme: Omit<WeightScheme, 'bits'> }[] = [
  { title: 'one scale', scheme: { perChannel: false, range: 'minMax' } },
  { title: 'a scale for each filter', scheme: { perChannel: true, range: 'minMax' } },
  { title: 'and least squares', scheme: { perChannel: true, range: 'leastSquares' } },
];

/** Each layer's weights as rows, its normalisation folded in. */
function rowsOf({ layers, trained }: NetworkCoder) {
  return layers.map((layer) => {
    const { weights, bias } = layerWeights(layer, trained.tensors);
    const rows = filtersFirst(weights, bias.length);
    return { name: layer.name, rows, depth: rows.length / bias.length };
  });
}

export function weightsFinding(coder: NetworkCoder): Finding {
  const bits = coder.trained.weightBits;
  return findingOf(
    {
      id: 'weights',
      title: 'Weights of each layer',
      about: `Computed from the trained weights, normalisation folded in: signal over noise in ${bits} bits. The spread is that of the largest weight of each filter.`,
      columns: [
        { key: 'layer', title: 'Layer', kind: 'text' },
        { key: 'scheme', title: 'Scales', kind: 'text' },
        { key: 'snr', title: 'Signal over noise', kind: 'number', unit: 'dB' },
        { key: 'spread', title: 'Largest over smallest filter', kind: 'number' },
      ],
    },
    rowsOf(coder).flatMap(({ name, rows, depth }) =>
      schemes.map(({ title, scheme }) => {
        const { signal, noise } = codeWeights(rows, depth, { bits, ...scheme });
        return { layer: name, scheme: title, snr: decibels(signal, noise), spread: spread(rows, depth) };
      }),
    ),
  );
}

function spread(rows: Float32Array, depth: number): number {
  const reach = Array.from({ length: rows.length / depth }, (_, row) =>
    rows.subarray(row * depth, (row + 1) * depth).reduce((most, x) => Math.max(most, Math.abs(x)), 0),
  );
  return Math.max(...reach) / Math.min(...reach);
}

/** Byte codes of the trained layers, a scale for each filter, for the split of outliers. */
export const codedRows = (coder: NetworkCoder): WeightRows[] =>
  rowsOf(coder).map(({ name, rows, depth }) => ({
    name,
    codes: codeWeights(rows, depth, { bits: 8, perChannel: true, range: 'minMax' }).codes,
    depth,
  }));
