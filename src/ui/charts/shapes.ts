// What there is to draw of a chart's curves, in pixels: lines and bands. The canvas and the files that are
// exported draw the same shapes.

import { beyond } from './beyond';
import type { Curve } from './curves';
import { type Columns, decimate } from './decimate';
import { spreadOf } from './groups';
import type { PlotContent } from './linePlot';
import type { Scale } from './scale';
import { toPixel } from './scale';

export interface Shape {
  kind: 'line' | 'band';
  /** x and y by turns; a band is closed. */
  points: readonly number[];
  /** Custom property. */
  colour: string;
  width: number;
  dash?: readonly number[];
  alpha: number;
  /** Marks every point. */
  markers: boolean;
}

export interface ShapeOptions {
  xScale: Scale;
  yScale: Scale;
  band: 'range' | 'deviation';
  /** Id of the run that stands out, or null. */
  hovered: string | null;
  /** Whether few points are marked. */
  markers: boolean;
  /** Whether the edges mark where raw values behind a smoothed curve lie beyond them. */
  marksBeyond: boolean;
}

export const shapeOptions = (
  { band, hovered, markers, yRange }: PlotContent,
  xScale: Scale,
  yScale: Scale,
  // A reader who zoomed knows that there is more beyond.
): ShapeOptions => ({ xScale, yScale, band, hovered, markers, marksBeyond: yRange === null });

const FADED = 0.16;
/** The raw values behind a smoothed curve. */
const BEHIND = 0.25;
const BAND = 0.18;
/** Points closer than this many pixels on average are not marked. */
const MARKER_ROOM = 14;

export function shapesOf(curve: Curve, options: ShapeOptions): Shape[] {
  const { xScale, yScale, hovered } = options;
  const columns = curve.members.flatMap((member) => {
    const x = member.x();
    return x ? [{ member, x }] : [];
  });
  if (columns.length === 0) return [];
  const own = hovered !== null && curve.members.some(({ run }) => run.id === hovered);
  const alpha = curve.opacity * (hovered === null || own ? 1 : FADED);
  const { colour, dash } = curve;
  const width = curve.width + (own ? 0.75 : 0);
  const line = { kind: 'line', colour, width, dash, alpha, markers: false } as const;
  if (curve.members.length > 1) {
    const members = columns.map(({ member, x }) => columnsOf(member.drawn, x));
    const spread = spreadOf(members, xScale, options.band);
    const xPixel = toPixel(xScale);
    const yPixel = toPixel(yScale);
    const at = (key: 'mean' | 'low' | 'high', clamp = false) =>
      spread.flatMap((place): [number, number][] => {
        const top = yPixel(place[key]);
        // A band that goes below what a logarithmic axis can show goes to its foot.
        const usable = Number.isNaN(top) && clamp ? yScale.from : top;
        return Number.isNaN(usable) ? [] : [[xPixel(place.x), usable]];
      });
    const outline = [...at('high', true), ...at('low', true).reverse()].flat();
    const mean: Shape = { ...line, points: at('mean').flat() };
    // Bands of two metrics in one colour could not be told apart.
    return curve.second ? [mean] : [{ ...line, kind: 'band', points: outline, alpha: alpha * BAND }, mean];
  }
  const [{ member, x }] = columns;
  const drawn = decimate(columnsOf(member.drawn, x), xScale, yScale);
  const room = Math.abs(xScale.to - xScale.from) / (drawn.length / 2);
  // A second metric is told by its dashes, which marks would hide.
  const markers = options.markers && ((room > MARKER_ROOM && !curve.second) || drawn.length <= 2);
  const shape: Shape = { ...line, points: drawn, markers };
  if (member.drawn === member.raw) return [shape];
  const raw = decimate(columnsOf(member.raw, x), xScale, yScale);
  const marks = options.marksBeyond ? beyond(raw, xScale, yScale) : [];
  return [
    { ...line, points: raw, width: Math.min(width, 1.25), dash: undefined, alpha: alpha * BEHIND },
    shape,
    ...marks.map((points): Shape => ({ ...line, kind: 'band', points })),
  ];
}

export const columnsOf = (series: Curve['members'][number]['raw'], x: Columns['x']): Columns => ({
  x,
  y: series.values,
  extremes: series.extremes,
});
