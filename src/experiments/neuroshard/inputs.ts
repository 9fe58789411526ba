// The reader's files, told apart by what they hold: features of tables, measured costs of sets or of exchanges, tasks.

import { DataError } from '../../base/errors';
import type { DataInput } from '../../data/input';
import { type MeasuredWith, readMeasuredWith } from '../../sharding/learned/measuredSets';
import {
  type CommunicationSample,
  type ComputeSample,
  costFileKind,
  readCommunicationCosts,
  readComputeCosts,
} from '../../sharding/learned/readCosts';
import type { EmbeddingTable } from '../../sharding/problem';
import { readTables } from '../../sharding/tables/readTables';
import { type PlacementTasks, readTasks } from '../../sharding/tables/readTasks';
import { textOfInput } from '../tableInput';

/** Costs were measured on numbers of four bytes. */
export const BYTES_PER_ELEMENT = 4;
/** Of tables whose file says nothing of it. */
const DIMENSION = 16;

export interface Named<T> {
  file: string;
  content: T;
}

export interface GivenFiles {
  tables?: Named<EmbeddingTable[]>;
  /** `measuredWith`: where the file says it. */
  compute?: Named<ComputeSample[]> & { measuredWith?: MeasuredWith };
  communication?: Named<CommunicationSample[]>;
  tasks?: Named<PlacementTasks>;
}

type Kind = keyof GivenFiles;

const about: Record<Kind, string> = {
  tables: 'tables',
  compute: 'measured costs of sets of tables',
  communication: 'measured costs of exchanges',
  tasks: 'tasks',
};

/** Files in any order. Throws `DataError` with file, place and reason. */
export async function readInputs(inputs: readonly DataInput[] = []): Promise<GivenFiles> {
  const texts = new Map<Kind, Named<string>>();
  for (const input of inputs) {
    const text = await textOfInput(input, 'costs or tables');
    const kind = kindOf(text);
    const other = texts.get(kind);
    if (other)
      throw new DataError(
        input.name,
        'file',
        `holds ${about[kind]}, and so does ${other.file}; give one of them`,
      );
    texts.set(kind, { file: input.name, content: text });
  }
  const read = <T>(kind: Kind, reader: (file: string, text: string) => T): Named<T> | undefined => {
    const given = texts.get(kind);
    return given && { file: given.file, content: reader(given.file, given.content) };
  };
  const tables = read('tables', (file, text) =>
    readTables(file, text, { dimension: DIMENSION, bytesPerElement: BYTES_PER_ELEMENT }),
  );
  const count = (file: string) => tables?.content.length ?? lacksTables(file);
  const compute = read('compute', (file, text) => ({
    samples: readComputeCosts(file, text, count(file)),
    measuredWith: readMeasuredWith(file, text, tables!.content),
  }));
  return {
    tables,
    ...(compute && {
      compute: {
        ...{ file: compute.file, content: compute.content.samples },
        measuredWith: compute.content.measuredWith,
      },
    }),
    communication: read('communication', readCommunicationCosts),
    tasks: read('tasks', (file, text) => readTasks(file, text, count(file))),
  };
}

function kindOf(text: string): Kind {
  const costs = costFileKind(text);
  if (costs) return costs;
  return /^\s*\{/.test(text) && /"(train|test)"\s*:/.test(text) ? 'tasks' : 'tables';
}

function lacksTables(file: string): never {
  throw new DataError(
    file,
    'tables',
    'are named by id, and a network must know their features: give the file of tables as well (--data tables856.json)',
  );
}
