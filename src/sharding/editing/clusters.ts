// Clusters to begin with, every number with where it is from.

import type { Cluster } from '../problem';
import { defaults } from '../torchrec/constants';

export interface ClusterPreset {
  id: string;
  title: string;
  device: 'cuda' | 'cpu';
  cluster: Cluster;
  /** Where the numbers are from. */
  source: string;
}

const GB = 1e9;
const GiB = 2 ** 30;

/** What TorchRec takes when nobody tells it, of everything but how many devices there are. */
const untold = {
  ...{ hbmBytes: defaults.hbmBytes, ddrBytes: defaults.ddrBytes },
  hbmBytesPerSecond: 1000 * defaults.hbmBandwidth,
  ddrBytesPerSecond: 1000 * defaults.ddrBandwidth,
  hostLinkBytesPerSecond: 1000 * defaults.hostLinkBandwidth,
  intraHostBytesPerSecond: 1000 * defaults.intraHostBandwidth,
  interHostBytesPerSecond: 1000 * defaults.interHostBandwidth,
};

const dgxA100 = {
  ...{ devicesPerHost: 8, hbmBytes: 40 * GiB, ddrBytes: 128 * GiB },
  ...{ hbmBytesPerSecond: 1555 * GB, ddrBytesPerSecond: 51.2 * GB, hostLinkBytesPerSecond: 32 * GB },
  ...{ intraHostBytesPerSecond: 300 * GB, interHostBytesPerSecond: 25 * GB },
};

const dgxH100 = {
  ...{ devicesPerHost: 8, hbmBytes: 80 * GiB, ddrBytes: 256 * GiB },
  ...{ hbmBytesPerSecond: 3350 * GB, ddrBytesPerSecond: 76.8 * GB, hostLinkBytesPerSecond: 64 * GB },
  ...{ intraHostBytesPerSecond: 450 * GB, interHostBytesPerSecond: 50 * GB },
};

const TORCHREC = 'torchrec/distributed/planner/constants.py of TorchRec 1.4';
const A100_SOURCE =
  'NVIDIA’s A100 40 GB data sheet (1,555 GB/s; NVLink 300 GB/s and PCIe 4.0 32 GB/s each way) and DGX A100 user guide (a 200 Gb/s adapter a device, 1 TB a host; two EPYC 7742 with eight channels of DDR4-3200, 409.6 GB/s over eight devices). Peaks, all of them';
const H100_SOURCE =
  'NVIDIA’s H100 SXM data sheet (3,350 GB/s; NVLink 450 GB/s and PCIe 5.0 64 GB/s each way) and DGX H100 user guide (a 400 Gb/s adapter a device, 2 TB a host; two Xeon 8480C with eight channels of DDR5-4800, 614.4 GB/s over eight devices). Peaks, all of them';

export const clusterPresets: readonly ClusterPreset[] = [
  {
    ...{ id: 'torchrec-a100', title: '8 × 40 GiB, TorchRec’s rates', device: 'cuda' },
    cluster: { devices: 8, devicesPerHost: 8, ...untold, hbmBytes: 40 * GiB },
    source: `${TORCHREC}, with the 40 GiB of an A100: what the published plans of DLRM-DCNv2 were made for`,
  },
  {
    ...{ id: 'torchrec-a100-two-hosts', title: '2 hosts of 8 × 40 GiB, TorchRec’s rates', device: 'cuda' },
    cluster: { devices: 16, devicesPerHost: 8, ...untold, hbmBytes: 40 * GiB },
    source: `${TORCHREC}, with the 40 GiB of an A100: what the published plans of DLRM-DCNv2 were made for`,
  },
  {
    ...{ id: 'torchrec-untold', title: '8 devices, TorchRec untold', device: 'cuda' },
    cluster: { devices: 8, devicesPerHost: 8, ...untold },
    source: `${TORCHREC}: what it assumes when nobody tells it, 32 GiB of HBM among it`,
  },
  {
    ...{ id: 'dgx-a100', title: 'DGX A100', device: 'cuda' },
    cluster: { devices: 8, ...dgxA100 },
    source: A100_SOURCE,
  },
  {
    ...{ id: 'dgx-h100-two-hosts', title: '2 × DGX H100', device: 'cuda' },
    cluster: { devices: 16, ...dgxH100 },
    source: H100_SOURCE,
  },
  {
    ...{ id: 'dgx-h100-sixteen-hosts', title: '16 × DGX H100', device: 'cuda' },
    cluster: { devices: 128, ...dgxH100 },
    source: H100_SOURCE,
  },
  {
    ...{ id: 'cpu', title: '4 processes on one CPU', device: 'cpu' },
    cluster: { devices: 4, devicesPerHost: 4, ...untold, hbmBytes: 0 },
    source: `${TORCHREC}: host memory of 128 GiB a process at 51 GiB/s`,
  },
];
