// Settings of the DLRM experiment. Defaults: a small DLRM with Adagrad, one pass over a planted log.

import { boolean, choice, configSchema, integer, number, text } from '../schema';
import { clickDataFields } from '../training/dataFields';
import { trainingFields } from '../training/settings';

const widths = { pattern: /^\d+(-\d+)*$/, expected: 'widths joined by dashes, such as 64-32' };

export const schema = configSchema({
  dimension: integer({
    label: 'Dimension',
    group: 'Model',
    default: 8,
    minimum: 1,
    maximum: 512,
    logarithmic: true,
    help: 'Size of an embedding row and of the bottom MLP’s output.',
  }),
  bottom: text({
    label: 'Bottom MLP',
    group: 'Model',
    default: '32',
    ...widths,
    help: 'Hidden widths between the dense features and the dimension.',
  }),
  top: text({
    label: 'Top MLP',
    group: 'Model',
    default: '64-32',
    ...widths,
    help: 'Hidden widths between the interaction and the logit.',
  }),
  interaction: choice({
    label: 'Interaction',
    group: 'Model',
    default: 'dot',
    choices: [
      { value: 'dot', label: 'Pairwise dot products' },
      { value: 'concat', label: 'Concatenation' },
    ],
    help: 'How the feature vectors meet before the top MLP.',
  }),
  tableBits: choice({
    label: 'Table bits',
    group: 'Model',
    default: '32',
    choices: [
      { value: '32', label: '32, floats' },
      { value: '8', label: '8' },
      { value: '4', label: '4' },
      { value: '2', label: '2' },
    ],
    help: 'Bits of a number in the embedding tables. Below 32 each row has a scale and a bias of its own.',
  }),
  ...clickDataFields(),
  shuffle: boolean({
    label: 'Shuffle',
    group: 'Data',
    default: false,
    help: 'Visit impressions in random order instead of the order they happened.',
  }),
  ...trainingFields({ epochs: 1, batch: 512, learningRate: 0.02, schedule: 'constant', warmupEpochs: 0 }),
  evaluateEvery: integer({
    label: 'Evaluate every',
    group: 'Training',
    unit: 'steps',
    default: 125,
    minimum: 0,
    maximum: 1_000_000,
    live: true,
    help: 'Steps between evaluations; 0 evaluates at the end of epochs.',
  }),
  tableOptimizer: choice({
    label: 'Table optimizer',
    group: 'Optimizer',
    default: 'rowWiseAdagrad',
    choices: [
      { value: 'rowWiseAdagrad', label: 'Row-wise Adagrad' },
      { value: 'adagrad', label: 'Adagrad' },
      { value: 'sgd', label: 'SGD' },
      { value: 'lazyAdam', label: 'Lazy Adam' },
    ],
    help: 'Update rule of the embedding rows a batch touched.',
  }),
  tableRounding: choice({
    label: 'Table rounding',
    group: 'Optimizer',
    default: 'stochastic',
    choices: [
      { value: 'stochastic', label: 'Stochastic' },
      { value: 'nearest', label: 'To the nearest' },
    ],
    help: 'How updated numbers of tables of few bits become codes. To the nearest loses small updates.',
  }),
  epsilon: number({
    label: 'Epsilon',
    group: 'Optimizer',
    default: 1e-8,
    minimum: 0,
    maximum: 1,
    logarithmic: true,
    help: 'Added to Adagrad’s denominator.',
  }),
});
