// A chart as an SVG file: title, axes, curves as paths and legend, in the colours of the current theme.

import { escaped } from '../../base/markup';
import type { Curve } from './curves';
import type { PlotContent } from './linePlot';
import type { Scale } from './scale';
import { toPixel } from './scale';
import { type Shape, shapeOptions, shapesOf } from './shapes';
import { ticksOf, tickTexts } from './ticks';

export interface FigureOptions {
  title: string;
  content: PlotContent;
  /** What is in sight; their pixels do not matter. */
  x: Scale;
  y: Scale;
  colourOf(property: string): string;
}

const WIDTH = 960;
const HEIGHT = 540;
const MARGIN = { left: 72, right: 20, top: 44, bottom: 48 };
const LEGEND_LINE = 20;
/** About the width of a character of the legend. */
const CHARACTER = 6.6;

export function figureSvg({ title, content, x, y, colourOf }: FigureOptions): string {
  const drawn = content.curves.filter(({ members }) => members.some((member) => member.x()?.values.length));
  const legend = legendOf(drawn);
  const height = HEIGHT + legend.lines * LEGEND_LINE;
  const inner = { width: WIDTH - MARGIN.left - MARGIN.right, height: HEIGHT - MARGIN.top - MARGIN.bottom };
  const xScale = { ...x, from: 0, to: inner.width };
  const yScale = { ...y, from: inner.height, to: 0 };
  const ink = colourOf('--ink');
  const soft = colourOf('--ink-soft');
  const { metric, xTitle, yTitle } = content;
  const options = shapeOptions(content, xScale, yScale);
  const shapes = drawn.flatMap((curve) => shapesOf(curve, options));
  const text = (left: number, top: number, content: string, extra = '') =>
    `<text x="${left}" y="${top}" fill="${soft}" ${extra}>${escaped(content)}</text>`;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="13">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="100%" height="100%" fill="${colourOf('--surface')}"/>`,
    `<text x="${MARGIN.left}" y="26" fill="${ink}" font-size="17" font-weight="600">${escaped(title)}</text>`,
    `<g transform="translate(${MARGIN.left} ${MARGIN.top})">`,
    ...gridOf(xScale, yScale, inner, metric, colourOf('--grid'), text),
    text(inner.width / 2, inner.height + 38, xTitle, 'text-anchor="middle"'),
    yTitle &&
      text(0, 0, yTitle, `text-anchor="middle" transform="translate(-56 ${inner.height / 2}) rotate(-90)"`),
    `<clipPath id="inside"><rect width="${inner.width}" height="${inner.height}"/></clipPath>`,
    '<g clip-path="url(#inside)">',
    ...shapes.map((shape) => pathOf(shape, colourOf(shape.colour))),
    '</g>',
    '</g>',
    `<g transform="translate(${MARGIN.left} ${HEIGHT + 4})">`,
    ...legend.entries.map(
      ({ curve, left, top }) =>
        `<line x1="${left}" y1="${top - 4}" x2="${left + 22}" y2="${top - 4}" stroke="${colourOf(curve.colour)}" stroke-width="2.5"${dashOf(curve.dash)}/>` +
        text(left + 29, top, curve.name),
    ),
    '</g>',
    '</svg>',
  ];
  return parts.filter(Boolean).join('\n');
}

function gridOf(
  xScale: Scale,
  yScale: Scale,
  { width, height }: { width: number; height: number },
  metric: string,
  grid: string,
  text: (left: number, top: number, content: string, extra?: string) => string,
): string[] {
  const xPixel = toPixel(xScale);
  const yPixel = toPixel(yScale);
  const xTicks = ticksOf(xScale, 90);
  const yTicks = ticksOf(yScale, 40);
  const xTexts = tickTexts('', xTicks);
  const yTexts = tickTexts(metric, yTicks);
  return [
    ...xTicks.map((tick, index) => {
      const left = short(xPixel(tick));
      return `<path d="M${left} 0V${height}" stroke="${grid}"/>${text(left, height + 18, xTexts[index], 'text-anchor="middle"')}`;
    }),
    ...yTicks.map((tick, index) => {
      const top = short(yPixel(tick));
      return `<path d="M0 ${top}H${width}" stroke="${grid}"/>${text(-8, top + 4, yTexts[index], 'text-anchor="end"')}`;
    }),
  ];
}

function pathOf({ kind, points, width, dash, alpha, markers }: Shape, colour: string): string {
  if (points.length === 0) return '';
  const pairs: string[] = [];
  for (let at = 0; at < points.length; at += 2) pairs.push(`${short(points[at])} ${short(points[at + 1])}`);
  const opacity = alpha < 1 ? ` opacity="${short(alpha)}"` : '';
  if (kind === 'band') return `<path d="M${pairs.join('L')}Z" fill="${colour}"${opacity}/>`;
  const line = `<path d="M${pairs.join('L')}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linejoin="round"${dashOf(dash)}${opacity}/>`;
  if (!markers) return line;
  const dots = pairs.map((pair) => {
    const [left, top] = pair.split(' ');
    return `<circle cx="${left}" cy="${top}" r="3" fill="${colour}"${opacity}/>`;
  });
  return line + dots.join('');
}

/** Where the names of the curves go: side by side, in as many lines as they need. */
function legendOf(curves: readonly Curve[]) {
  let left = 0;
  let line = 1;
  const entries = curves.map((curve) => {
    const width = 48 + curve.name.length * CHARACTER;
    if (left > 0 && left + width > WIDTH - MARGIN.left - MARGIN.right) {
      left = 0;
      line++;
    }
    const entry = { curve, left, top: line * LEGEND_LINE - 6 };
    left += width;
    return entry;
  });
  return { entries, lines: entries.length ? line : 0 };
}

const dashOf = (dash?: readonly number[]): string => (dash ? ` stroke-dasharray="${dash.join(' ')}"` : '');

const short = (value: number): number => Math.round(value * 100) / 100;
