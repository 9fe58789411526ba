// A plan with what its model needs to be built elsewhere: the tables with their features, the layers around them, the
// batch, the optimizer. All of it is one JSON file that the Python beside it reads.

import type { Plan } from '../problem';
import type { CountingRun } from '../tables/countedBy';
import type { PlannerTable } from '../torchrec/table';
import type { Topology } from '../torchrec/topology';

export type ExportedOptimizer = 'sgd' | 'row_wise_adagrad' | 'adagrad' | 'adam';

/** Tables of a model, and where a plan places them. */
export interface PlacedModules {
  plan: Plan;
  tables: readonly Pick<
    PlannerTable,
    'name' | 'rows' | 'dimension' | 'bytesPerElement' | 'features' | 'weighted' | 'pooled'
  >[];
  /** Of each table: where its module lies in the model. */
  modules: readonly string[];
  topology: Pick<Topology, 'device' | 'ranks' | 'ranksPerHost'>;
}

/** What there is around the tables, and how all of it learns. */
export interface TrainedBy {
  denseFeatures: number;
  /** Widths of layers before the interaction; the last, of the tables' dimension, is added where products are taken. */
  bottom: readonly number[];
  /** Widths of layers after it, without the last. */
  top: readonly number[];
  optimizer: ExportedOptimizer;
  learningRate: number;
}

export interface ExportedPlan extends PlacedModules, TrainedBy {
  /** Whose model it is, where a run of the lab trained it. */
  run?: CountingRun;
}

/** More pairs than these many vectors have are too many for a layer of products. */
const MOST_PRODUCTS = 128;

/** `model.json`. */
export function modelRecord(model: Omit<ExportedPlan, 'plan'>) {
  const { tables, modules, topology, optimizer, learningRate } = model;
  const paths = [...new Set(modules)];
  const sameDimension = new Set(tables.map(({ dimension }) => dimension)).size === 1;
  const vectors = tables.reduce((sum, { features }) => sum + features.length, 0);
  return {
    ...(model.run && { run: model.run }),
    ranks: topology.ranks,
    ranks_per_host: topology.ranksPerHost,
    batch: tables[0].features[0].batch,
    dense_features: model.denseFeatures,
    bottom: model.bottom,
    top: model.top,
    interaction: sameDimension && vectors <= MOST_PRODUCTS ? 'dot' : 'concat',
    optimizer: { kind: optimizer, learning_rate: learningRate, epsilon: 1e-8 },
    modules: paths.map((path) => {
      const own = tables.filter((_, index) => modules[index] === path);
      return {
        path,
        ...{ weighted: own[0].weighted, pooled: own[0].pooled },
        tables: own.map(tableRecord),
      };
    }),
  };
}

const tableRecord = ({
  name,
  rows,
  dimension,
  bytesPerElement,
  features,
}: PlacedModules['tables'][number]) => ({
  ...{ name, rows, dimension },
  data_type: bytesPerElement === 2 ? 'FP16' : 'FP32',
  features: features.map(({ pooling, poolings }, index) => ({
    name: features.length > 1 ? `${name}_feature_${index}` : `${name}_feature`,
    pooling: pooling * poolings,
  })),
});
