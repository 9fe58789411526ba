// The modelled network of the settings.

import type { Network } from '../../sharding/network';

export interface NetworkSettings {
  /** Gigabytes a second of a device, each way. */
  withinBandwidth: number;
  betweenBandwidth: number;
  /** Microseconds. */
  withinLatency: number;
  betweenLatency: number;
}

export const networkOf = (
  settings: NetworkSettings,
  devices: number,
  devicesPerHost: number,
  hierarchical: boolean,
): Network => ({
  ...{ devices, devicesPerHost, hierarchical },
  withinHost: {
    latencySeconds: settings.withinLatency * 1e-6,
    bytesPerSecond: settings.withinBandwidth * 1e9,
  },
  betweenHosts: {
    latencySeconds: settings.betweenLatency * 1e-6,
    bytesPerSecond: settings.betweenBandwidth * 1e9,
  },
});
