// Keeps a chart's picture in step with its content: drawn when uPlot has loaded, at most once a frame while
// rows arrive, and only while it is on the screen.

import { type RefObject, useEffect, useMemo, useRef } from 'react';
import { useTheme } from '../shell/theme';
import { cancelFrame, onNextFrame } from './frames';
import { connectGestures } from './gestures';
import type { LinePlot, PlotContent, PlotEvents, Range } from './linePlot';
import { panned, type Scale, toValue, zoomed } from './scale';

export interface PlotHandle {
  /** Null while uPlot loads. */
  current: LinePlot | null;
  /** Around a value, else the middle. */
  zoom(axis: 'x' | 'y', factor: number, around?: number): void;
  /** Around a pixel of the plot. */
  zoomAt(axis: 'x' | 'y', factor: number, pixel: number): void;
  /** Moves what is in sight of the x axis, where not everything is. */
  pan(share: number): void;
}

export interface PlotOptions extends PlotEvents {
  /** Whether the element is there to draw into. */
  drawn: boolean;
  wheelZooms: boolean;
}

export function usePlot(host: RefObject<HTMLDivElement | null>, content: PlotContent, options: PlotOptions) {
  const plot = useRef<LinePlot | null>(null);
  const latest = useRef({ content, options });
  latest.current = { content, options };
  const asked = useRef<Record<'x' | 'y', Range | null>>({ x: null, y: null });
  asked.current = { x: content.xRange, y: content.yRange };
  const redraw = useRef(() => {});
  const theme = useTheme((state) => state.theme);
  const { drawn } = options;

  const handle = useMemo((): PlotHandle => {
    // As last asked for, drawn or not: a pinch moves several times before the next frame.
    const scaleOf = (axis: 'x' | 'y', drawn: LinePlot): Scale => {
      const [minimum, maximum] = asked.current[axis] ?? [drawn[axis].minimum, drawn[axis].maximum];
      return { ...drawn[axis], minimum, maximum };
    };
    const handle: PlotHandle = {
      get current() {
        return plot.current;
      },
      zoom(axis, factor, around) {
        if (!plot.current) return;
        const scale = scaleOf(axis, plot.current);
        const range = zoomed(scale, around ?? toValue(scale)((scale.from + scale.to) / 2), factor);
        asked.current[axis] = range;
        latest.current.options.onSelect(axis === 'x' ? range : null, axis === 'y' ? range : null);
      },
      zoomAt(axis, factor, pixel) {
        if (plot.current) handle.zoom(axis, factor, toValue(scaleOf(axis, plot.current))(pixel));
      },
      pan(share) {
        const { current } = plot;
        if (current?.content.xRange) latest.current.options.onSelect(panned(current.x, share), null);
      },
    };
    return handle;
  }, []);

  // The titles of uPlot's axes are fixed when it is made.
  const { xTitle, yTitle } = content;
  useEffect(() => {
    const element = host.current;
    if (!element || !drawn) return;
    let stopped = false;
    let onScreen = true;
    let make: (() => LinePlot) | undefined;
    const draw = (deadline: number): boolean => {
      element.toggleAttribute('data-empty', isEmpty(latest.current.content));
      if (make) {
        plot.current = make();
        make = undefined;
      }
      const { current } = plot;
      if (!current || !onScreen) return true;
      current.content = latest.current.content;
      return current.draw(deadline);
    };
    redraw.current = () => onNextFrame(draw);
    element.toggleAttribute('data-empty', isEmpty(latest.current.content));
    void import('./linePlot').then(({ LinePlot }) => {
      if (stopped) return;
      const events: PlotEvents = {
        onCursor: (at) => latest.current.options.onCursor(at),
        onSelect: (x, y) => latest.current.options.onSelect(x, y),
        onReset: () => latest.current.options.onReset(),
      };
      // A chart takes milliseconds to make: as many a frame as there is time for.
      make = () => new LinePlot(element, events, { ...latest.current.content, xTitle, yTitle });
      onNextFrame(draw);
    });
    const resize = new ResizeObserver(() => {
      plot.current?.resize();
      onNextFrame(draw);
    });
    resize.observe(element);
    const watch = new IntersectionObserver(([{ isIntersecting }]) => {
      onScreen = isIntersecting;
      if (onScreen) onNextFrame(draw);
    });
    watch.observe(element);
    const disconnect = connectGestures(element, {
      onYAxis: (left) => left < element.clientWidth - (plot.current?.plot.over.clientWidth ?? 0) - 14,
      wheelZooms: () => latest.current.options.wheelZooms,
      zoom: (axis, factor, left, top) => {
        const over = plot.current?.plot.over;
        if (over) handle.zoomAt(axis, factor, axis === 'x' ? left - over.offsetLeft : top - over.offsetTop);
      },
    });
    return () => {
      stopped = true;
      redraw.current = () => {};
      cancelFrame(draw);
      resize.disconnect();
      watch.disconnect();
      disconnect();
      plot.current?.destroy();
      plot.current = null;
    };
  }, [host, drawn, xTitle, yTitle, handle]);

  useEffect(() => {
    if (theme) plot.current?.recolour();
    redraw.current();
  }, [theme]);

  const { curves } = content;
  useEffect(() => {
    if (content) redraw.current();
  }, [content]);
  useEffect(() => {
    const tables = new Set(curves.flatMap(({ members }) => members.map((member) => member.table)));
    const stops = [...tables].map((table) => table.subscribe(() => redraw.current()));
    return () => {
      for (const stop of stops) stop();
    };
  }, [curves]);

  return handle;
}

const isEmpty = ({ curves }: PlotContent): boolean =>
  curves.every(({ members }) => members.every((member) => !member.x()?.values.length));
