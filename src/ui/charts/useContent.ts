// What a chart shows of the page's state.

import { useMemo } from 'react';
import type { ChartView } from '../../experiments/experiment';
import { useCharts } from '../state/chartSettings';
import { drawnRuns } from '../state/drawnRuns';
import { lab } from '../state/store';
import { type Curve, curvesOf, drawnOf, useChartOptions } from './curves';
import type { PlotContent } from './linePlot';
import { axisName, axisOf } from './xAxes';

/** What fits beside a y axis; a longer explanation goes under the chart. */
export const isShort = (label: string): boolean => label.length <= 18;

export function useContent(view: ChartView): PlotContent {
  const { runs } = lab(drawnRuns);
  const shown = lab((state) => state.shown);
  const hovered = lab((state) => state.hovered);
  const grouping = lab((state) => state.grouping);
  const { logX, logY, smoothing } = useChartOptions(view);
  const xAxis = useCharts((state) => state.xAxis);
  const band = useCharts((state) => state.band);
  const axis = axisOf(view, xAxis);
  const xRange = useCharts((state) => state.zooms[axis]) ?? null;
  const yRange = useCharts((state) => state.yZooms[view.id]) ?? null;
  const all = useMemo(
    (): readonly Curve[] => curvesOf({ view, runs, shown, grouping, xAxis, smoothing }),
    [view, runs, shown, grouping, xAxis, smoothing],
  );
  const curves = useMemo(() => drawnOf(all, hovered), [all, hovered]);
  return useMemo(
    () => ({
      curves,
      inRange: all,
      metric: view.y[0],
      xTitle: axisName(axis).title,
      yTitle: isShort(view.label) ? view.label : '',
      logX,
      logY,
      band,
      hovered: curves.some(({ members }) => members.some(({ run }) => run.id === hovered)) ? hovered : null,
      markers: view.table === 'evaluation',
      xRange,
      yRange,
    }),
    [curves, all, view, axis, logX, logY, band, hovered, xRange, yRange],
  );
}
