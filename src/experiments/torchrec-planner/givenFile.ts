// What the reader's file holds: estimates or plans that TorchRec made, one plan for the tables that are set, or tables.

import { DataError } from '../../base/errors';
import type { EmbeddingTable } from '../../sharding/problem';
import { readTables } from '../../sharding/tables/readTables';
import { type EstimatorCase, readCases } from '../../sharding/torchrec/caseFile';
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
  const json = /^\s*[[{]/.test(text) ? parsed(file, text) : undefined;
  if (isRecord(json) && 'cases' in json) return { kind: 'cases', file, cases: readCases(json, file) };
  if (isRecord(json) && 'plan' in json) return { kind: 'plan', file, plan: json };
  if (Array.isArray(json) && json.some((entry) => isRecord(entry) && ('plan' in entry || 'rating' in entry)))
    return { kind: 'runs', file, runs: readRuns(json, file) };
  const { dimension, elementBytes } = settings;
  const defaults = { dimension, bytesPerElement: Number(elementBytes) };
  return { kind: 'tables', file, tables: named(readTables(file, text, defaults), file) };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parsed(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new DataError(file, 'JSON', `is damaged or cut off (${(error as Error).message})`);
  }
}

/** Plans tell tables apart by their names. */
function named(tables: EmbeddingTable[], file: string): EmbeddingTable[] {
  const names = new Set<string>();
  for (const { name } of tables) {
    if (names.has(name)) throw new DataError(file, name, 'is the name of two tables');
    names.add(name);
  }
  return tables;
}
