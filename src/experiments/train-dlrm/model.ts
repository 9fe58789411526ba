// The network and the update rules that the settings of the DLRM experiment stand for.

import type { DlrmConfig } from '../../nn/models/dlrm';
import type { OptimizerConfig } from '../../optim/config';
import type { ConfigOf } from '../schema';
import type { schema } from './schema';

export type DlrmSettings = ConfigOf<typeof schema>;

const widthsOf = (text: string): number[] => text.split('-').map(Number);

/** Everything of the model but what the data decides. */
export const dlrmLayers = (settings: DlrmSettings): Pick<DlrmConfig, 'bottom' | 'top' | 'interaction'> => ({
  bottom: [...widthsOf(settings.bottom), settings.dimension],
  top: [...widthsOf(settings.top), 1],
  interaction: settings.interaction,
});

export const dlrmOptimizer = ({ epsilon, tableOptimizer }: DlrmSettings): OptimizerConfig => ({
  dense: { kind: 'adagrad', epsilon },
  sparse: { kind: tableOptimizer, epsilon },
});
