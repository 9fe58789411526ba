// The network and the update rules that the settings of the DLRM experiment stand for.

import type { TableBits } from '../../nn/layers/embedding';
import type { DlrmConfig } from '../../nn/models/dlrm';
import type { OptimizerConfig } from '../../optim/config';
import type { ConfigOf } from '../schema';
import type { schema } from './schema';

export type DlrmSettings = ConfigOf<typeof schema>;

const widthsOf = (text: string): number[] => text.split('-').map(Number);

type ModelPart = Pick<DlrmConfig, 'bottom' | 'top' | 'interaction' | 'tableBits'>;

/** Everything of the model but what the data decides. */
export const dlrmLayers = (settings: DlrmSettings): ModelPart => ({
  bottom: [...widthsOf(settings.bottom), settings.dimension],
  top: [...widthsOf(settings.top), 1],
  interaction: settings.interaction,
  tableBits: Number(settings.tableBits) as TableBits,
});

export const dlrmOptimizer = ({ epsilon, tableOptimizer, tableRounding }: DlrmSettings): OptimizerConfig => ({
  dense: { kind: 'adagrad', epsilon },
  sparse: { kind: tableOptimizer, epsilon, rounding: tableRounding },
});
