// The files that a run leaves: plans, in TorchRec's JSON.

import { planOf } from '../../sharding/torchrec/contract';
import type { PlacedOption } from '../../sharding/torchrec/options';
import { serialisePlan } from '../../sharding/torchrec/planFile';
import type { RunEvent } from '../experiment';
import type { Planning } from './model';

/** `modules`: where the module of each table of the problem lies. */
export function planFile(
  name: string,
  about: string,
  placed: readonly PlacedOption[],
  { problem }: Pick<Planning, 'problem'>,
  modules: readonly string[],
): RunEvent {
  const own = planOf(placed);
  const paths = own.tables.map(({ table }) => modules[table]);
  const record = serialisePlan({ plan: own, modules: paths }, problem.tables, problem.topology);
  return {
    kind: 'file',
    file: {
      name,
      about: `${about}, as ShardingPlan._serialize() writes it`,
      bytes: new TextEncoder().encode(`${JSON.stringify(record, null, 1)}\n`),
    },
  };
}
