// Settings of the planner: the tables, and what is looked up in them.

import { boolean, choice, integer, text } from '../schema';

const model = { group: 'Model' } as const;

export const tableSettings = {
  tables: choice({
    ...model,
    label: 'Tables',
    default: 'mlperf',
    choices: [
      { value: 'mlperf', label: 'MLPerf DLRM-DCNv2, 26 tables' },
      { value: 'generated', label: 'Made up from the seed' },
    ],
    help: 'Made-up tables have rows and lookups like those published of a model at Meta. A file of tables replaces both.',
  }),
  tableCount: integer({
    ...model,
    label: 'Made-up tables',
    default: 60,
    minimum: 1,
    maximum: 1000,
    logarithmic: true,
    help: 'How many, where they are made up.',
  }),
  dimension: integer({
    ...model,
    label: 'Dimension',
    default: 128,
    minimum: 4,
    maximum: 4096,
    logarithmic: true,
    help: 'Elements of a row, where a file does not say.',
  }),
  mixedDimensions: boolean({
    ...model,
    label: 'Mixed dimensions',
    default: false,
    help: 'Made-up tables take the whole dimension, a half or a quarter of it in turn.',
  }),
  elementBytes: choice({
    ...model,
    label: 'Precision',
    default: '4',
    choices: [
      { value: '4', label: 'f32' },
      { value: '2', label: 'f16' },
    ],
    help: 'Of the elements of a row; of what is sent too, unless set below.',
  }),
  batch: integer({
    ...model,
    label: 'Batch',
    unit: 'samples a rank',
    default: 1024,
    minimum: 1,
    maximum: 2 ** 20,
    logarithmic: true,
    help: 'TorchRec takes 512 when nobody tells it.',
  }),
  pooling: choice({
    ...model,
    label: 'Lookups of a sample',
    default: 'listed',
    choices: [
      { value: 'listed', label: 'As the tables say' },
      { value: 'one', label: 'One, as TorchRec takes when nobody tells it' },
    ],
    help: 'The pooling factors. What they are decides most of the plan.',
  }),
  weighted: boolean({ ...model, label: 'Weighted', default: false, help: 'Lookups carry weights.' }),
  pooled: boolean({
    ...model,
    label: 'Pooled',
    default: true,
    help: 'Rows of a sample are summed (EmbeddingBagCollection) or kept apart (EmbeddingCollection).',
  }),
  modulePath: text({
    ...model,
    label: 'Module path',
    default: 'sparse_arch.embedding_bag_collection',
    pattern: /^[\w.-]*$/,
    expected: 'a path of names with dots between',
    help: 'Where the embedding module lies in the model given to DistributedModelParallel; it stands in the plan’s file.',
  }),
};
