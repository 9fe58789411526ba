// Messages between a page and the worker that looks at data: one request, its progress, one answer. Apart from
// the worker that trains, so that data can be looked at while training goes on.

import type { DataInput } from '../data/input';
import type { ColumnReading, ColumnRole, Reading } from '../data/reading';
import type { RankFrequency, ZipfFit } from '../data/statistics/rankFrequency';
import type { ClickSummary, ImageSummary, Summary, TableColumn } from '../data/statistics/summary';
import type { Config } from '../experiments/schema';

export { type CatalogueEntry, catalogue, type FileEntry } from '../data/catalogueEntries';
export { inputBytes } from '../data/input';
export type {
  ClickSummary,
  ColumnReading,
  ColumnRole,
  DataInput,
  ImageSummary,
  RankFrequency,
  Reading,
  Summary,
  TableColumn,
  ZipfFit,
};

export type DataRequest =
  /** The data that settings of an experiment make. */
  | { kind: 'make'; content: 'image' | 'click'; settings: Config }
  /** The reader's files of one role. */
  | { kind: 'open'; inputs: readonly DataInput[]; reading: Reading; side: number }
  /** Something at an address. */
  | { kind: 'fetch'; url: string };

/** What was found out of data by looking at it. */
export interface Look {
  summary: Summary;
  /** Rows looked at; all there are when `whole`. */
  looked: number;
  whole: boolean;
}

/** How files were understood; known as far as reading came. */
export interface Guess {
  /** Name of the format, and of those it could be told to be in. */
  format: string | null;
  formats: readonly string[];
  /** Columns whose roles can be changed; empty where the format prescribes them. */
  columns: readonly ColumnReading[];
}

export type DataUpdate =
  | { kind: 'progress'; text: string; done: number; total: number }
  | { kind: 'guess'; guess: Guess }
  | { kind: 'look'; look: Look }
  | { kind: 'fetched'; input: DataInput }
  | { kind: 'failure'; message: string };
