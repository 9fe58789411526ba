// The files that a run leaves: plans in TorchRec's JSON, and with the last of them what it takes to train under it
// elsewhere.

import type { ExportedOptimizer, ExportedPlan } from '../../sharding/export/exportedModel';
import { exportFiles } from '../../sharding/export/exportFiles';
import { planOf } from '../../sharding/torchrec/contract';
import type { PlacedOption } from '../../sharding/torchrec/options';
import { serialisePlan } from '../../sharding/torchrec/planFile';
import type { RunEvent } from '../experiment';
import type { PlannerSettings, Planning } from './model';

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
  const text = `${JSON.stringify(record, null, 1)}\n`;
  return fileEvent({ name, about: `${about}, as ShardingPlan._serialize() writes it`, text });
}

/** For the plan in the file `planName`. */
export function* trainingFiles(
  planName: string,
  placed: readonly PlacedOption[],
  { problem: { tables, topology } }: Pick<Planning, 'problem'>,
  modules: readonly string[],
  { optimizer }: PlannerSettings,
): Generator<RunEvent> {
  const exported: ExportedPlan = {
    ...{ plan: planOf(placed), tables, modules, topology },
    ...{ denseFeatures: 13, bottom: [512, 256], top: [512, 256] },
    ...{ optimizer: trainedBy[optimizer], learningRate: 0.05 },
  };
  for (const file of exportFiles(exported, planName)) yield fileEvent(file);
}

/** An optimizer of TorchRec for each that the planner may be told of. */
const trainedBy: Readonly<Record<PlannerSettings['optimizer'], ExportedOptimizer>> = {
  ...{ none: 'row_wise_adagrad', row_wise_adagrad: 'row_wise_adagrad' },
  ...{ sgd: 'sgd', adam: 'adam', other: 'adagrad' },
};

const fileEvent = ({ name, about, text }: { name: string; about: string; text: string }): RunEvent => ({
  kind: 'file',
  file: { name, about, bytes: new TextEncoder().encode(text) },
});
