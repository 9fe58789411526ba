// Every number that a plan is made for, with its unit and where it lies in the settings.

import type { DocumentSettings } from '../../../sharding/editing/sources';
import type { Cluster } from '../../../sharding/problem';

export interface SettingField {
  label: string;
  unit?: string;
  help?: string;
  least: number;
  whole?: boolean;
  /** In the unit. */
  of(settings: DocumentSettings): number;
  to(settings: DocumentSettings, value: number): DocumentSettings;
}

const GiB = 2 ** 30;
const MiB = 2 ** 20;

/** `scale`: how many bytes, or bytes a second, the unit has. */
const ofCluster = (
  key: keyof Cluster,
  label: string,
  { unit, scale = 1, help }: { unit?: string; scale?: number; help?: string } = {},
): SettingField => ({
  ...{ label, unit, help },
  least: scale === 1 ? 1 : 0.001,
  whole: scale === 1,
  of: ({ cluster }) => cluster[key] / scale,
  to: (settings, value) => ({ ...settings, cluster: { ...settings.cluster, [key]: value * scale } }),
});

const rate = { unit: 'GiB/s', scale: GiB };

export const clusterFields: readonly SettingField[] = [
  {
    ...ofCluster('devices', 'Devices'),
    // Every host has as many: what does not divide becomes one host.
    to: (settings, devices) => {
      const { devicesPerHost: own } = settings.cluster;
      const devicesPerHost = devices % own ? devices : own;
      return { ...settings, cluster: { ...settings.cluster, devices, devicesPerHost } };
    },
  },
  ofCluster('devicesPerHost', 'Devices a host', { help: 'Divides the devices' }),
  ofCluster('hbmBytes', 'Device memory', { unit: 'GiB', scale: GiB, help: 'HBM of one device' }),
  ofCluster('ddrBytes', 'Host memory', { unit: 'GiB', scale: GiB, help: 'Of one device’s part of its host' }),
  ofCluster('hbmBytesPerSecond', 'Device memory rate', rate),
  ofCluster('ddrBytesPerSecond', 'Host memory rate', rate),
  ofCluster('hostLinkBytesPerSecond', 'Device to host', rate),
  ofCluster('intraHostBytesPerSecond', 'Within a host', rate),
  ofCluster('interHostBytesPerSecond', 'Between hosts', rate),
  {
    ...{ label: 'Reserved', unit: '%', least: 0, help: 'Share of device memory that no table may take' },
    of: ({ reservation }) => 100 * reservation.share,
    to: (settings, value) => ({
      ...settings,
      reservation: { ...settings.reservation, share: Math.min(0.99, value / 100) },
    }),
  },
  {
    ...{ label: 'Dense parameters', unit: 'MiB', least: 0, help: 'Held by every device, six times over' },
    of: ({ reservation }) => reservation.denseBytes / MiB,
    to: (settings, value) => ({
      ...settings,
      reservation: { ...settings.reservation, denseBytes: Math.round(value * MiB) },
    }),
  },
];

export const tableFields: readonly SettingField[] = [
  {
    ...{ label: 'Batch of a device', unit: 'samples', least: 1, whole: true },
    of: ({ batch }) => batch,
    to: (settings, batch) => ({ ...settings, batch }),
  },
  {
    ...{ label: 'Rows in the cache', unit: '%', least: 0.1, help: 'Of the kernel that caches host memory' },
    of: ({ cacheLoadFactor }) => 100 * cacheLoadFactor,
    to: (settings, value) => ({ ...settings, cacheLoadFactor: Math.min(1, value / 100) }),
  },
  {
    ...{
      label: 'Narrowest column shard',
      unit: 'columns',
      least: 4,
      whole: true,
      help: 'Of TorchRec’s planners',
    },
    of: ({ minPartition }) => minPartition,
    to: (settings, minPartition) => ({ ...settings, minPartition }),
  },
];
