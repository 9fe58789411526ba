// Where the marks of a figure lie in a drawing of a given width, and its ticks.

import { type ScaleBand, type ScaleContinuousNumeric, scaleBand, scaleLinear, scaleLog } from 'd3-scale';
import { cellText } from '../../../experiments/findings';
import type { FigureView, FindingColumn } from '../../../lab/protocol';
import type { FigureModel, Mark } from './figureModel';

export const HEIGHT = 280;
export const MARGIN = { top: 10, right: 16, bottom: 40, left: 84 };
/** Pixels a character of the small text takes, at most. */
const CHARACTER = 6.6;

export interface Tick {
  at: number;
  text: string;
}

export interface FigureScales {
  x(mark: Mark): number;
  y(value: number): number;
  /** Along a continuous horizontal axis. */
  across(value: number): number;
  /** Width of a bar, and where it begins: at zero, or at the bottom of a logarithmic axis. */
  bar: number;
  base: number;
  xTicks: Tick[];
  yTicks: Tick[];
}

type Continuous = ScaleContinuousNumeric<number, number>;

export function scalesOf(view: FigureView, model: FigureModel, width: number): FigureScales {
  const left = MARGIN.left;
  const right = Math.max(left + 40, width - MARGIN.right);
  const y = continuous(view.logarithmicY, model.yRange, [HEIGHT - MARGIN.bottom, MARGIN.top]);
  const yTicks = ticksOf(y, 5, model.yColumn);
  const base = view.logarithmicY ? HEIGHT - MARGIN.bottom : y(0);
  if (!model.places) {
    const x = continuous(view.logarithmicX, model.xRange, [left, right]);
    return {
      x: (mark) => x(Number(mark.x)),
      across: x,
      y,
      bar: 0,
      base,
      xTicks: ticksOf(x, Math.max(2, Math.floor((right - left) / 90)), model.xColumn),
      yTicks,
    };
  }
  const places = scaleBand<string>().domain(model.places).range([left, right]).padding(0.2);
  const groups = scaleBand<number>()
    .domain(view.stacked ? [0] : model.series.map((_, index) => index))
    .range([0, places.bandwidth()])
    .padding(!view.stacked && model.series.length > 1 ? 0.08 : 0);
  const own = (mark: Mark) =>
    view.mark === 'bar' ? (groups(view.stacked ? 0 : mark.series) ?? 0) : places.bandwidth() / 2;
  return {
    x: (mark) => (places(String(mark.x)) ?? left) + own(mark),
    across: () => left,
    y,
    bar: view.mark === 'bar' ? groups.bandwidth() : 0,
    base,
    xTicks: placeTicks(places, model.places),
    yTicks,
  };
}

const continuous = (logarithmic: boolean | undefined, domain: number[], range: number[]): Continuous =>
  (logarithmic ? scaleLog() : scaleLinear()).domain(domain).range(range);

function ticksOf(scale: Continuous, wanted: number, column: FindingColumn): Tick[] {
  let values = scale.ticks(wanted);
  // A logarithmic axis over decades offers every tenth of each.
  if (values.length > 2 * wanted) {
    const decades = values.filter((value) => Number.isInteger(Math.log10(value)));
    const step = Math.ceil(decades.length / wanted);
    if (decades.length > 1) values = decades.filter((_, index) => index % step === 0);
    else values = values.filter((_, index) => index % Math.ceil(values.length / wanted) === 0);
  }
  const ticks = values.map((value) => ({ at: scale(value), text: tickText(column, value) }));
  // Of values that differ by less than is written, one text says all.
  return ticks.filter(({ text }, index) => index === 0 || text !== ticks[index - 1].text);
}

/** The unit stands in the axis title. */
const tickText = (column: FindingColumn, value: number): string =>
  cellText({ ...column, unit: undefined }, value);

/** Names that have room; of many every second, third … one. */
function placeTicks(scale: ScaleBand<string>, places: readonly string[]): Tick[] {
  const fits = Math.max(4, Math.floor((scale.step() * 1.9) / CHARACTER));
  const every = Math.ceil(26 / scale.step());
  return places.flatMap((place, index) =>
    index % every
      ? []
      : [
          {
            at: (scale(place) ?? 0) + scale.bandwidth() / 2,
            text: place.length > fits * every ? `${place.slice(0, fits * every - 1)}…` : place,
          },
        ],
  );
}
