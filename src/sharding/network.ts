// How long devices take to exchange bytes: the α–β model (Hockney 1994), a message of n bytes takes α + n/β, for links
// within a host and between hosts, and collectives in the algorithms of Thakur, Rabenseifner & Gropp 2005
// (doi:10.1177/1094342005051521). Modelled, never measured here; every number is the reader's.

export interface Link {
  /** α: seconds of a message whatever its length. */
  latencySeconds: number;
  /** β: of one device, each way. */
  bytesPerSecond: number;
}

export interface Network {
  devices: number;
  devicesPerHost: number;
  withinHost: Link;
  betweenHosts: Link;
  /** Bytes for other hosts first gather within the host, by the place of their receiver, and travel in one message. */
  hierarchical: boolean;
}

const hostOf = ({ devicesPerHost }: Network, device: number): number => Math.floor(device / devicesPerHost);

const hostCount = ({ devices, devicesPerHost }: Network): number => Math.ceil(devices / devicesPerHost);

/**
 * Seconds of a personalised exchange: `bytes[from·devices + to]`. Direct: every device has a message for every
 * receiver it has bytes for, those on one kind of link one after another, both kinds and both directions at once;
 * the slowest device decides. Hierarchical: one such exchange within hosts, then one between devices of equal place.
 */
export function exchangeSeconds(network: Network, bytes: Float64Array): number {
  if (!network.hierarchical || hostCount(network) === 1) return directSeconds(network, bytes);
  const { devices, devicesPerHost } = network;
  const gathered = new Float64Array(devices * devices);
  const crossing = new Float64Array(devices * devices);
  for (let from = 0; from < devices; from++)
    for (let to = 0; to < devices; to++) {
      const moved = bytes[from * devices + to];
      if (!moved) continue;
      // A last host with fewer devices has no one in the receiver's place: the sender keeps what it has.
      const place = hostOf(network, from) * devicesPerHost + (to % devicesPerHost);
      const relay = place < devices ? place : from;
      gathered[from * devices + relay] += moved;
      if (hostOf(network, from) !== hostOf(network, to)) crossing[relay * devices + to] += moved;
    }
  return directSeconds(network, gathered) + directSeconds(network, crossing);
}

function directSeconds(network: Network, bytes: Float64Array): number {
  const { devices, withinHost, betweenHosts } = network;
  let slowest = 0;
  for (let device = 0; device < devices; device++)
    for (const { link, within } of [
      { link: withinHost, within: true },
      { link: betweenHosts, within: false },
    ]) {
      const ways = [
        { sent: (other: number) => bytes[device * devices + other] },
        { sent: (other: number) => bytes[other * devices + device] },
      ];
      for (const { sent } of ways) {
        let messages = 0;
        let total = 0;
        for (let other = 0; other < devices; other++) {
          if (other === device || (hostOf(network, other) === hostOf(network, device)) !== within) continue;
          if (sent(other)) messages++;
          total += sent(other);
        }
        slowest = Math.max(slowest, messages * link.latencySeconds + total / link.bytesPerSecond);
      }
    }
  return slowest;
}

/** A ring's reduce-scatter (or all-gather) of `bytes` that every member has: n − 1 messages of bytes/n. */
const ringSeconds = (members: number, bytes: number, { latencySeconds, bytesPerSecond }: Link): number =>
  (members - 1) * (latencySeconds + bytes / members / bytesPerSecond);

/**
 * Seconds of an all-reduce of `bytes` that every device has: reduce-scatter and all-gather in a ring over all, as fast
 * as its slowest link; hierarchical: reduce-scatter within hosts, an all-reduce of each share between hosts, and
 * all-gather within hosts.
 */
export function allReduceSeconds(network: Network, bytes: number): number {
  const { devices, devicesPerHost, withinHost, betweenHosts, hierarchical } = network;
  const hosts = hostCount(network);
  if (hosts === 1) return 2 * ringSeconds(devices, bytes, withinHost);
  if (!hierarchical) return 2 * ringSeconds(devices, bytes, betweenHosts);
  const members = Math.min(devices, devicesPerHost);
  return 2 * ringSeconds(members, bytes, withinHost) + 2 * ringSeconds(hosts, bytes / members, betweenHosts);
}
