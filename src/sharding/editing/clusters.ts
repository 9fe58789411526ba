// Clusters to begin with, every number with where it is from.

import type { Cluster } from '../problem';

export interface ClusterPreset {
  id: string;
  title: string;
  device: 'cuda' | 'cpu';
  cluster: Cluster;
  /** Where the numbers are from. */
  source: string;
}

export const clusterPresets: readonly ClusterPreset[] = [];
