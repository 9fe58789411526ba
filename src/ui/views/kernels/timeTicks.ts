// Marks along the time of a step: multiples of 1, 2 or 5 times a power of ten milliseconds.

import { formatNumber } from '../../../base/format';

/** About this many in what is in sight. */
const VISIBLE_TICKS = 6;
/** Of what is in sight; a mark nearer to the end has no room for its text. */
const LAST_ROOM = 0.05;

export function timeTicks(totalMilliseconds: number, zoom: number): { at: number; text: string }[] {
  if (!(totalMilliseconds > 0)) return [];
  const rough = totalMilliseconds / zoom / VISIBLE_TICKS;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((multiple) => multiple * power >= rough) ?? 10);
  const count = Math.floor((totalMilliseconds * (1 - LAST_ROOM / zoom)) / step);
  return Array.from({ length: count + 1 }, (_, index) => {
    const at = index * step;
    return { at, text: index === 0 ? '0 ms' : formatNumber(Number(at.toPrecision(6))) };
  });
}
