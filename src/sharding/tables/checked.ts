// Fields of a record of a file, checked: a table is taken as it is written or refused with its place.

import { DataError } from '../../base/errors';

export type TableRecord = Readonly<Record<string, unknown>>;

/** A record and where it stands, for errors: "table 17", "line 3". */
export interface PlacedRecord {
  record: TableRecord;
  place: string;
}

interface Limits {
  minimum: number;
  maximum: number;
  integer?: boolean;
}

export class RecordReader {
  constructor(
    readonly file: string,
    readonly place: string,
    private readonly record: TableRecord,
  ) {}

  fail(reason: string): never {
    throw new DataError(this.file, this.place, reason);
  }

  /** The first of several names under which a field is known that the record has; an empty cell is none. */
  nameOf(names: readonly string[]): string | undefined {
    return names.find((name) => {
      const value = this.record[name];
      return value !== undefined && value !== null && value !== '';
    });
  }

  number(names: readonly string[], limits: Limits): number | undefined {
    const name = this.nameOf(names);
    return name === undefined ? undefined : this.checked(name, this.record[name], limits);
  }

  requiredNumber(names: readonly string[], limits: Limits): number {
    return this.number(names, limits) ?? this.fail(`lacks ${names.join(' or ')}`);
  }

  text(names: readonly string[]): string | undefined {
    const name = this.nameOf(names);
    const value = name === undefined ? undefined : this.record[name];
    if (value === undefined || typeof value === 'string' || typeof value === 'number')
      return value?.toString();
    return this.fail(`${name} is neither text nor a number`);
  }

  /** A list of numbers, each from 0 up. */
  numbers(name: string): number[] | undefined {
    const list = this.record[name];
    if (list === undefined) return undefined;
    if (!Array.isArray(list)) return this.fail(`${name} is not a list of numbers`);
    const limits = { minimum: 0, maximum: Number.MAX_SAFE_INTEGER };
    return list.map((value, index) => this.checked(`${name}[${index}]`, value, limits));
  }

  private checked(name: string, value: unknown, { minimum, maximum, integer }: Limits): number {
    const parsed = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    if (typeof parsed !== 'number' || !Number.isFinite(parsed))
      return this.fail(`${name} is ${JSON.stringify(value)}, not a number`);
    if (integer && !Number.isInteger(parsed)) return this.fail(`${name} is ${parsed}, not a whole number`);
    if (parsed < minimum || parsed > maximum)
      return this.fail(`${name} is ${parsed}; it must be from ${minimum} to ${maximum}`);
    return parsed;
  }
}
