// Plans as files that a run leaves: TorchRec's JSON, and what it takes to train under one elsewhere.

import type { ExportedPlan, PlacedModules } from '../../sharding/export/exportedModel';
import { exportFiles } from '../../sharding/export/exportFiles';
import { serialisePlan } from '../../sharding/torchrec/planFile';
import type { RunEvent } from '../experiment';

interface TextFile {
  name: string;
  /** One clause: what is in it. */
  about: string;
}

const textFile = (file: TextFile, text: string): RunEvent => ({
  kind: 'file',
  file: { name: file.name, about: file.about, bytes: new TextEncoder().encode(text) },
});

export function planFile(
  { name, about }: TextFile,
  { plan, tables, modules, topology }: PlacedModules,
): RunEvent {
  const paths = plan.tables.map(({ table }) => modules[table]);
  const record = serialisePlan({ plan, modules: paths }, tables, topology);
  const file = { name, about: `${about}, as ShardingPlan._serialize() writes it` };
  return textFile(file, `${JSON.stringify(record, null, 1)}\n`);
}

/** The plan, and beside it all that trains under it. */
export function* planAndTraining(file: TextFile, exported: ExportedPlan): Generator<RunEvent> {
  yield planFile(file, exported);
  for (const { text, ...beside } of exportFiles(exported, file.name)) yield textFile(beside, text);
}
