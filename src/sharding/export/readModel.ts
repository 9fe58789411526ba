// The tables of a `model.json`, as it leaves beside a plan, read back, and the ranks that the plan is for.

import type { Cluster, EmbeddingTable } from '../problem';
import { JsonRecord } from '../torchrec/jsonRecord';

/** Throws `DataError` naming file, table and reason. */
export const readModelTables = (given: unknown, file: string): EmbeddingTable[] =>
  new JsonRecord(given, file, 'the model').list('modules').flatMap((module, index) =>
    new JsonRecord(module, file, `module ${index}`).list('tables').map((table, at): EmbeddingTable => {
      const place = `module ${index}, table ${at}`;
      const from = new JsonRecord(table, file, place);
      const features = from.list('features').map((feature) => new JsonRecord(feature, file, place));
      return {
        ...{ name: from.text('name'), rows: from.whole('rows', 1), dimension: from.whole('dimension', 1) },
        bytesPerElement: from.oneOf('data_type', ['FP32', 'FP16']) === 'FP16' ? 2 : 4,
        poolingFactor: features.reduce((sum, feature) => sum + feature.number('pooling'), 0),
        coverage: 1,
      };
    }),
  );

export interface ModelRanks extends Pick<Cluster, 'devices' | 'devicesPerHost'> {
  /** Samples of a rank. */
  batch: number;
}

/** Throws `DataError`. */
export function readModelRanks(given: unknown, file: string): ModelRanks {
  const from = new JsonRecord(given, file, 'the model');
  const [devices, devicesPerHost] = [from.whole('ranks', 1), from.whole('ranks_per_host', 1)];
  return { devices, devicesPerHost, batch: from.whole('batch', 1) };
}
