// What is claimed of synchronous training under 4D parallelism, and by whom. The paper's abstract is what could be
// looked up; its tables are not quoted.

import type { Claim, Source } from '../experiment';

export const sources: readonly Source[] = [
  {
    title:
      'Software-Hardware Co-design for Fast and Scalable Training of Deep Learning Recommendation Models',
    authors: 'Mudigere et al.',
    year: 2022,
    link: 'https://arxiv.org/abs/2104.05158',
  },
  {
    title: 'Optimization of Collective Communication Operations in MPICH',
    authors: 'Thakur, Rabenseifner, Gropp',
    year: 2005,
    link: 'https://doi.org/10.1177/1094342005051521',
  },
];

const ended = 'Needs the run to end.';

export const claims: readonly Claim[] = [
  {
    id: 'tables-cut-exactly',
    statement:
      'Cut where no sum is cut, tables train to the bits of whole tables (share of weights that differ).',
    published: '4D parallelism: table-, row-, column-wise and data parallel; gives no figure. Derived: 0',
    source: 'Mudigere et al. 2022, abstract; arithmetic',
    measure: ({ metrics }) => metrics.exactTypesDiffering,
    holds: (share) => share === 0,
    untested: ended,
  },
  {
    id: 'every-type-repeats',
    statement: 'Under each of the seven sharding types two runs end in one hash.',
    published: 'derived from fixed orders of summation: 7',
    source: 'arithmetic',
    measure: ({ metrics }) => metrics.typesThatRepeat,
    holds: (types) => types === 7,
    untested: ended,
  },
  {
    id: 'plan-changes-no-loss',
    statement:
      'Sharding by the plan changes the test log loss by less than a thousandth: what differs is the order of sums, and row-wise Adagrad’s moment for each shard of a row. Exchanges in the precision of the settings. Synthetic data unless a file was given.',
    published: 'gives no figure; the threshold is ours',
    source: 'Mudigere et al. 2022; checked here',
    measure: ({ metrics }) => metrics.planChange,
    holds: (change) => change < 1e-3,
    untested: ended,
  },
  {
    id: 'compression-preserves-quality',
    statement:
      'Vectors rounded to fp16 and gradients to bf16 for the journey change the test log loss by less than a thousandth. Synthetic data unless a file was given.',
    published: '“quality-preserving compression”; gives no figure; the threshold is ours',
    source: 'Mudigere et al. 2022, abstract; checked at this scale alone',
    measure: ({ metrics }) => metrics.mixedPrecisionChange,
    holds: (change) => change < 1e-3,
    untested: 'Needs a plan whose own exchange is in another precision, and the run to end.',
  },
  {
    id: 'exact-update-has-no-order',
    statement:
      'Summing a row’s gradients before one step leaves no order of lookups to depend on: reversed, no weight moves by more than a hundredth of what the naive update’s moves by.',
    published: 'derived; the threshold is ours',
    source: 'arithmetic',
    measure: ({ metrics, config }) =>
      config.tableOptimizer === 'sgd' ? undefined : metrics.exactByOrder / metrics.naiveByOrder,
    holds: (ratio) => ratio < 0.01,
    untested: 'Needs a rule that is not linear in the gradient: SGD takes the same step either way.',
  },
  {
    id: 'forty-times',
    statement: 'Training on 128 GPUs is up to 40 times as fast as on prior systems.',
    published: 'up to 40×, 128 GPUs on 16 nodes',
    source: 'Mudigere et al. 2022, abstract',
    measure: () => undefined,
    holds: () => false,
    untested:
      'Not tested at this scale: one GPU and no prior system to compare with. The table “From 8 to 128 devices” models the exchange and measures the kernels.',
  },
  {
    id: 'twelve-trillion',
    statement: 'Models of 12 trillion parameters train on 128 GPUs.',
    published: '12 trillion parameters',
    source: 'Mudigere et al. 2022, abstract',
    measure: () => undefined,
    holds: () => false,
    untested: 'Not tested at this scale: the model must fit this GPU.',
  },
];
