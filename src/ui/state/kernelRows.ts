// A profile by kernel: dispatches of the same kernel and op are one row. And by op, and by phase.

import { rooflineFraction } from '../../base/roofline';
import { phaseOf } from '../../graph/count';
import type { KernelTime, Peaks, StepProfile } from '../../lab/protocol';

export interface KernelRow {
  kernel: string;
  op: string;
  calls: number;
  milliseconds: number;
  /** Of the whole step, 0 to 1. */
  share: number;
  gigaflopsPerSecond: number;
  gigabytesPerSecond: number;
  /** Of the rate the adapter's measured peaks allow; NaN where they or the time are not known. */
  roofline: number;
}

const sumOf = (times: readonly KernelTime[], name: 'milliseconds' | 'flops' | 'bytes'): number =>
  times.reduce((total, time) => total + time[name], 0);

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

export function kernelRows({ kernels, peaks }: Pick<StepProfile, 'kernels' | 'peaks'>): KernelRow[] {
  const step = sumOf(kernels, 'milliseconds');
  return [...groupBy(kernels, ({ kernel, op }) => `${kernel}\n${op}`).values()].map((times) => {
    const milliseconds = sumOf(times, 'milliseconds');
    const perSecond = (amount: number) => (milliseconds > 0 ? amount / milliseconds / 1e6 : 0);
    return {
      kernel: times[0].kernel,
      op: times[0].op,
      calls: times.length,
      milliseconds,
      share: step > 0 ? milliseconds / step : 0,
      gigaflopsPerSecond: perSecond(sumOf(times, 'flops')),
      gigabytesPerSecond: perSecond(sumOf(times, 'bytes')),
      roofline: rooflineOf(times, peaks),
    };
  });
}

/** Of several dispatches: the time the peaks allow them, one after another, over the time they took. */
export function rooflineOf(times: readonly KernelTime[], peaks: Peaks | undefined): number {
  const milliseconds = sumOf(times, 'milliseconds');
  if (!peaks || milliseconds <= 0) return Number.NaN;
  const attained = times.reduce((sum, time) => sum + rooflineFraction(time, milliseconds / 1000, peaks), 0);
  return attained;
}

export interface TimeShare {
  name: string;
  calls: number;
  milliseconds: number;
  /** Of the whole step, 0 to 1. */
  share: number;
}

/** Time by op, longest first. */
export const sharesByOp = (kernels: readonly KernelTime[]): TimeShare[] =>
  sharesBy(kernels, ({ op }) => op).sort((a, b) => b.milliseconds - a.milliseconds);

/** Time by phase of the step, in its order. */
export const sharesByPhase = (kernels: readonly KernelTime[]): TimeShare[] => sharesBy(kernels, phaseOf);

function sharesBy(kernels: readonly KernelTime[], keyOf: (time: KernelTime) => string): TimeShare[] {
  const step = sumOf(kernels, 'milliseconds');
  return [...groupBy(kernels, keyOf)].map(([name, times]) => {
    const milliseconds = sumOf(times, 'milliseconds');
    return { name, calls: times.length, milliseconds, share: step > 0 ? milliseconds / step : 0 };
  });
}

export type SortKey = keyof KernelRow;

/** Names rise, numbers fall, unless `reversed`; what is not known comes last. */
export function sortRows(rows: readonly KernelRow[], key: SortKey, reversed: boolean): KernelRow[] {
  const sign = reversed ? -1 : 1;
  return [...rows].sort((a, b) => {
    const [x, y] = [a[key], b[key]];
    if (typeof x === 'string' || typeof y === 'string') return sign * String(x).localeCompare(String(y));
    return Number.isNaN(x) || Number.isNaN(y)
      ? Number(Number.isNaN(x)) - Number(Number.isNaN(y))
      : sign * (y - x);
  });
}
