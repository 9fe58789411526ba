// What training under plans came to, as tables.

import type { Plan, Shard, ShardingType } from '../../sharding/problem';
import { type Finding, findingOf } from '../findings';
import { bytes, count, number, share, text } from './columns';
import type { ZionexProblem } from './problem';
import type { TrainedRun } from './runs';

/** Weights lie in this GPU's memory whatever their kernel: caches and the host's memory change times alone. */
function aboutKernels({ tables }: Plan): string {
  const away = tables.filter(({ computeKernel }) => /_uvm/.test(computeKernel)).length;
  return away
    ? ` ${away} of them lie in the host’s memory by their kernel, or behind a cache; here they lie in this GPU’s, and learn the same: caches change how long a step takes, and are not run.`
    : '';
}

export function planTable({ tables, description, givenPlan }: ZionexProblem, plan: Plan): Finding {
  return findingOf(
    {
      id: 'plan',
      title: 'The plan',
      about: `${description}. How each table is cut, ${givenPlan ? `as ${givenPlan} says` : 'by the rules of the settings'}, and the devices that hold its shards.${aboutKernels(plan)}`,
      columns: [
        ...[text('table', 'table'), count('rows', 'rows'), number('lookups', 'lookups a sample')],
        ...[text('type', 'sharding'), text('kernel', 'kernel')],
        ...[number('shards', 'shards'), text('devices', 'devices')],
        bytes('bytes', 'bytes of weights, all copies'),
      ],
    },
    plan.tables.map(({ table, shardingType, computeKernel, shards }) => ({
      ...{ table: tables[table].name, rows: tables[table].rows, lookups: tables[table].lookups },
      ...{ type: shardingType, kernel: computeKernel, shards: filled(shards).length },
      devices: [...new Set(filled(shards).map(({ device }) => device))].join(', '),
      bytes: shards.reduce((sum, { rows, columns }) => sum + 4 * rows * columns, 0),
    })),
  );
}

/** Where rows do not reach the last devices, those hold nothing. */
const filled = (shards: readonly Shard[]): Shard[] => shards.filter(({ rows }) => rows > 0);

export interface JudgedRun extends Omit<TrainedRun, 'weights'> {
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

/** The first run is the one that the others are compared with. */
export function lossesTable(runs: readonly Pick<TrainedRun, 'name' | 'losses'>[]): Finding {
  const [first] = runs;
  // On a logarithmic axis there is no place for none.
  const distance = (loss: number, step: number) => Math.abs(loss - first.losses[step]) || null;
  return findingOf(
    {
      id: 'losses',
      title: 'Training loss by step',
      about:
        'Mean loss of each batch, before its update, and how far it lies from that of the unsharded run where it is not the same number. Measured.',
      columns: [
        ...[text('run', 'run'), number('step', 'step'), number('loss', 'training loss')],
        number('distance', 'distance from unsharded'),
      ],
    },
    runs.flatMap(({ name, losses }) =>
      losses.map((loss, step) => ({ run: name, step: step + 1, loss, distance: distance(loss, step) })),
    ),
  );
}

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
