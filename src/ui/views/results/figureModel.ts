// A declared figure and the table it is drawn from, as marks and axes: everything but pixels.

import { cellText } from '../../../experiments/findings';
import type { FigureView, Finding, FindingColumn } from '../../../lab/protocol';

export interface Mark {
  /** Index into `series`. */
  series: number;
  /** A number, or the name of a place along the axis. */
  x: number | string;
  y: number;
  /** What a stacked bar stands on; 0 or absent: the axis. */
  base?: number;
  interval?: [low: number, high: number];
  /** What it is called where its series and place do not say it. */
  label?: string;
  /** Row of the finding. */
  row: number;
}

export interface FigureModel {
  marks: Mark[];
  /** Names of the lines, colours or groups; one without a name where there is only one. */
  series: string[];
  /** Names along the horizontal axis, where it has names. */
  places: string[] | null;
  xRange: [number, number];
  yRange: [number, number];
  xColumn: FindingColumn;
  yColumn: FindingColumn;
  roof?: Finding['roof'];
}

/** Null where the table lacks a column of the figure's, or has nothing to draw. */
export function modelOf(view: FigureView, finding: Finding): FigureModel | null {
  const at = (key: string | undefined) => finding.columns.findIndex((column) => column.key === key);
  const [xAt, yAt, seriesAt, labelAt] = [view.x, view.y, view.series, view.label].map(at);
  if (xAt < 0 || yAt < 0) return null;
  const [xColumn, yColumn] = [finding.columns[xAt], finding.columns[yAt]];
  const [lowAt, highAt] = [at(view.interval?.low), at(view.interval?.high)];
  const series: string[] = [];
  const marks = finding.rows.flatMap((cells, row): Mark[] => {
    const [x, y] = [cells[xAt], cells[yAt]];
    if (x === null || typeof y !== 'number' || !Number.isFinite(y)) return [];
    if ((view.logarithmicX && !(Number(x) > 0)) || (view.logarithmicY && y <= 0)) return [];
    const name = seriesAt < 0 ? '' : String(cells[seriesAt] ?? '');
    if (!series.includes(name)) series.push(name);
    const [low, high] = [cells[lowAt], cells[highAt]];
    return [
      {
        series: series.indexOf(name),
        x: xColumn.kind === 'text' || view.mark === 'bar' ? cellText(xColumn, x) : Number(x),
        y,
        ...(typeof low === 'number' && typeof high === 'number' && { interval: [low, high] }),
        ...(labelAt >= 0 && cells[labelAt] !== null && { label: String(cells[labelAt]) }),
        row,
      },
    ];
  });
  if (!marks.length) return null;
  const named = marks.some(({ x }) => typeof x === 'string');
  if (!named) marks.sort((a, b) => a.series - b.series || Number(a.x) - Number(b.x));
  if (view.stacked) stack(marks);
  const heights = marks.flatMap((mark) => [topOf(mark), ...(mark.interval ?? [])]);
  const roof = view.roof ? finding.roof : undefined;
  return {
    marks,
    series,
    places: named ? [...new Set(marks.map(({ x }) => String(x)))] : null,
    xRange: named
      ? [0, 1]
      : rangeOf([...marks.map(({ x }) => Number(x)), ...(roof ? [roof.flops / roof.bytesPerSecond] : [])], {
          logarithmic: view.logarithmicX,
        }),
    yRange: rangeOf([...heights, ...(roof ? [roof.flops] : [])], {
      logarithmic: view.logarithmicY,
      zero: view.mark === 'bar',
    }),
    xColumn,
    yColumn,
    roof,
  };
}

export const topOf = ({ base = 0, y }: Mark): number => base + y;

/** Each mark on those of earlier series at its place. */
function stack(marks: Mark[]): void {
  const tops = new Map<Mark['x'], number>();
  for (const mark of [...marks].sort((a, b) => a.series - b.series)) {
    mark.base = tops.get(mark.x) ?? 0;
    tops.set(mark.x, topOf(mark));
  }
}

interface RangeOptions {
  logarithmic?: boolean;
  /** Bars begin at zero. */
  zero?: boolean;
}

/** A range with a little air around its values; a single value gets some of its own. */
function rangeOf(values: readonly number[], { logarithmic, zero }: RangeOptions): [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (logarithmic) return [low / 1.3, high * 1.3];
  const air = (high - low) * 0.06 || Math.abs(high) * 0.1 || 1;
  // What is nowhere negative needs no room below zero.
  const bottom = low >= 0 ? Math.max(0, low - air) : low - air;
  return zero ? [Math.min(0, bottom), Math.max(0, high + air)] : [bottom, high + air];
}

/** "Accuracy 97.2 %, 4 bits, sine: seed 1". */
export function markText(mark: Mark, { series, xColumn, yColumn }: FigureModel): string {
  const place = typeof mark.x === 'string' ? mark.x : `${xColumn.title} ${cellText(xColumn, mark.x)}`;
  const interval = mark.interval
    ? ` (${mark.interval.map((end) => cellText(yColumn, end)).join(' to ')})`
    : '';
  const owner = [mark.label, series[mark.series]].filter(Boolean).join(', ');
  return `${owner ? `${owner}: ` : ''}${place}, ${yColumn.title} ${cellText(yColumn, mark.y)}${interval}`;
}

/** What there is to see, in a sentence. */
export function figureSummary({ marks, series, yColumn }: FigureModel): string {
  const best = marks.reduce((a, b) => (b.y > a.y ? b : a));
  const least = marks.reduce((a, b) => (b.y < a.y ? b : a));
  const where = ({ x, series: of, label }: Mark) =>
    [label, series[of], String(x)].filter(Boolean).slice(0, 2).join(', ');
  const counted = `${marks.length} ${marks.length === 1 ? 'value' : 'values'}`;
  if (marks.length === 1) return `${yColumn.title} ${cellText(yColumn, best.y)}.`;
  return `${counted}; ${yColumn.title.toLowerCase()} from ${cellText(yColumn, least.y)} (${where(least)}) to ${cellText(yColumn, best.y)} (${where(best)}).`;
}
