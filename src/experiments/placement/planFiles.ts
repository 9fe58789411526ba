// Plans as files that a run leaves: TorchRec's JSON, and what it takes to train under one elsewhere.

import type { ExportedPlan, PlacedModules } from '../../sharding/export/exportedModel';
import { exportFiles } from '../../sharding/export/exportFiles';
import type { EmbeddingTable, TablePlan } from '../../sharding/problem';
import { namedApart } from '../../sharding/tables/namedApart';
import { tablesText } from '../../sharding/tables/writeTables';
import { defaults } from '../../sharding/torchrec/constants';
import { serialisePlan } from '../../sharding/torchrec/planFile';
import { plannerTable } from '../../sharding/torchrec/table';
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

/** Where the tables lie in TorchRec's own DLRM. */
const MODULE = 'sparse_arch.embedding_bag_collection';

/** The plan of tables by themselves, on devices of one host, and beside it the tables, to be opened together. */
export const planAndTables = (
  file: TextFile,
  tables: readonly EmbeddingTable[],
  devices: number,
  plans: readonly TablePlan[],
): Generator<RunEvent> => plansAndTables(tables, devices, [{ ...file, plans }]);

/** Several plans of the same tables. */
export function* plansAndTables(
  given: readonly EmbeddingTable[],
  devices: number,
  files: readonly (TextFile & { plans: readonly TablePlan[] })[],
): Generator<RunEvent> {
  const tables = namedApart(given);
  for (const { plans, ...file } of files)
    yield planFile(file, {
      plan: { tables: plans },
      tables: tables.map((table) => plannerTable(table, defaults.batch)),
      modules: tables.map(() => MODULE),
      topology: { device: 'cuda', ranks: devices, ranksPerHost: devices },
    });
  yield textFile({ name: 'tables.json', about: 'the tables that it places' }, tablesText(tables));
}

/** The plan, and beside it all that trains under it. */
export function* planAndTraining(file: TextFile, exported: ExportedPlan): Generator<RunEvent> {
  yield planFile(file, exported);
  for (const { text, ...beside } of exportFiles(exported, file.name)) yield textFile(beside, text);
}
