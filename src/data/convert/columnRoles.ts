// Which column of a table is the label, which are categories and which numbers: guessed from names and values,
// unless the reader says otherwise.

import { DataType, type Table, type Vector } from 'apache-arrow';
import type { ColumnReading, Reading } from '../reading';

export const LABELS = ['label', 'click', 'clicked', 'y'];
const DENSE_NAME = /^(dense|float|I\d)/;

/** Every column of a table and what it is used as. */
export function columnReadings(table: Table, columns: Reading['columns'] = {}): ColumnReading[] {
  const names = table.schema.fields.map(({ name }) => name);
  const said = names.find((name) => columns[name] === 'label');
  const label = said ?? LABELS.find((name) => names.includes(name) && columns[name] === undefined);
  return names.map((name) => {
    const holds = contentOf(table.getChild(name)!);
    const role = name === label ? 'label' : (columns[name] ?? guessRole(table, name, holds));
    return { name, holds, role };
  });
}

function guessRole(table: Table, name: string, holds: ColumnReading['holds']): ColumnReading['role'] {
  if (name === 'probability' || name === 'period') return name;
  if (DataType.isFixedSizeList(table.getChild(name)!.type)) return 'dense';
  if (holds === 'text' || holds === 'lists') return 'table';
  return holds === 'integers' && !DENSE_NAME.test(name) ? 'table' : 'dense';
}

function contentOf(column: Vector): ColumnReading['holds'] {
  const { type } = column;
  if (DataType.isList(type) || DataType.isFixedSizeList(type)) return 'lists';
  if (DataType.isUtf8(type) || DataType.isDictionary(type)) return 'text';
  for (let i = 0; i < column.length; i++) {
    const value: unknown = column.get(i);
    if (typeof value !== 'bigint' && !Number.isInteger(value)) return 'numbers';
  }
  return 'integers';
}
