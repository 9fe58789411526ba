// Documents to begin with: of tables that are built in, made up, or given in files.

import { generateTables } from '../tables/generate';
import { MLPERF_DIMENSION, mlperfTables } from '../tables/mlperf';
import { type DocumentSettings, documentOf, type SourcedDocument } from './newDocument';

/** As published: 128 columns of 32 bits. */
export const mlperfDocument = (settings: DocumentSettings): SourcedDocument => ({
  document: documentOf(mlperfTables({ dimension: MLPERF_DIMENSION, bytesPerElement: 4 }), settings),
  source: 'MLPerf DLRM-DCNv2',
});

export interface GeneratedTables {
  seed: number;
  count: number;
  dimension: number;
  bytesPerElement: number;
}

export function generatedDocument(
  { seed, count, dimension, bytesPerElement }: GeneratedTables,
  settings: DocumentSettings,
): SourcedDocument {
  const tables = generateTables({ tables: count, seed, dimension, bytesPerElement });
  return {
    document: documentOf(
      tables.map((table) => ({ ...table, name: `t_${table.name}` })),
      settings,
    ),
    source: `made up, ${count} tables, seed ${seed}`,
  };
}

export {
  contentsOf,
  costsFileCost,
  type FileChoice,
  type FileContents,
  firstChoice,
  type GivenText,
  planFileDocument,
  runFileDocument,
  settingsFrom,
  type TableGaps,
  tablesFileDocument,
  taskFileDocument,
} from './fileSources';
export { type DocumentSettings, documentOf, type SourcedDocument, settingsFor } from './newDocument';
