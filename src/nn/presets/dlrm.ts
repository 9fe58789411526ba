// Recommendation models: a small one for generated clicks, and the published Criteo configurations
// (facebookresearch/dlrm `bench/`; MLPerf Training's DLRM and DLRM-DCNv2).

import type { DlrmConfig } from '../models/dlrm';

/** Distinct values of the 26 categorical features of the Criteo display advertising challenge. */
export const KAGGLE_ROWS = [
  1460, 583, 10_131_227, 2_202_608, 305, 24, 12_517, 633, 3, 93_145, 5683, 8_351_593, 3194, 27, 14_992,
  5_461_306, 10, 5652, 2173, 4, 7_046_547, 18, 15, 286_181, 105, 142_572,
];

/** Criteo terabyte, one sample in eight kept, ids capped at ten million. */
export const TERABYTE_ROWS = [
  9_980_333, 36_084, 17_217, 7378, 20_134, 3, 7112, 1442, 61, 9_758_201, 1_333_352, 313_829, 10, 2208, 11_156,
  122, 4, 970, 14, 9_994_222, 7_267_859, 9_946_608, 415_421, 12_420, 101, 36,
];

/** Criteo terabyte, ids capped at forty million (MLPerf Training 0.7 to 2.1). */
export const MLPERF_ROWS = [
  39_884_406, 39_043, 17_289, 7420, 20_263, 3, 7120, 1543, 63, 38_532_951, 2_953_546, 403_346, 10, 2208,
  11_938, 155, 4, 976, 14, 39_979_771, 25_641_295, 39_664_984, 585_935, 12_972, 108, 36,
];

/** The multi-hot benchmark that replaced it, and its lookups in each table. */
export const DCNV2_ROWS = [
  40_000_000, 39_060, 17_295, 7424, 20_265, 3, 7122, 1543, 63, 40_000_000, 3_067_956, 405_282, 10, 2209,
  11_938, 155, 4, 976, 14, 40_000_000, 40_000_000, 40_000_000, 590_152, 12_973, 108, 36,
];
export const DCNV2_LOOKUPS = [
  3, 2, 1, 2, 6, 1, 1, 1, 1, 7, 3, 8, 1, 6, 9, 5, 1, 1, 1, 12, 100, 27, 10, 3, 1, 1,
];

const criteo = { dense: 13, interaction: 'dot', lookupsPerSample: 26 } as const;
const mlperfTop = [1024, 1024, 512, 256, 1];

const model = (config: DlrmConfig): { kind: 'dlrm' } & DlrmConfig => ({ kind: 'dlrm', ...config });

export const dlrmPresets = {
  'dlrm-small': {
    title: 'DLRM for generated clicks',
    model: model({
      dense: 8,
      tables: [300, 1000, 3000, 10_000, 30_000, 10_000],
      bottom: [32, 8],
      top: [64, 32, 1],
      interaction: 'dot',
      // Five tables with one id and one with up to five.
      lookupsPerSample: 10,
    }),
  },
  'dlrm-kaggle': {
    title: 'DLRM for Criteo Kaggle',
    model: model({ ...criteo, tables: KAGGLE_ROWS, bottom: [512, 256, 64, 16], top: [512, 256, 1] }),
  },
  'dlrm-terabyte': {
    title: 'DLRM for Criteo terabyte',
    model: model({ ...criteo, tables: TERABYTE_ROWS, bottom: [512, 256, 64], top: [512, 512, 256, 1] }),
  },
  'dlrm-mlperf': {
    title: 'DLRM of MLPerf Training',
    model: model({ ...criteo, tables: MLPERF_ROWS, bottom: [512, 256, 128], top: mlperfTop }),
  },
  'dlrm-dcnv2': {
    title: 'DLRM-DCNv2 of MLPerf Training',
    model: model({
      dense: 13,
      tables: DCNV2_ROWS,
      bottom: [512, 256, 128],
      top: mlperfTop,
      interaction: { crossLayers: 3, rank: 512 },
      lookupsPerSample: DCNV2_LOOKUPS.reduce((a, b) => a + b),
    }),
  },
};
