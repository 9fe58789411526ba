// What the reader's files hold: estimates or plans that TorchRec made, or tables, a plan of them, or both.

import { DataError } from '../../base/errors';
import type { DataInput } from '../../data/input';
import { isModelRecord, readModelTables } from '../../sharding/export/readModel';
import type { EmbeddingTable } from '../../sharding/problem';
import { readTables } from '../../sharding/tables/readTables';
import { type EstimatorCase, readCases } from '../../sharding/torchrec/caseFile';
import { type PlannerRun, readRuns } from '../../sharding/torchrec/planRuns';
import type { DataFiles } from '../experiment';
import { textOfInput } from '../tableInput';
import type { PlannerSettings } from './model';

interface Contents {
  cases: EstimatorCase[];
  runs: PlannerRun[];
  /** `_serialize()` of a plan, still to be read against the tables. */
  plan: unknown;
  tables: EmbeddingTable[];
}
type Kind = keyof Contents;

export type GivenFiles = { [K in Kind]?: { file: string; content: Contents[K] } };

const about: Readonly<Record<Kind, string>> = {
  ...{ cases: 'estimates', runs: 'planner runs', plan: 'a plan', tables: 'tables' },
};

/** Throws `DataError` naming file, place and reason. */
export async function givenFiles({ train = [] }: DataFiles, settings: PlannerSettings): Promise<GivenFiles> {
  const given: GivenFiles = {};
  for (const input of train) {
    const read = await contentsOf(input, settings);
    const [kind] = Object.keys(read) as [Kind];
    const other = (Object.keys(given) as Kind[]).find(
      (each) => each === kind || ![each, kind].every((one) => one === 'plan' || one === 'tables'),
    );
    if (other)
      throw new DataError(
        input.name,
        'file',
        `holds ${about[kind]}, and ${given[other]!.file} ${about[other]}; give one of them`,
      );
    Object.assign(given, read);
  }
  return given;
}

async function contentsOf(input: DataInput, settings: PlannerSettings): Promise<GivenFiles> {
  const file = input.name;
  const text = await textOfInput(input, 'estimates, plans or tables');
  const json = /^\s*[[{]/.test(text) ? parsed(file, text) : undefined;
  if (isRecord(json) && 'cases' in json) return { cases: { file, content: readCases(json, file) } };
  if (isRecord(json) && 'plan' in json) return { plan: { file, content: json } };
  if (isModelRecord(json)) return { tables: { file, content: named(readModelTables(json, file), file) } };
  if (Array.isArray(json) && json.some((entry) => isRecord(entry) && ('plan' in entry || 'rating' in entry)))
    return { runs: { file, content: readRuns(json, file) } };
  const { dimension, elementBytes } = settings;
  const defaults = { dimension, bytesPerElement: Number(elementBytes) };
  return { tables: { file, content: named(readTables(file, text, defaults), file) } };
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
