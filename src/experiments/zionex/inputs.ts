// The reader's files, told apart by what they hold: click logs to train on, a plan to train under, and the tables of a
// log as runs leave them, which are held against it.

import { DataError } from '../../base/errors';
import type { DataInput } from '../../data/input';
import { readModelTables } from '../../sharding/export/readModel';
import type { EmbeddingTable } from '../../sharding/problem';
import { readTables } from '../../sharding/tables/readTables';
import { type FileKind, fileKind } from '../../sharding/torchrec/fileKind';
import { startsAsJson, textOfInput } from '../tableInput';

export interface PlanText {
  file: string;
  text: string;
  json: unknown;
}

export interface ZionexInputs {
  /** None where the log is generated. */
  logs: readonly DataInput[];
  plan?: PlanText;
  /** Of files that were given beside. */
  tables: readonly { file: string; tables: readonly EmbeddingTable[] }[];
}

/** Files of tables may leave both open; tables of a run do not. */
const defaults = { dimension: 1, bytesPerElement: 4 };

/** Whatever starts as JSON is no log. Throws `DataError` for what holds neither a plan nor tables, and for two plans. */
export async function zionexInputs(inputs: readonly DataInput[] = []): Promise<ZionexInputs> {
  const logs: DataInput[] = [];
  const given = new Map<FileKind, PlanText>();
  for (const input of inputs) {
    if (!(await startsAsJson(input))) {
      logs.push(input);
      continue;
    }
    const text = await textOfInput(input, 'a plan, or tables');
    const { kind, json } = fileKind(input.name, text);
    const other = given.get(kind);
    if (other) throw new DataError(input.name, 'file', `holds what ${other.file} holds; give one of them`);
    if (kind !== 'plan' && kind !== 'tables' && kind !== 'model')
      throw new DataError(
        input.name,
        'file',
        'is nothing to train on or under. Give click logs, a plan as ShardingPlan._serialize() writes it, or the tables.json of a run',
      );
    given.set(kind, { file: input.name, text, json });
  }
  const [plan, tables, model] = (['plan', 'tables', 'model'] as const).map((kind) => given.get(kind));
  return {
    ...{ logs, ...(plan && { plan }) },
    tables: [
      ...(tables ? [{ file: tables.file, tables: readTables(tables.file, tables.text, defaults) }] : []),
      ...(model ? [{ file: model.file, tables: readModelTables(model.json, model.file) }] : []),
    ],
  };
}
