// What the reader's files hold: estimates or plans that TorchRec made, or tables, a plan of them, or both.

import { DataError } from '../../base/errors';
import type { DataInput } from '../../data/input';
import { readModelTables } from '../../sharding/export/readModel';
import type { EmbeddingTable } from '../../sharding/problem';
import { distinctlyNamed, readTables } from '../../sharding/tables/readTables';
import { type EstimatorCase, readCases } from '../../sharding/torchrec/caseFile';
import { fileKind } from '../../sharding/torchrec/fileKind';
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
  const { kind, json } = fileKind(file, text);
  if (kind === 'cases') return { cases: { file, content: readCases(json, file) } };
  if (kind === 'plan') return { plan: { file, content: json } };
  if (kind === 'runs') return { runs: { file, content: readRuns(json, file) } };
  const { dimension, elementBytes } = settings;
  const defaults = { dimension, bytesPerElement: Number(elementBytes) };
  const tables = kind === 'model' ? readModelTables(json, file) : readTables(file, text, defaults);
  return { tables: { file, content: distinctlyNamed(tables, file) } };
}
