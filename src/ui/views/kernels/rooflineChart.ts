// What the roofline chart draws: a point for every dispatch that does arithmetic, and the roof above them.

import type { KernelTime, Peaks } from '../../../lab/protocol';
import { perSecond } from './rates';

export interface RooflinePoint {
  /** Index of the dispatch. */
  index: number;
  op: string;
  /** FLOPs per byte. */
  intensity: number;
  flopsPerSecond: number;
  milliseconds: number;
}

export interface Range {
  from: number;
  to: number;
}

export const rooflinePoints = (kernels: readonly KernelTime[]): RooflinePoint[] =>
  kernels.flatMap(({ op, flops, bytes, milliseconds }, index) =>
    flops > 0 && bytes > 0 && milliseconds > 0
      ? [
          {
            index,
            op,
            intensity: flops / bytes,
            flopsPerSecond: perSecond(flops, milliseconds),
            milliseconds,
          },
        ]
      : [],
  );

/** FLOP/s that the peaks allow at an intensity. */
export const attainable = (intensity: number, { flops, bytesPerSecond }: Peaks): number =>
  Math.min(flops, intensity * bytesPerSecond);

/** Whole decades that hold all points, the ridge and the peak. */
export function rooflineRanges(points: readonly RooflinePoint[], peaks: Peaks): { x: Range; y: Range } {
  const ridge = peaks.flops / peaks.bytesPerSecond;
  const intensities = [ridge, ...points.map(({ intensity }) => intensity)];
  const rates = [peaks.flops, ...points.map(({ flopsPerSecond }) => flopsPerSecond)];
  return { x: decadesAround(intensities), y: decadesAround(rates) };
}

function decadesAround(values: readonly number[]): Range {
  const from = 10 ** Math.floor(Math.log10(Math.min(...values)));
  const to = 10 ** Math.ceil(Math.log10(Math.max(...values) * 1.05));
  return { from, to: Math.max(to, 10 * from) };
}

export function decadesOf({ from, to }: Range): number[] {
  const [first, last] = [Math.round(Math.log10(from)), Math.round(Math.log10(to))];
  return Array.from({ length: last - first + 1 }, (_, index) => Number(`1e${first + index}`));
}
