// From what each arm came to, to tables and metrics.

import { gridPlaces } from '../../quant/periodicGrid';
import type { RunEvent } from '../experiment';
import { type Finding, findingOf } from '../findings';
import type { Outcomes } from '../training/arms';
import { type Measure, measuresOf, metricsOf, ofKind, spreadOf, wonBack } from './measures';
import type { Resolved } from './model';
import { armId, variantsOf } from './variants';

export function* reportOf(
  settings: Resolved,
  firstSeed: number,
  outcomes: Outcomes,
  weights: readonly string[],
): Iterable<RunEvent> {
  const measures = measuresOf(settings, firstSeed, outcomes);
  yield { kind: 'finding', finding: byBits(measures) };
  yield { kind: 'finding', finding: armsTable(measures) };
  for (const finding of histograms(firstSeed, outcomes, settings, weights))
    yield { kind: 'finding', finding };
  yield { kind: 'metrics', values: metricsOf(measures, settings) };
}

const REGULARISERS = { none: 'none', sine: 'sin²', cosine: 'cosine', hat: 'hat' } as const;
const SCHEDULES = { none: 'none', ramp: 'ramp', constant: 'constant from the start' } as const;
const REACHES = { maximum: 'largest weight', leastSquares: 'least squared error' } as const;

function armsTable(measures: readonly Measure[]): Finding {
  return findingOf(
    {
      id: 'arms',
      title: 'Rounded weights, arm by arm',
      about:
        'Test accuracy before and after the weights of all convolution and linear layers are rounded to a grid of the given bits. Distance to the grid is a mean over all weights, in steps of the grid (0.25: spread evenly). Won back: of the accuracy that the same seed loses when trained plainly and rounded.',
      columns: [
        { key: 'seed', title: 'Seed', kind: 'number' },
        { key: 'bits', title: 'Bits', kind: 'number' },
        { key: 'regulariser', title: 'Regulariser', kind: 'text' },
        { key: 'schedule', title: 'λ', kind: 'text' },
        { key: 'reach', title: 'Grid reaches to', kind: 'text' },
        { key: 'f32Accuracy', title: 'Accuracy in f32', kind: 'share' },
        { key: 'quantisedAccuracy', title: 'Rounded', kind: 'share' },
        { key: 'distance', title: 'Distance to the grid', kind: 'number' },
        { key: 'wonBack', title: 'Won back', kind: 'share' },
      ],
    },
    measures.map((measure) => ({
      seed: measure.seed,
      bits: measure.bits,
      regulariser: REGULARISERS[measure.wave],
      schedule: SCHEDULES[measure.schedule],
      reach: REACHES[measure.reach],
      f32Accuracy: measure.f32Accuracy,
      quantisedAccuracy: measure.quantisedAccuracy,
      distance: measure.distance,
      wonBack: measure.schedule === 'none' ? null : wonBack(measure),
    })),
  );
}

const seriesOf = ({ wave, schedule, reach }: Measure): string =>
  wave === 'none'
    ? `none, to the ${REACHES[reach]}`
    : `${REGULARISERS[wave]}, ${schedule === 'ramp' ? `ramp, to the ${REACHES[reach]}` : SCHEDULES[schedule]}`;

function byBits(measures: readonly Measure[]): Finding {
  const names = [...new Set(measures.map(seriesOf))];
  const rows = names.flatMap((series) => {
    const own = measures.filter((measure) => seriesOf(measure) === series);
    const bits = [...new Set(own.map((measure) => measure.bits))].sort((a, b) => a - b);
    return bits.map((count) => {
      const { mean, error } = spreadOf(ofKind(own, { bits: count }).map((m) => m.quantisedAccuracy));
      const margin = Number.isFinite(error) ? error : 0;
      const seeds = ofKind(own, { bits: count }).length;
      return { series, bits: count, accuracy: mean, low: mean - margin, high: mean + margin, seeds };
    });
  });
  return findingOf(
    {
      id: 'bits',
      title: 'Accuracy by bits',
      about: 'Mean test accuracy of rounded weights over the seeds, with one standard error to either side.',
      columns: [
        { key: 'series', title: 'Regulariser', kind: 'text' },
        { key: 'bits', title: 'Bits', kind: 'number' },
        { key: 'accuracy', title: 'Accuracy', kind: 'share' },
        { key: 'low', title: 'Less one error', kind: 'share' },
        { key: 'high', title: 'Plus one error', kind: 'share' },
        { key: 'seeds', title: 'Seeds', kind: 'number' },
      ],
    },
    rows,
  );
}

/** Of the first seed: the weights of plain training on the grid of 3 bits, and those that were gathered on theirs. */
function* histograms(
  seed: number,
  outcomes: Outcomes,
  settings: Resolved,
  weights: readonly string[],
): Iterable<Finding> {
  const bits = 3;
  const variant = variantsOf(settings).find(({ id }) => id === `ramp-${bits}`)!;
  const before = outcomes.get(armId(seed, { id: 'plain' }))?.[`histogram-${bits}`];
  const after = outcomes.get(armId(seed, variant))?.histogram;
  if (!before || !after) return;
  const places = gridPlaces(bits);
  const rows = weights.flatMap((weight, layer) =>
    places.map((at, bin) => ({
      layer: weight.replace(/\.weight$/, ''),
      at,
      before: before[layer * places.length + bin],
      after: after[layer * places.length + bin],
    })),
  );
  const place = { key: 'at', title: 'Weight, in steps of the grid', kind: 'number' } as const;
  yield findingOf(
    {
      id: 'layer-weights',
      title: 'Where the weights lie, layer by layer',
      about: `Share of a layer’s weights in bins of a fifth of a step, with the grid of ${bits} bits: trained plainly, and with the regulariser.`,
      columns: [
        { key: 'layer', title: 'Layer', kind: 'text' },
        place,
        { key: 'before', title: 'Plain', kind: 'share' },
        { key: 'after', title: 'Gathered', kind: 'share' },
      ],
    },
    rows,
  );
  const mean = (bin: number, key: 'before' | 'after') =>
    spreadOf(rows.filter((row) => row.at === places[bin]).map((row) => row[key])).mean;
  yield findingOf(
    {
      id: 'weights',
      title: 'Where the weights lie',
      about: `The same, averaged over the layers.`,
      columns: [
        { key: 'training', title: 'Training', kind: 'text' },
        place,
        { key: 'share', title: 'Share of the weights', kind: 'share' },
      ],
    },
    (['before', 'after'] as const).flatMap((key) =>
      places.map((at, bin) => ({
        training: key === 'before' ? 'plain' : 'gathered',
        at,
        share: mean(bin, key),
      })),
    ),
  );
}
