// The range that the values of a series have apart from spikes: what lies as far out as Tukey calls far out,
// three times the distance of the quartiles beyond them, is a spike.

import type { Series } from './series';

/** Quartiles are taken from about this many rows: a chart asks at every frame while a run grows. */
const SAMPLES = 256;
/** Fewer values than this have no quartiles worth the name. */
const FEW = 8;
const FAR_OUT = 3;

interface Found {
  key: string;
  range: readonly [number, number] | null;
}

/** Series only grow at their end: the range of the same rows stays what it is. */
const known = new WeakMap<Series, Found>();

/** Over rows `start` to before `end`; null where there are no values. Distances are those on the axis. */
export function rangeWithoutSpikes(
  series: Series,
  start: number,
  end: number,
  logarithmic: boolean,
): Found['range'] {
  const key = `${start} ${end} ${logarithmic}`;
  const earlier = known.get(series);
  if (earlier?.key === key) return earlier.range;
  const range = find(series, start, end, logarithmic);
  known.set(series, { key, range });
  return range;
}

function find({ values, extremes }: Series, start: number, end: number, logarithmic: boolean) {
  const [lowest, highest] = extremes.range(start, end);
  if (lowest < 0) return null;
  const whole = [values[lowest], values[highest]] as const;
  const onAxis = (value: number) => (logarithmic ? Math.log10(value) : value);
  // Powers of two, so that rows that are added change few of the samples, and blocks are at hand in `extremes`.
  const stride = 2 ** Math.max(0, Math.ceil(Math.log2((end - start) / SAMPLES)));
  const first = Math.ceil(start / stride) * stride;
  const samples: number[] = [];
  for (let row = first; row < end; row += stride) {
    const value = onAxis(values[row]);
    if (Number.isFinite(value)) samples.push(value);
  }
  if (samples.length < FEW) return whole;
  samples.sort((a, b) => a - b);
  const quartile = (share: number) => samples[Math.floor(share * (samples.length - 1))];
  const reach = FAR_OUT * (quartile(0.75) - quartile(0.25));
  const fences = [quartile(0.25) - reach, quartile(0.75) + reach] as const;
  const isSpike = (row: number) => onAxis(values[row]) < fences[0] || onAxis(values[row]) > fences[1];
  if (!isSpike(lowest) && !isSpike(highest)) return whole;
  // As far as values go where there is no spike; with spikes everywhere, as far as they may.
  let low: number | undefined;
  let high: number | undefined;
  for (let row = first - stride; row < end; row += stride) {
    const [lowRow, highRow] = extremes.range(Math.max(row, start), Math.min(row + stride, end));
    if (lowRow < 0) continue;
    if (!isSpike(lowRow)) low = Math.min(low ?? Number.POSITIVE_INFINITY, values[lowRow]);
    if (!isSpike(highRow)) high = Math.max(high ?? Number.NEGATIVE_INFINITY, values[highRow]);
  }
  const fence = (side: 0 | 1) => (logarithmic ? 10 ** fences[side] : fences[side]);
  return [low ?? fence(0), high ?? fence(1)] as const;
}
