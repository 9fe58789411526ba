// Schemas of delimited text that no data set prescribes: a table with a header of column names, and rows of
// pixels with a label. Types are guessed from the first lines; a later line that differs is an error there.

import type { DelimitedColumn, DelimitedSchema } from './schemas';

const DELIMITERS = ['\t', ',', ';', '|'];
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
/** More digits than a double holds: such a number is a name. */
const LONG_INTEGER = /^[+-]?\d{16,}$/;
const LABEL = /^"?(label|class|target)"?$/i;
/** The smallest picture taken for one: 6 × 6. */
const FEWEST_PIXELS = 36;

/** A header of distinct names over at least one row, or undefined. */
export function tableSchema(lines: readonly string[]): DelimitedSchema | undefined {
  const delimiter = delimiterOf(lines[0]);
  if (delimiter === undefined) return undefined;
  const names = split(lines[0], delimiter);
  const named = names.every((name) => name !== '' && !NUMBER.test(name) && /^[\x20-\x7e]+$/.test(name));
  if (!named || new Set(names).size < names.length) return undefined;
  const rows = lines.slice(1).map((line) => split(line, delimiter));
  const whole = rows.filter((row) => row.length === names.length);
  const columns = names.map((name, index) =>
    columnOf(
      name,
      whole.map((row) => row[index]),
    ),
  );
  return { id: 'table', delimiter, header: true, quotes: true, columns };
}

function columnOf(name: string, values: readonly string[]): DelimitedColumn {
  const given = values.filter((value) => value !== '');
  const numeric = given.length > 0 && given.every((value) => NUMBER.test(value) && !LONG_INTEGER.test(value));
  if (!numeric) return { name, type: 'text' };
  // As in Criteo, where a number is sometimes missing it counts as 0.
  return { name, type: 'number', ...(given.length < values.length && { empty: 0 }) };
}

/**
 * Rows of as many values 0–255 as a square picture has, grey or RGB, and a label: the column of that name, else
 * the first.
 */
export function pixelSchema(lines: readonly string[]): DelimitedSchema | undefined {
  const delimiter = delimiterOf(lines[0]);
  if (delimiter === undefined) return undefined;
  const first = split(lines[0], delimiter);
  const header = !first.every((value) => NUMBER.test(value));
  const row = header ? split(lines[1] ?? '', delimiter) : first;
  const pixels = first.length - 1;
  if (row.length !== first.length || !isPicture(pixels)) return undefined;
  if (!row.every((value) => /^\d{1,3}$/.test(value) && Number(value) <= 255)) return undefined;
  const label = header ? first.findIndex((name) => LABEL.test(name)) : 0;
  if (label < 0 || new Set(first).size < (header ? first.length : 0)) return undefined;
  const columns = first.map((name, index): DelimitedColumn => {
    if (index === label) return { name: header ? name : 'label', type: 'integer', minimum: 0 };
    return { name: header ? name : `pixel${index}`, type: 'integer', minimum: 0, maximum: 255 };
  });
  return { id: 'pixels', delimiter, header, quotes: false, columns };
}

/** The column of `pixelSchema` that is the label. */
export const labelOfPixels = (schema: DelimitedSchema): string =>
  schema.columns.find(({ maximum }) => maximum === undefined)?.name ?? 'label';

const isPicture = (values: number): boolean =>
  values >= FEWEST_PIXELS && [values, values / 3].some((pixels) => Number.isInteger(Math.sqrt(pixels)));

/** The delimiter that cuts the line into most parts. */
function delimiterOf(line: string): string | undefined {
  const parts = DELIMITERS.map((delimiter) => split(line, delimiter).length);
  const most = Math.max(...parts);
  return most > 1 ? DELIMITERS[parts.indexOf(most)] : undefined;
}

/** Fields of a line, without the quotes around them. */
function split(line: string, delimiter: string): string[] {
  if (!line.includes('"')) return line.split(delimiter).map((field) => field.trim());
  const fields: string[] = [];
  let field = '';
  let quoted = false;
  for (const character of line) {
    if (character === '"') quoted = !quoted;
    else if (character === delimiter && !quoted) {
      fields.push(field.trim());
      field = '';
    } else field += character;
  }
  return [...fields, field.trim()];
}
