// What is claimed of these workloads. The paper's table of intensities is not quoted: what is checked follows from
// shapes by arithmetic, or from its introduction.

import type { Claim, Source } from '../experiment';

export const sources: readonly Source[] = [
  {
    title:
      'Deep Learning Inference in Facebook Data Centers: Characterization, Performance Optimizations and Hardware Implications',
    authors: 'Park et al.',
    year: 2018,
    link: 'https://arxiv.org/abs/1811.09886',
  },
  {
    title: 'Roofline: An Insightful Visual Performance Model for Multicore Architectures',
    authors: 'Williams, Waterman, Patterson',
    year: 2009,
    link: 'https://doi.org/10.1145/1498765.1498785',
  },
];

const counted = 'Needs the counting to end.';
const measuredOnly = 'Needs a measured model: set "measured" to one, and "fusions" to one or more.';

export const claims: readonly Claim[] = [
  {
    id: 'convolution-intensity',
    statement:
      'A convolution of ResNet-50 does two operations for each int8 weight and each pixel it writes: 98 a byte at 7×7, 25,088 in the stem, times the batch.',
    published: 'derived from the shapes; the difference is 0',
    source: 'arithmetic',
    measure: ({ metrics }) => metrics.convolutionError,
    holds: (error) => error <= 1e-9,
    untested: counted,
  },
  {
    id: 'linear-intensity',
    statement:
      'A fully connected layer does two operations for each int8 weight and each sample of the batch, so that the batch alone takes it from waiting for memory to computing.',
    published: 'derived: 2, less what biases weigh',
    source: 'arithmetic',
    measure: ({ metrics }) => {
      const { linearIntensityPerSample: most, leastLinearIntensityPerSample: least } = metrics;
      return Math.abs(most - 2) > Math.abs(least - 2) ? most : least;
    },
    holds: (perSample) => perSample > 1.9 && perSample <= 2,
    untested: counted,
  },
  {
    id: 'embedding-intensity',
    statement: 'An embedding does at most two operations for each int8 number it looks up, at any batch.',
    published: 'derived: one addition a number, two with weights',
    source: 'arithmetic',
    measure: ({ metrics }) => metrics.embeddingIntensity,
    holds: (intensity) => intensity <= 2,
    untested: counted,
  },
  {
    id: 'embeddings-want-bandwidth',
    statement: 'Embeddings want memory bandwidth: on the modelled accelerator DRAM bounds every one of them.',
    published: 'asks for memory bandwidth and capacity for embeddings; gives no figure',
    source: 'Park et al. 2018, introduction; checked on a model of the machine',
    basis: 'modelled',
    measure: ({ metrics }) => metrics.embeddingDramShare,
    holds: (share) => share === 1,
    untested: counted,
  },
  {
    id: 'on-chip-memory',
    statement:
      'Large on-chip memory makes inference on one image faster: ResNet-50 on the modelled accelerator, against none.',
    published: 'asks for large on-chip memory for inference in small batches; gives no figure',
    source: 'Park et al. 2018, introduction; checked on a model of the machine',
    basis: 'modelled',
    measure: ({ metrics }) => metrics.onChipSpeedup,
    holds: (speedup) => speedup > 1,
    untested: counted,
  },
  {
    id: 'fused-bytes',
    statement: 'Joining ops into one kernel saves the bytes that their shapes predict.',
    published: 'predicted; kernels bind 16 bytes in place of an operand that is absent',
    source: 'arithmetic',
    measure: ({ metrics }) => metrics.fusionError,
    holds: (error) => error <= 1e-3,
    untested: measuredOnly,
  },
  {
    id: 'arithmetic-roof',
    statement: 'No dispatch computes faster than the GPU’s measured peak rate.',
    published: 'by definition at most 1; a tenth is left for the clock',
    source: 'Williams et al. 2009',
    measure: ({ metrics }) => metrics.arithmeticFraction,
    holds: (fraction) => fraction <= 1.1,
    untested: measuredOnly,
  },
  {
    id: 'roofline',
    statement:
      'No dispatch that moves as much as the copy by which the bandwidth is measured is faster than the roofline allows.',
    published: 'by definition at most 1; a tenth is left for the clock',
    source: 'Williams et al. 2009',
    measure: ({ metrics }) => metrics.rooflineFraction,
    holds: (fraction) => fraction <= 1.1,
    untested:
      'Needs a measured step with a dispatch of 256 MiB (16 MiB on a software adapter): smaller ones may stay in caches. Raise "measuredBatch".',
  },
];
