// Reads the fields of one record of a JSON file, each checked; what is damaged is named with file, record and reason.

import { DataError } from '../../base/errors';

export type Fields = Readonly<Record<string, unknown>>;

export function listOf(value: unknown, file: string, record: string): unknown[] {
  if (!Array.isArray(value)) throw new DataError(file, record, 'is not a list');
  if (!value.length) throw new DataError(file, record, 'is empty');
  return value;
}

export class JsonRecord {
  private readonly fields: Fields;

  constructor(
    given: unknown,
    private readonly file: string,
    private readonly record: string,
  ) {
    if (typeof given !== 'object' || given === null || Array.isArray(given))
      throw new DataError(file, record, 'is not an object');
    this.fields = given as Fields;
  }

  refuse(key: string, reason: string): never {
    throw new DataError(this.file, this.record, `${key} ${reason}`);
  }

  absent(key: string): boolean {
    return this.fields[key] === undefined || this.fields[key] === null;
  }

  value(key: string): unknown {
    return this.fields[key];
  }

  number(key: string): number {
    const value = this.fields[key];
    if (typeof value !== 'number' || !Number.isFinite(value) || value < 0)
      this.refuse(key, 'is no number of at least 0');
    return value;
  }

  whole(key: string, least: number): number {
    const value = this.number(key);
    if (!Number.isSafeInteger(value) || value < least)
      this.refuse(key, `is no whole number of at least ${least}`);
    return value;
  }

  flag(key: string): boolean {
    const value = this.fields[key];
    if (typeof value !== 'boolean') this.refuse(key, 'is neither true nor false');
    return value;
  }

  text(key: string): string {
    const value = this.fields[key];
    if (typeof value !== 'string') this.refuse(key, 'is no text');
    return value;
  }

  oneOf<T extends string>(key: string, known: readonly T[]): T {
    const value = this.fields[key] as T;
    if (!known.includes(value)) this.refuse(key, `is ${JSON.stringify(value)}. Known: ${known.join(', ')}`);
    return value;
  }

  numbers(key: string, length?: number): number[] {
    return this.listed(this.fields[key], key, length);
  }

  rows(key: string, count: number, width: number): number[][] {
    const value = this.fields[key];
    if (!Array.isArray(value) || value.length !== count) this.refuse(key, `is no list of ${count}`);
    return value.map((row) => this.listed(row, key, width));
  }

  list(key: string): unknown[] {
    return listOf(this.fields[key], this.file, `${this.record}, ${key}`);
  }

  private listed(value: unknown, key: string, length?: number): number[] {
    const fine =
      Array.isArray(value) &&
      value.length > 0 &&
      (length === undefined || value.length === length) &&
      value.every((each) => typeof each === 'number' && Number.isFinite(each) && each >= 0);
    if (!fine) this.refuse(key, `is no list of ${length ?? 'some'} numbers of at least 0`);
    return value as number[];
  }
}
