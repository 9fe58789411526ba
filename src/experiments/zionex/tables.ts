// What the experiment found, as tables.

import {
  type CollectiveSeconds,
  type DeviceSeconds,
  phases,
  type StepTime,
} from '../../sharding/execution/stepTime';
import { collectives, type Traffic } from '../../sharding/execution/transfers';
import type { Plan, ShardingType } from '../../sharding/problem';
import { type Finding, findingOf } from '../findings';
import type { ZionexProblem } from './problem';
import type { TrainedRun } from './runs';
import type { ScalingPoint } from './scaling';

const text = (key: string, title: string) => ({ key, title, kind: 'text' as const });
const number = (key: string, title: string, unit?: string) => ({
  ...{ key, title, kind: 'number' as const },
  ...(unit && { unit }),
});
const bytes = (key: string, title: string) => ({ key, title, kind: 'bytes' as const });
const count = (key: string, title: string) => ({ key, title, kind: 'count' as const });
const share = (key: string, title: string) => ({ key, title, kind: 'share' as const });

export function planTable({ tables }: ZionexProblem, plan: Plan): Finding {
  return findingOf(
    {
      id: 'plan',
      title: 'The plan',
      about: 'How each table is cut, by the rules of the settings, and the devices that hold its shards.',
      columns: [
        ...[text('table', 'table'), count('rows', 'rows'), number('lookups', 'lookups a sample')],
        ...[text('type', 'sharding'), number('shards', 'shards'), text('devices', 'devices')],
        bytes('bytes', 'bytes of weights, all copies'),
      ],
    },
    plan.tables.map(({ table, shardingType, shards }) => ({
      ...{ table: tables[table].name, rows: tables[table].rows, lookups: tables[table].lookups },
      ...{ type: shardingType, shards: shards.length },
      devices: [...new Set(shards.map(({ device }) => device))].join(', '),
      bytes: shards.reduce((sum, { rows, columns }) => sum + 4 * rows * columns, 0),
    })),
  );
}

export interface JudgedRun extends TrainedRun {
  testLogLoss: number;
  /** Of the weights that differ from the unsharded run's: share and largest difference. */
  differing: number;
  furthest: number;
}

/** Mean of the last losses of a run. */
export const finalLoss = ({ losses }: Pick<TrainedRun, 'losses'>): number => {
  const last = losses.slice(-Math.max(1, Math.ceil(losses.length / 4)));
  return last.reduce((sum, loss) => sum + loss, 0) / last.length;
};

export function runsTable(runs: readonly JudgedRun[]): Finding {
  const [first] = runs;
  return findingOf(
    {
      id: 'runs',
      title: 'The same steps, sharded and not',
      about:
        'Every run takes the same steps from the same weights. “Whole tables” shares the sums of the dense gradients with the plan, and so tells what the order of those sums does from what cutting tables does. Measured.',
      columns: [
        ...[text('run', 'run'), number('train', 'training loss, last quarter')],
        ...[number('test', 'test log loss'), number('change', 'change of it against unsharded')],
        ...[share('differing', 'weights that differ'), number('furthest', 'furthest')],
        text('hash', 'weight hash'),
      ],
    },
    runs.map((run) => ({
      ...{ run: run.name, train: finalLoss(run), test: run.testLogLoss },
      change: run.testLogLoss - first.testLogLoss,
      ...{ differing: run.differing, furthest: run.furthest, hash: run.hash.slice(0, 12) },
    })),
  );
}

export const lossesTable = (runs: readonly TrainedRun[]): Finding =>
  findingOf(
    {
      id: 'losses',
      title: 'Training loss by step',
      about: 'Mean loss of each batch, before its update. Measured.',
      columns: [text('run', 'run'), number('step', 'step'), number('loss', 'training loss')],
    },
    runs.flatMap(({ name, losses }) => losses.map((loss, step) => ({ run: name, step: step + 1, loss }))),
  );

export interface TypeOutcome {
  type: ShardingType;
  differing: number;
  furthest: number;
  deterministic: boolean;
  exact: boolean;
}

export const typesTable = (outcomes: readonly TypeOutcome[], steps: number): Finding =>
  findingOf(
    {
      id: 'types',
      title: 'Every way to cut a table',
      about: `All tables by one type, ${steps} steps, against whole tables on one device with the same slices of the batch. Where no sum is cut the bits must be equal; row-wise Adagrad under column-wise sharding has a moment for each shard of a row, as TorchRec has, and differs by that. Measured.`,
      columns: [
        ...[text('type', 'sharding'), share('differing', 'table weights that differ')],
        ...[
          number('furthest', 'furthest'),
          text('expected', 'no sum is cut'),
          text('twice', 'two runs, one hash'),
        ],
      ],
    },
    outcomes.map(({ type, differing, furthest, deterministic, exact }) => ({
      ...{ type, differing, furthest, expected: exact ? 'yes' : 'no', twice: deterministic ? 'yes' : 'no' },
    })),
  );

export function trafficTable(traffic: Traffic, steps: number, devicesPerHost: number): Finding {
  return findingOf(
    {
      id: 'traffic',
      title: 'Bytes by collective',
      about:
        'Copied between the memories of virtual devices in a step of the plan, on the mean; counted as copied.',
      columns: [
        ...[text('collective', 'collective'), bytes('bytes', 'bytes a step')],
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
        collective,
        bytes: traffic.total(collective) / steps,
        between: traffic.betweenHosts(collective, devicesPerHost) / steps,
        most: Math.max(...sent) / steps,
      };
    }),
  );
}

const phaseTitles: Record<keyof DeviceSeconds, string> = {
  pooling: 'pooling',
  reducing: 'partial sums',
  slice: 'networks, forward and backward',
  allReduce: 'sums of gradients',
  shardUpdate: 'update of shards',
  denseUpdate: 'update of networks',
};

export const computeTable = (devices: readonly DeviceSeconds[]): Finding =>
  findingOf(
    {
      id: 'compute',
      title: 'Kernels of each virtual device',
      about: 'Median times of its kernels on this GPU, one device at a time. Measured.',
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

export interface UpdateOutcome {
  way: string;
  /** Largest change of a weight when the lookups of one batch come in reverse. */
  byOrder: number;
  /** Largest and mean step of a touched row's numbers. */
  largest: number;
  loss: number;
  test: number;
}

export const updateTable = (outcomes: readonly UpdateOutcome[]): Finding =>
  findingOf(
    {
      id: 'update',
      title: 'Exact and naive update of the tables',
      about:
        'Exact: a row’s gradients are summed, then one step. Naive: one step a lookup, each with its own change of the moments. Order is reversed in the first batch, on the host in float64; losses are those of whole runs. Measured.',
      columns: [
        ...[text('way', 'update'), number('byOrder', 'changes by order up to')],
        ...[number('largest', 'largest change of a weight'), number('loss', 'training loss, last quarter')],
        number('test', 'test log loss'),
      ],
    },
    outcomes.map((outcome) => ({ ...outcome })),
  );

export const scalingTable = (points: readonly ScalingPoint[]): Finding => {
  const base = (hierarchical: boolean) => points.find((point) => point.hierarchical === hierarchical)!;
  const rate = ({ batch, pipelinedSeconds }: ScalingPoint) => batch / pipelinedSeconds;
  return findingOf(
    {
      id: 'scaling',
      title: 'From 8 to 128 devices',
      about:
        'Modelled throughout: compute at the rates that this GPU’s kernels were measured at, exchanges by the network model, eight devices a host, plans by the same rules, the batch in proportion to the devices, all rows looked up alike.',
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
