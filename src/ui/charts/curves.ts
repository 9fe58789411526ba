// Which curves a chart has: one a drawn run, or the mean of the runs that share the value of a setting.

import type { ChartView } from '../../experiments/experiment';
import { type ChartOptions, type ChartSettings, useCharts } from '../state/chartSettings';
import { metricName } from '../state/format';
import { type Group, groupedBy } from '../state/groups';
import type { MetricTable } from '../state/metricTable';
import { isActive, type Run } from '../state/run';
import type { XColumn } from './rows';
import { type Series, seriesOf } from './series';
import { axisOf, xColumn } from './xAxes';

/** The rows of one run that a curve is made of. */
export interface Member {
  run: Run;
  table: MetricTable;
  /** As of now: asked for again at every drawing. */
  x(): XColumn | null;
  raw: Series;
  /** `raw` where nothing is smoothed. */
  drawn: Series;
}

export interface Curve {
  key: string;
  /** "amber falcon", "batch 64 (3 runs)"; with the metric where that is not the chart's first. */
  name: string;
  /** The same without the metric, and without the number of runs. */
  owner: string;
  label: string;
  metric: string;
  /** Of another metric than the chart's first: a thin dashed line, without a band. */
  second: boolean;
  /** One of too many second metrics: drawn while its run stands out. */
  onDemand: boolean;
  /** One, or the runs of a group. */
  members: readonly Member[];
  /** Custom property that holds the colour. */
  colour: string;
  dash?: readonly number[];
  width: number;
  opacity: number;
  /** The run the page is about is among its members. */
  shown: boolean;
  /** Still growing. */
  live: boolean;
}

/** With eight colours, more curves than anyone can follow are told apart. */
const DASHES: readonly (readonly number[] | undefined)[] = [undefined, [7, 4], [2, 3], [10, 3, 2, 3], [4, 2]];
/** A second metric of the same run. */
const SECOND_DASH = [3, 3];
/** With more runs or groups than this, second metrics of all of them would bury the first. */
const FEW = 4;
const COLOURS = 8;
/** A recording is paler than what the reader made. */
const RECORDED_OPACITY = 0.65;

export const dashOf = (repeats: number): readonly number[] | undefined => DASHES[repeats % DASHES.length];

/** How many earlier runs have the same colour: what tells them apart is the dash. */
export function repeatsOf(runs: readonly Run[]): Map<string, number> {
  const uses = new Map<number, number>();
  return new Map(
    runs.map(({ id, colour }) => {
      const before = uses.get(colour) ?? 0;
      uses.set(colour, before + 1);
      return [id, before];
    }),
  );
}

export interface CurveRequest {
  view: ChartView;
  /** Those that are drawn. */
  runs: readonly Run[];
  shown: string | null;
  grouping: string | null;
  xAxis: ChartSettings['xAxis'];
  smoothing: number;
}

/** What has a curve for each metric of a chart: a run, or a group of them. */
type Owner = Pick<
  Curve,
  'key' | 'owner' | 'label' | 'colour' | 'dash' | 'width' | 'opacity' | 'shown' | 'live'
> & {
  runs: readonly Run[];
};

/** In the order they are drawn: the run the page is about comes last. */
export function curvesOf(request: CurveRequest): Curve[] {
  const { view, runs, grouping } = request;
  const repeats = repeatsOf(runs);
  const owners =
    grouping === null
      ? runs.map((run) => ownerOfRun(request, run, repeats.get(run.id) ?? 0))
      : groupedBy(runs, grouping).map((group) => ownerOfGroup(request, group));
  const crowded = owners.length > FEW;
  return owners
    .flatMap((owner) => view.y.map((metric) => curveOf(request, owner, metric, crowded && !owner.shown)))
    .sort((a, b) => Number(a.shown) - Number(b.shown));
}

/** Those of the curves that are drawn while a run stands out, or none does. */
export const drawnOf = (curves: readonly Curve[], hovered: string | null): readonly Curve[] =>
  curves.some(({ onDemand }) => onDemand)
    ? curves.filter(({ onDemand, members }) => !onDemand || members.some(({ run }) => run.id === hovered))
    : curves;

function curveOf(request: CurveRequest, { runs, ...owner }: Owner, metric: string, rare: boolean): Curve {
  const second = metric !== request.view.y[0];
  const { key, dash, width } = owner;
  return {
    ...owner,
    key: `${key} ${metric}`,
    name: second ? `${owner.owner}, ${metricName(metric)}` : owner.owner,
    metric,
    second,
    onDemand: second && rare,
    members: runs.map((run) => memberOf(request, run, metric)),
    dash: second ? SECOND_DASH : dash,
    width: second ? 1.25 : width,
  };
}

function ownerOfRun({ shown }: CurveRequest, run: Run, repeats: number): Owner {
  return {
    key: run.id,
    owner: run.name,
    label: run.name,
    runs: [run],
    ...styleOf(run.colour, repeats),
    width: run.id === shown ? 2 : 1.4,
    opacity: run.origin === 'recorded' ? RECORDED_OPACITY : 1,
    shown: run.id === shown,
    live: isGrowing(run),
  };
}

function ownerOfGroup({ shown }: CurveRequest, { value, label, place, runs }: Group): Owner {
  return {
    key: `group ${value}`,
    owner: `${label} (${runs.length} ${runs.length === 1 ? 'run' : 'runs'})`,
    label,
    runs,
    ...styleOfGroup(place),
    width: 1.75,
    opacity: 1,
    shown: runs.some(({ id }) => id === shown),
    live: runs.some(isGrowing),
  };
}

const styleOf = (colour: number, repeats: number): Pick<Curve, 'colour' | 'dash'> => ({
  colour: `--run-${(colour % COLOURS) + 1}`,
  dash: dashOf(repeats),
});

/** Colour and dash of a group, wherever it is told from the others. */
export const styleOfGroup = (place: number): Pick<Curve, 'colour' | 'dash'> =>
  styleOf(place, Math.floor(place / COLOURS));

function memberOf({ view, xAxis, smoothing }: CurveRequest, run: Run, metric: string): Member {
  const table = run.tables[view.table];
  const axis = axisOf(view, xAxis);
  const raw = seriesOf(table, metric, 0);
  return {
    run,
    table,
    x: () => (table.has(metric) ? xColumn(run, view.table, axis) : null),
    raw,
    drawn: smoothing > 0 ? seriesOf(table, metric, smoothing) : raw,
  };
}

export const isGrowing = (run: Run): boolean => run.playing !== null || isActive(run);

/** What a chart is drawn with: its own choice before that of all, before what it declares. */
export function optionsOf(view: ChartView, settings: ChartSettings): ChartOptions {
  const own = settings.own[view.id];
  return {
    logX: own?.logX ?? settings.logX,
    logY: own?.logY ?? (settings.logY || view.logarithmic === true),
    smoothing: own?.smoothing ?? settings.smoothing,
  };
}

export const useChartOptions = (view: ChartView): ChartOptions => optionsOf(view, useCharts());
