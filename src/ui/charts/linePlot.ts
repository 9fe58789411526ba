// A line chart: uPlot, loaded when the first chart is drawn, gives axes, cursor and selection; the curves
// are drawn here, each from its own columns.

import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { resolveColour } from './colours';
import type { Curve } from './curves';
import { Layer } from './layer';
import { paint } from './paint';
import { xExtent, yExtent } from './ranges';
import type { Scale } from './scale';
import { shapeOptions, shapesOf } from './shapes';
import { ticksOf, tickTexts } from './ticks';

export type Range = readonly [number, number];

/** What a chart shows. */
export interface PlotContent {
  curves: readonly Curve[];
  /** And those drawn only while their run stands out: axes do not move because one points at a run. */
  inRange: readonly Curve[];
  /** Of the values. */
  metric: string;
  xTitle: string;
  yTitle: string;
  logX: boolean;
  logY: boolean;
  band: 'range' | 'deviation';
  hovered: string | null;
  markers: boolean;
  /** In sight; null for everything. */
  xRange: Range | null;
  yRange: Range | null;
}

export interface PlotEvents {
  /** The cursor is at an x, `left` pixels from the left of the element; null when it has left. */
  onCursor(at: { x: number; left: number; top: number } | null): void;
  onSelect(x: Range | null, y: Range | null): void;
  onReset(): void;
}

const SYNC = uPlot.sync('runs');
/** A drag less than this many pixels along one axis selects of the other alone. */
const ONE_WAY = 36;
const X_SPACING = 72;
const Y_SPACING = 21;

export class LinePlot {
  readonly plot: uPlot;
  content: PlotContent;
  x: Scale = { minimum: 0, maximum: 1, logarithmic: false, from: 0, to: 1 };
  y: Scale = { minimum: 0, maximum: 1, logarithmic: false, from: 1, to: 0 };
  #pressed = false;
  /** Resolved custom properties: reading styles on every draw would cost layouts. */
  #colours = new Map<string, string>();
  #layer = new Layer((property) => this.colourOf(property));

  constructor(
    private readonly host: HTMLElement,
    private readonly events: PlotEvents,
    content: PlotContent,
  ) {
    this.content = content;
    this.plot = new uPlot(this.#configuration(), [[], []], host);
  }

  /** Draws the content as of now; false when there is more to do than there was time for. */
  draw(deadline: number): boolean {
    const { curves, inRange } = this.content;
    for (const { members } of inRange)
      for (const { raw, drawn, x } of members)
        if (x() && !(raw.extend(deadline) && (drawn === raw || drawn.extend(deadline)))) return false;
    const [xScale, yScale] = this.#scales();
    const wanted = shapeOptions(this.content, xScale, yScale);
    const done = this.#layer.paint(curves.filter(isStill), wanted, deadline);
    const { options } = this.#layer;
    const { width, height } = this.plot.bbox;
    // Before the first picture is finished there is nothing to see.
    if (!options) return false;
    this.x = options.xScale;
    this.y = options.yScale;
    const { minimum: left, maximum: right } = this.x;
    const { minimum: low, maximum: high } = this.y;
    this.plot.batch(() => {
      const corners = [left, right, low, high];
      this.plot.setData([corners.slice(0, 2), corners.slice(2)], false);
      this.plot.setScale('x', { min: left, max: right });
      this.plot.setScale('y', { min: low, max: high });
      this.plot.redraw(false, true);
    });
    // Axes take their room when they are first drawn: what was drawn before that has the wrong size.
    return done && width === this.plot.bbox.width && height === this.plot.bbox.height;
  }

  /** What is in sight, and where: everything, unless the reader zoomed. */
  #scales(): [x: Scale, y: Scale] {
    const { inRange, logX, logY, xRange, yRange } = this.content;
    const { width, height } = this.plot.bbox;
    const [left, right] = xRange ?? xExtent(inRange, logX) ?? [logX ? 1 : 0, 10];
    const x = { minimum: left, maximum: right, logarithmic: logX, from: 0, to: width / devicePixelRatio };
    const [low, high] = yRange ?? yExtent(inRange, x, logY);
    const y = { minimum: low, maximum: high, logarithmic: logY, from: height / devicePixelRatio, to: 0 };
    return [x, y];
  }

  resize(): void {
    this.plot.setSize(sizeOf(this.host));
  }

  /** Forgets the colours of the theme. */
  recolour(): void {
    this.#colours.clear();
    this.#layer.forget();
  }

  /** Puts the cursor of all charts at an x, here also at a value. */
  moveCursor(x: number, value: number): void {
    const left = Math.min(Math.max(this.plot.valToPos(x, 'x'), 0), this.plot.over.clientWidth - 1);
    this.plot.setCursor({ left, top: this.plot.valToPos(value, 'y') });
  }

  hideCursor = (): void => this.plot.setCursor({ left: -10, top: -10 });

  destroy(): void {
    this.plot.destroy();
  }

  colourOf = (property: string): string => {
    const known = this.#colours.get(property) ?? resolveColour(this.host, property);
    this.#colours.set(property, known);
    return known;
  };

  /** The curves, on uPlot's canvas. */
  #drawCurves({ ctx, bbox }: uPlot): void {
    const options = shapeOptions(this.content, this.x, this.y);
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    this.#layer.drawOn(ctx, bbox.left, bbox.top);
    ctx.translate(bbox.left, bbox.top);
    ctx.scale(devicePixelRatio, devicePixelRatio);
    for (const curve of this.content.curves)
      if (!isStill(curve)) paint(ctx, shapesOf(curve, options), this.colourOf);
    ctx.restore();
  }

  #configuration(): uPlot.Options {
    const colour = (name: string) => () => this.colourOf(name);
    const font = '12px system-ui, sans-serif';
    const axis = {
      stroke: colour('--ink-soft'),
      font,
      labelFont: font,
      labelSize: 16,
      labelGap: 0,
      gap: 4,
      ticks: { show: false },
      grid: { stroke: colour('--grid'), width: 1 },
      filter: (_: uPlot, ticks: number[]) => ticks,
    };
    const splits = (scale: () => Scale, spacing: number) => () => ticksOf(scale(), spacing);
    const distribution = (scale: () => Scale) => ({
      time: false,
      distr: 100 as uPlot.Scale.Distr,
      fwd: (value: number) => (scale().logarithmic ? Math.log10(value) : value),
      bwd: (value: number) => (scale().logarithmic ? 10 ** value : value),
    });
    return {
      ...sizeOf(this.host),
      legend: { show: false },
      padding: [8, 18, 2, 0],
      cursor: {
        sync: {
          key: SYNC.key,
          scales: ['x', null],
          setSeries: false,
          // Selections are taken by the chart they are made in.
          filters: { pub: (type) => type === 'mousemove' || type === 'mouseleave' },
        },
        drag: { x: true, y: true, uni: ONE_WAY, dist: 4, setScale: false },
        points: { show: false },
        bind: {
          dblclick: () => () => {
            this.events.onReset();
            return null;
          },
          mousedown: (_self, _target, handler) => (event) => {
            this.#pressed = true;
            return handler(event);
          },
        },
      },
      scales: { x: distribution(() => this.x), y: distribution(() => this.y) },
      axes: [
        {
          ...axis,
          label: this.content.xTitle,
          size: 20,
          splits: splits(() => this.x, X_SPACING),
          values: (_, ticks) => tickTexts('', ticks),
        },
        {
          ...axis,
          label: this.content.yTitle,
          size: 52,
          splits: splits(() => this.y, Y_SPACING),
          values: (_, ticks) => tickTexts(this.content.metric, ticks),
        },
      ],
      series: [{}, { paths: () => null, points: { show: false } }],
      hooks: {
        draw: [(plot) => this.#drawCurves(plot)],
        setCursor: [(plot) => this.#report(plot)],
        setSelect: [(plot) => this.#select(plot)],
      },
    };
  }

  #select(plot: uPlot): void {
    const { left, top, width, height } = plot.select;
    if (!this.#pressed || (width === 0 && height === 0)) return;
    this.#pressed = false;
    const value = (position: number, axis: 'x' | 'y') => plot.posToVal(position, axis);
    // An axis that was not dragged along comes with its whole extent.
    const along =
      width < plot.over.clientWidth ? ([value(left, 'x'), value(left + width, 'x')] as const) : null;
    const up =
      height < plot.over.clientHeight ? ([value(top + height, 'y'), value(top, 'y')] as const) : null;
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    this.events.onSelect(along, up);
  }

  #report({ cursor, posToVal }: uPlot): void {
    const { left = -1, top = 0 } = cursor;
    this.events.onCursor(left < 0 ? null : { x: posToVal(left, 'x'), left, top: top ?? 0 });
  }
}

/** Neither growing nor in front of the others. */
const isStill = ({ live, shown }: Curve): boolean => !live && !shown;

const sizeOf = (host: HTMLElement) => ({
  width: Math.max(host.clientWidth, 120),
  height: Math.max(host.clientHeight, 80),
});
