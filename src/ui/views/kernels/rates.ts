// One dispatch in words: its rates and how near they are to what the adapter can do.

import { formatMilliseconds, formatNumber, formatScaled } from '../../../base/format';
import { boundBy, rooflineFraction } from '../../../base/roofline';
import type { KernelTime, Peaks } from '../../../lab/protocol';

export const perSecond = (amount: number, milliseconds: number): number =>
  milliseconds > 0 ? (1000 * amount) / milliseconds : Number.NaN;

export const rate = (amount: number, milliseconds: number, unit: string): string => {
  const value = perSecond(amount, milliseconds);
  return Number.isNaN(value) ? '–' : formatScaled(value, unit);
};

/** 0.456 → "46 %"; NaN, where nothing is known, → "–". */
export function formatFraction(fraction: number): string {
  if (!Number.isFinite(fraction)) return '–';
  return `${formatNumber(Number((100 * fraction).toPrecision(fraction < 0.1 ? 2 : 3)))} %`;
}

/** "46 % of what arithmetic allows". */
export function describeRoofline(time: KernelTime, peaks: Peaks | undefined): string {
  if (!peaks) return '–';
  const fraction = rooflineFraction(time, time.milliseconds / 1000, peaks);
  return `${formatFraction(fraction)} of what ${boundBy(time, peaks)} allows`;
}

/** Everything a reader who does not see the picture needs of a dispatch. */
export function describeDispatch(time: KernelTime, peaks: Peaks | undefined): string {
  const { label, milliseconds, flops } = time;
  const parts = [label, formatMilliseconds(milliseconds), rate(flops, milliseconds, 'FLOP/s')];
  if (peaks) parts.push(describeRoofline(time, peaks));
  return parts.join(', ');
}
