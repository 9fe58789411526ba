// Trained networks that planners and cost models may ask: of each kind the one that was opened last.

import { create } from 'zustand';
import type { NetworkKind, Networks, TrainedNetwork } from '../../sharding/trained/trainedNetwork';

export const useNetworks = create<{ networks: Networks }>()(() => ({ networks: {} }));

/** What each kind is called, and its experiment. */
export const networkTitles: Readonly<Record<NetworkKind, string>> = {
  autoshard: 'AutoShard',
  dreamshard: 'DreamShard',
  neuroshard: 'NeuroShard',
};

export const takeNetwork = (network: TrainedNetwork): void =>
  useNetworks.setState(({ networks }) => ({ networks: { ...networks, [network.kind]: network } }));
