// The machine as TorchRec's planner sees it: ranks with their memory, and bandwidths in bytes a millisecond.

import type { Cluster, ComputeKernel } from '../problem';
import { BACKWARD_MULTIPLIER, defaults, WEIGHTED_BACKWARD_MULTIPLIER } from './constants';

export interface Memory {
  /** Bytes. */
  hbm: number;
  ddr: number;
}

export interface Topology {
  device: 'cuda' | 'cpu';
  ranks: number;
  ranksPerHost: number;
  /** Of each rank. */
  memory: readonly Memory[];
  hbmBandwidth: number;
  ddrBandwidth: number;
  hostLinkBandwidth: number;
  intraHostBandwidth: number;
  interHostBandwidth: number;
  backwardMultiplier: number;
  weightedBackwardMultiplier: number;
}

/** TorchRec's defaults for what is not said. A rank on a CPU has no HBM. */
export function topologyOf(
  cluster: Partial<Cluster> & Pick<Cluster, 'devices'>,
  device: Topology['device'] = 'cuda',
): Topology {
  const rate = (bytesPerSecond: number | undefined, fallback: number) =>
    bytesPerSecond === undefined ? fallback : bytesPerSecond / 1000;
  const memory = {
    hbm: device === 'cuda' ? (cluster.hbmBytes ?? defaults.hbmBytes) : 0,
    ddr: cluster.ddrBytes ?? defaults.ddrBytes,
  };
  return {
    device,
    ranks: cluster.devices,
    ranksPerHost: cluster.devicesPerHost ?? cluster.devices,
    memory: Array.from({ length: cluster.devices }, () => memory),
    hbmBandwidth: rate(cluster.hbmBytesPerSecond, defaults.hbmBandwidth),
    ddrBandwidth: rate(cluster.ddrBytesPerSecond, defaults.ddrBandwidth),
    hostLinkBandwidth: rate(cluster.hostLinkBytesPerSecond, defaults.hostLinkBandwidth),
    intraHostBandwidth: rate(cluster.intraHostBytesPerSecond, defaults.intraHostBandwidth),
    interHostBandwidth: rate(cluster.interHostBytesPerSecond, defaults.interHostBandwidth),
    backwardMultiplier: BACKWARD_MULTIPLIER,
    weightedBackwardMultiplier: WEIGHTED_BACKWARD_MULTIPLIER,
  };
}

/**
 * Bytes a millisecond at which a kernel reads rows; undefined where the device has no such kernel. A cache that is
 * filled ahead of its use (`prefetched`) is as fast as HBM.
 */
export function kernelBandwidth(
  topology: Topology,
  kernel: ComputeKernel,
  cacheLoadFactor: number | null,
  prefetched = false,
): number | undefined {
  const { device, hbmBandwidth: hbm, ddrBandwidth: ddr, hostLinkBandwidth: link } = topology;
  if (kernel === 'dense') return 0.5 * (device === 'cpu' ? ddr : hbm);
  if (kernel === 'fused') return device === 'cpu' ? ddr : hbm;
  if (device === 'cpu') return undefined;
  if (kernel === 'fused_uvm') return link / 10;
  if (prefetched) return hbm;
  const share = cacheLoadFactor ?? defaults.cacheLoadFactor;
  return (share * hbm + (1 - share) * link) / 10;
}

/** Of an all-to-all, reduce-scatter or all-gather among so many ranks. */
export const exchangeBandwidth = (topology: Topology, ranks: number, ranksPerHost: number): number =>
  ranks <= ranksPerHost ? topology.intraHostBandwidth : topology.interHostBandwidth;

/** One network card a device: the same formula within one host, as TorchRec has it. */
export const allReduceBandwidth = ({ interHostBandwidth, ranksPerHost }: Topology): number =>
  interHostBandwidth * ranksPerHost;
