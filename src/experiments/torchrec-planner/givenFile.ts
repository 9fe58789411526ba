// What the reader's file holds: estimates or plans that TorchRec made, one plan for the tables that are set, or tables.

import type { EmbeddingTable } from '../../sharding/problem';
import { distinctlyNamed, readTables } from '../../sharding/tables/readTables';
import { type EstimatorCase, readCases } from '../../sharding/torchrec/caseFile';
import { fileKind } from '../../sharding/torchrec/fileKind';
import { type PlannerRun, readRuns } from '../../sharding/torchrec/planRuns';
import type { DataFiles } from '../experiment';
import { textOfOnlyInput } from '../tableInput';
import type { PlannerSettings } from './model';

export type GivenFile =
  | { kind: 'cases'; file: string; cases: EstimatorCase[] }
  | { kind: 'runs'; file: string; runs: PlannerRun[] }
  /** `_serialize()` of a plan, still to be read against the tables. */
  | { kind: 'plan'; file: string; plan: unknown }
  | { kind: 'tables'; file: string; tables: EmbeddingTable[] };

/** Undefined without a file. Throws `DataError` naming file, place and reason. */
export async function givenFile(files: DataFiles, settings: PlannerSettings): Promise<GivenFile | undefined> {
  const given = await textOfOnlyInput(files.train, 'estimates, plans or tables');
  if (!given) return undefined;
  const { file, text } = given;
  const { kind, json } = fileKind(file, text);
  if (kind === 'cases') return { kind, file, cases: readCases(json, file) };
  if (kind === 'plan') return { kind, file, plan: json };
  if (kind === 'runs') return { kind, file, runs: readRuns(json, file) };
  const { dimension, elementBytes } = settings;
  const defaults = { dimension, bytesPerElement: Number(elementBytes) };
  return { kind: 'tables', file, tables: distinctlyNamed(readTables(file, text, defaults), file) };
}
