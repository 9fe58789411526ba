// Files of measured costs, as NeuroShard and its forks write them, a sample a line:
//   compute        task: 12,860,4051 | cost: 31.27     or  12,860,4051 31.27      (milliseconds)
//   communication  dims skews forward backward, each a comma-separated list with a number a device (skews, times: ms)
// Table ids name a table and a dimension: id i is table i mod n with dimension 128, 64, … 4 by ⌊i/n⌋, n tables in all.
// Lines that begin with # say nothing of a sample (measuredSets.ts has what some say).

import { DataError } from '../../base/errors';

export const idDimensions = [128, 64, 32, 16, 8, 4] as const;

/** A set of tables that one device looked up together, forward and backward. */
export interface ComputeSample {
  ids: readonly number[];
  milliseconds: number;
}

/** One exchange between devices; each list has a number a device. */
export interface CommunicationSample {
  /** Sums of dimensions of the device's tables. */
  dimensions: readonly number[];
  /** Milliseconds that the device starts after the first. */
  skews: readonly number[];
  forward: readonly number[];
  backward: readonly number[];
}

export type CostFileKind = 'compute' | 'communication';

const NUMBER = '[-+]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?';
const LIST = `${NUMBER}(?:,${NUMBER})*`;
const COMPUTE = new RegExp(`^(?:task: *)?(\\d+(?:,\\d+)*)(?: *\\| *cost: *| +)(${NUMBER})$`);
const COMMUNICATION = new RegExp(`^(${LIST}) +(${LIST}) +(${LIST}) +(${LIST})$`);

interface Line {
  text: string;
  /** From 1. */
  number: number;
}

const linesOf = (text: string): Line[] =>
  text
    .split(/\r?\n/)
    .map((line, index) => ({ text: line.trim(), number: index + 1 }))
    .filter((line) => line.text !== '' && !line.text.startsWith('#'));

/** The lines that hold samples. */
export const costLines = (text: string): string[] => linesOf(text).map((line) => line.text);

/** By its first line that is no comment; undefined where it is no file of costs. */
export function costFileKind(text: string): CostFileKind | undefined {
  const [first = ''] = costLines(text);
  if (COMPUTE.test(first) || first.startsWith('task:')) return 'compute';
  return COMMUNICATION.test(first) ? 'communication' : undefined;
}

/** `tables`: how many there are. Throws `DataError` with the line. */
export function readComputeCosts(file: string, text: string, tables: number): ComputeSample[] {
  const limit = tables * idDimensions.length;
  return linesOf(text).map(({ text: line, number }) => {
    const place = `line ${number}`;
    const [, list, cost] =
      COMPUTE.exec(line) ?? fail(file, place, `is not "task: ids | cost: milliseconds": ${shown(line)}`);
    const ids = list.split(',').map(Number);
    const wrong = ids.find((id) => id >= limit);
    if (wrong !== undefined)
      fail(
        file,
        place,
        `names id ${wrong}; ${tables} tables of ${idDimensions.length} dimensions have ids from 0 to ${limit - 1}`,
      );
    return { ids, milliseconds: positive(file, place, 'cost', Number(cost)) };
  });
}

/** Throws `DataError` with the line. */
export function readCommunicationCosts(file: string, text: string): CommunicationSample[] {
  let devices = 0;
  return linesOf(text).map(({ text: line, number }) => {
    const place = `line ${number}`;
    const match =
      COMMUNICATION.exec(line) ?? fail(file, place, `is not "dims skews forward backward": ${shown(line)}`);
    const lists = match.slice(1).map((list) => list.split(',').map(Number));
    devices ||= lists[0].length;
    if (lists.some(({ length }) => length !== devices))
      fail(
        file,
        place,
        `has lists of ${lists.map(({ length }) => length).join(', ')} numbers; all have ${devices}`,
      );
    const [dimensions, skews, forward, backward] = lists;
    for (const [name, list] of Object.entries({ dimension: dimensions, skew: skews }))
      for (const value of list)
        if (value < 0) fail(file, place, `has a ${name} of ${value}; it must be 0 or more`);
    for (const time of [...forward, ...backward]) positive(file, place, 'time', time);
    return { dimensions, skews, forward, backward };
  });
}

const shown = (line: string) => JSON.stringify(line.length > 40 ? `${line.slice(0, 40)}…` : line);

function positive(file: string, place: string, name: string, value: number): number {
  if (!(value > 0 && Number.isFinite(value)))
    fail(file, place, `has a ${name} of ${value}; it must be above 0`);
  return value;
}

function fail(file: string, place: string, reason: string): never {
  throw new DataError(file, place, reason);
}
