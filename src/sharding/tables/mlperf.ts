// The embedding tables of MLPerf Training's DLRM-DCNv2.

import { DCNV2_LOOKUPS, DCNV2_ROWS } from '../../nn/presets/dlrm';
import type { EmbeddingTable } from '../problem';
import type { TableDefaults } from './readTables';

/** Columns of the published model. */
export const MLPERF_DIMENSION = 128;

export const mlperfTables = ({ dimension, bytesPerElement }: TableDefaults): EmbeddingTable[] =>
  DCNV2_ROWS.map((rows, index) => ({
    ...{ name: `t_cat_${index}`, rows, dimension, bytesPerElement },
    ...{ poolingFactor: DCNV2_LOOKUPS[index], coverage: 1 },
  }));
