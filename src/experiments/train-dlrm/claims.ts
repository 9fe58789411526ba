// What is claimed of the DLRM experiment, and by whom.

import type { Claim, ClaimInput, Source } from '../experiment';
import { isDefaultRun } from '../training/digits';
import { schema } from './schema';

export const sources: readonly Source[] = [
  {
    title: 'Deep Learning Recommendation Model for Personalization and Recommendation Systems',
    authors: 'Naumov et al.',
    year: 2019,
    link: 'https://arxiv.org/abs/1906.00091',
  },
  {
    title: 'Understanding Scaling Laws for Recommendation Models',
    authors: 'Ardalani et al.',
    year: 2022,
    link: 'https://arxiv.org/abs/2208.08489',
  },
];

/** One pass over 320,000 samples in PyTorch; e2e/golden/accuracy.json holds the run. */
const PYTORCH_ENTROPY = 0.8721;

const isPlanted = ({ data }: ClaimInput) => data.includes('synthetic click log "scaling"');
const tested = (input: ClaimInput) => isPlanted(input) && isDefaultRun(input, schema, ['evaluateEvery']);
const untested = 'Needs the generated log "scaling" and every setting at its default.';

export const claims: readonly Claim[] = [
  {
    id: 'normalised-entropy',
    statement:
      'One pass over 320,000 impressions brings the normalised entropy below 0.885 (always predicting the base rate is 1, the best possible about 0.79). Synthetic data.',
    published: '0.873 (prototype)',
    source: 'specification of the generator',
    measure: (input) => (tested(input) ? input.metrics.testNormalizedEntropy : undefined),
    holds: (entropy) => entropy <= 0.885,
    untested,
  },
  {
    id: 'same-as-pytorch',
    statement:
      'Training here ends within 0.002 of PyTorch’s normalised entropy with the same configuration. Synthetic data.',
    published: `${PYTORCH_ENTROPY}`,
    source: 'e2e/golden/accuracy.json',
    measure: (input) =>
      tested(input) ? Math.abs(input.metrics.testNormalizedEntropy - PYTORCH_ENTROPY) : undefined,
    holds: (difference) => difference <= 0.002,
    untested,
  },
  {
    id: 'more-data-helps',
    statement:
      'In a single pass, the excess over the best possible entropy falls at every evaluation: data scales. Synthetic data.',
    published: 'loss falls as a power of the data',
    source: 'Ardalani et al., 2022',
    measure: (input) => (isPlanted(input) && input.config.epochs === 1 ? rises(input) : undefined),
    holds: (count) => count === 0,
    untested: 'Needs a generated log with a known optimum and one pass.',
  },
];

/** How many evaluations are not better than the one before. */
const rises = ({ evaluations }: ClaimInput): number | undefined =>
  evaluations.length < 2
    ? undefined
    : evaluations
        .slice(1)
        .filter((row, i) => row.excessNormalizedEntropy >= evaluations[i].excessNormalizedEntropy).length;
