// What a run found out beside its rows over time: tables that the page shows, draws and exports, that the command line
// prints and that a bundle keeps. One finding is one table; a later one of the same id replaces it.

import { formatBytes, formatNumber, formatScaled } from '../base/format';

export type Cell = string | number | null;

export interface FindingColumn {
  key: string;
  title: string;
  /** `share` is shown in percent; `bytes`, `flops` and `count` with prefixes; `number` plain; `text` as it is. */
  kind: 'text' | 'number' | 'share' | 'bytes' | 'flops' | 'count';
  /** SI unit of a `number`, where it has one. */
  unit?: string;
}

/** Peaks of a machine, and what the roof that they make is called in a figure. */
export interface Roof {
  flops: number;
  bytesPerSecond: number;
  label: string;
}

export interface Finding {
  id: string;
  title: string;
  /** A sentence or two: what is compared, and how it was measured or modelled. */
  about: string;
  columns: readonly FindingColumn[];
  /** A cell for each column; null where there is no value. */
  rows: readonly (readonly Cell[])[];
  /** Behind its figures that have a roof. */
  roof?: Roof;
}

/** A figure drawn from a finding; experiments declare them beside their charts. */
export interface FigureView {
  id: string;
  title: string;
  /** Id of the finding it is drawn from. */
  finding: string;
  mark: 'line' | 'point' | 'bar';
  /** Key of the column along the horizontal axis; text columns are for bars. */
  x: string;
  /** Key of the number column along the vertical axis. */
  y: string;
  /** Key of a text column: a line, a colour or a group of bars for each of its values. */
  series?: string;
  /** Key of a text column that names a mark on hover. */
  label?: string;
  logarithmicX?: boolean;
  logarithmicY?: boolean;
  /** Bars of one place stand on each other, series by series. */
  stacked?: boolean;
  /** The finding's roofline behind points whose x is FLOPs a byte and whose y is FLOP/s. */
  roof?: boolean;
  /** Number columns that hold the ends of an error bar around y. */
  interval?: { low: string; high: string };
}

/** A finding from one object a row; a key that a row lacks is a null cell. */
export function findingOf(
  about: Omit<Finding, 'rows'>,
  rows: readonly Readonly<Record<string, Cell | undefined>>[],
): Finding {
  return { ...about, rows: rows.map((row) => about.columns.map(({ key }) => row[key] ?? null)) };
}

/** The findings with one put in the place of an earlier one of its id, or at the end. */
export function withFinding(findings: readonly Finding[], found: Finding): Finding[] {
  const at = findings.findIndex(({ id }) => id === found.id);
  return at < 0 ? [...findings, found] : findings.with(at, found);
}

/** A cell as people read it. */
export function cellText({ kind, unit }: FindingColumn, cell: Cell): string {
  if (cell === null) return '–';
  if (typeof cell === 'string') return cell;
  switch (kind) {
    case 'share':
      return `${Number((100 * cell).toPrecision(3))} %`;
    case 'bytes':
      return formatBytes(cell);
    case 'flops':
      return formatScaled(cell, 'FLOP');
    case 'count':
      return cell < 10_000 ? formatNumber(cell) : formatScaled(cell, '').trim();
    default:
      return unit ? `${formatNumber(cell)} ${unit}` : formatNumber(cell);
  }
}
