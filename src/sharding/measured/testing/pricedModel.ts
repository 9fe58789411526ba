// A model of costs in which every term of every phase has a price of its own, and a file of it.

import { phases } from '../../execution/stepTime';
import type { MeasuredCostsFile } from '../costsFile';
import type { StepModel } from '../stepModel';
import { phaseTerms } from '../terms';

export const pricedModel = Object.fromEntries(
  phases.map((phase, place) => [
    phase,
    {
      ...{ phase, samples: 1, heldOut: [-0.02, 0.03] },
      weights: phaseTerms[phase].map((_, term) => 1e-6 * (1 + place + term / 10)),
    },
  ]),
) as unknown as StepModel;

/** Prices in the proportions that a GPU has: a dispatch is some thousand lookups. */
const likely: Readonly<Record<string, number>> = { 'a dispatch': 1e-5, 'what every plan has': 1e-4 };

export const likelyModel = Object.fromEntries(
  phases.map((phase) => [
    phase,
    {
      ...{ phase, samples: 40, heldOut: [] },
      weights: phaseTerms[phase].map(({ title }) => likely[title] ?? 1e-10),
    },
  ]),
) as unknown as StepModel;

export const costsOfModel = (model: StepModel): MeasuredCostsFile => ({
  ...{ adapter: 'a card', adapterClass: 'hardware', tables: '8 tables made up from the seed', model },
  range: { columns: [4, 128], rows: [100, 1e6], lookups: [0.25, 20], shards: [1, 8], batch: [256, 512] },
  held: { plans: 10, median: 0.02, greatest: 0.05 },
});
