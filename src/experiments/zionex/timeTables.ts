// What a step moves and how long it takes, as tables.

import {
  type CollectiveSeconds,
  type DeviceSeconds,
  phases,
  type StepTime,
} from '../../sharding/execution/stepTime';
import { type Collective, collectives, type Traffic } from '../../sharding/execution/transfers';
import { type Finding, findingOf } from '../findings';
import { bytes, count, number, share, text } from './columns';
import { phaseTitles } from './phaseTitles';
import type { ScalingPoint } from './scaling';

/** "forward all-to-all" in two words; an all-reduce is of gradients of the networks. */
function spoken(collective: Collective): { direction: string; collective: string } {
  const [direction, name] = collective.split(' ');
  return name ? { direction, collective: name } : { direction: 'networks', collective: direction };
}

export function trafficTable(traffic: Traffic, steps: number, devicesPerHost: number): Finding {
  return findingOf(
    {
      id: 'traffic',
      title: 'Bytes by collective',
      about:
        'Copied between the memories of virtual devices in a step of the plan, on the mean; counted as copied.',
      columns: [
        ...[text('direction', 'direction'), text('collective', 'collective'), bytes('bytes', 'bytes a step')],
        ...[bytes('between', 'of them between hosts'), bytes('most', 'most that one device sends')],
      ],
    },
    collectives.map((collective) => {
      const links = traffic.bytes.get(collective)!;
      const sent = Array.from({ length: traffic.devices }, (_, device) =>
        links
          .subarray(device * traffic.devices, (device + 1) * traffic.devices)
          .reduce((sum, moved) => sum + moved, 0),
      );
      return {
        ...spoken(collective),
        bytes: traffic.total(collective) / steps,
        between: traffic.betweenHosts(collective, devicesPerHost) / steps,
        most: Math.max(...sent) / steps,
      };
    }),
  );
}

export const computeTable = (devices: readonly DeviceSeconds[]): Finding =>
  findingOf(
    {
      id: 'compute',
      title: 'Kernels of each virtual device',
      about: 'The lower quartile of five samples of its kernels on this GPU, one device at a time. Measured.',
      columns: [text('device', 'device'), text('phase', 'phase'), number('time', 'time', 'ms')],
    },
    devices.flatMap((seconds, device) =>
      phases.map((phase) => ({
        ...{ device: `device ${device}`, phase: phaseTitles[phase], time: 1000 * seconds[phase] },
      })),
    ),
  );

export interface ModelledStep {
  network: string;
  exchange: CollectiveSeconds;
  time: StepTime;
}

export const exchangeTable = (steps: readonly ModelledStep[]): Finding =>
  findingOf(
    {
      id: 'exchange',
      title: 'Time of a step under the plan',
      about:
        'Compute measured on this GPU, the slowest device at each phase; exchanges modelled by latency and bandwidth of the links in the settings. Pipelined: lookups of the next batch travel during this one, dense gradients are added during the update of shards.',
      columns: [
        ...[text('network', 'network'), number('compute', 'compute', 'ms')],
        ...collectives.map((collective) => number(collective, collective, 'ms')),
        ...[number('sequential', 'one after another', 'ms'), number('pipelined', 'pipelined', 'ms')],
      ],
    },
    steps.map(({ network, exchange, time }) => ({
      ...{ network, compute: 1000 * time.computeSeconds },
      ...Object.fromEntries(collectives.map((name) => [name, 1000 * exchange[name]])),
      ...{ sequential: 1000 * time.sequentialSeconds, pipelined: 1000 * time.pipelinedSeconds },
    })),
  );

/** `byRules`: whether the plan that was measured is made as these are. */
export const scalingTable = (points: readonly ScalingPoint[], byRules: boolean): Finding => {
  const base = (hierarchical: boolean) => points.find((point) => point.hierarchical === hierarchical)!;
  const rate = ({ batch, pipelinedSeconds }: ScalingPoint) => batch / pipelinedSeconds;
  return findingOf(
    {
      id: 'scaling',
      title: 'From 8 to 128 devices',
      about: `Modelled throughout: compute at the rates that this GPU’s kernels were measured at${byRules ? '' : ' under the given plan'}, exchanges by the network model, eight devices a host, plans by ${byRules ? 'the same rules' : 'the rules of the settings, since a given plan says nothing of more devices,'} for so many copies of the tables as the settings say, the batch in proportion to the devices, all rows looked up alike, the networks as measured.`,
      columns: [
        ...[number('devices', 'devices'), number('hosts', 'hosts'), text('network', 'exchange')],
        ...[count('batch', 'batch'), number('imbalance', 'most work over mean')],
        ...[number('compute', 'compute', 'ms'), number('exchange', 'exchange', 'ms')],
        ...[number('sequential', 'one after another', 'ms'), number('pipelined', 'pipelined', 'ms')],
        ...[number('throughput', 'samples a second'), share('efficiency', 'of 8 devices’ rate, a device')],
      ],
    },
    points.map((point) => ({
      ...{ devices: point.devices, hosts: point.hosts, batch: point.batch, imbalance: point.imbalance },
      network: point.hierarchical ? 'hierarchical' : 'direct',
      ...{ compute: 1000 * point.computeSeconds, exchange: 1000 * point.exchangeSeconds },
      ...{ sequential: 1000 * point.sequentialSeconds, pipelined: 1000 * point.pipelinedSeconds },
      throughput: rate(point),
      efficiency: efficiencyOf(point, base(point.hierarchical)),
    })),
  );
};

/** Modelled samples a second and device, of those with the fewest devices. */
export const efficiencyOf = (point: ScalingPoint, base: ScalingPoint): number =>
  point.batch / point.devices / point.pipelinedSeconds / (base.batch / base.devices / base.pipelinedSeconds);
