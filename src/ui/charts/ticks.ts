// Where an axis has marks, and what is written beside them.

import { formatNumber, formatScaled } from '../../base/format';
import { formatMetric } from '../state/format';
import { type Scale, toPixel } from './scale';

/** Multiples of 1, 2 or 5 times a power of ten, at least `spacing` pixels apart. */
export function ticksOf(scale: Scale, spacing: number): number[] {
  const { minimum, maximum, logarithmic, from, to } = scale;
  if (!(maximum > minimum)) return [];
  const count = Math.max(2, Math.floor(Math.abs(to - from) / spacing));
  if (logarithmic) {
    const ticks = decades(scale, spacing);
    if (ticks.length >= 2) return ticks;
  }
  return evenly(minimum, maximum, count);
}

function evenly(minimum: number, maximum: number, count: number): number[] {
  const rough = (maximum - minimum) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((multiple) => power * multiple >= rough * 0.9999) ?? 10);
  const first = Math.ceil(minimum / step - 1e-9);
  const last = Math.floor(maximum / step + 1e-9);
  // 0.3 rather than 0.30000000000000004.
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
}

/** Powers of ten, with 2 and 5 between them where there is room. */
function decades(scale: Scale, spacing: number): number[] {
  const pixel = toPixel(scale);
  const room = Math.abs(pixel(scale.minimum * 10) - pixel(scale.minimum));
  const every = Math.max(1, Math.ceil(spacing / room));
  const multiples = room > spacing * 3 ? [1, 2, 5] : [1];
  const ticks: number[] = [];
  const last = Math.floor(Math.log10(scale.maximum) + 1e-9);
  for (let power = Math.floor(Math.log10(scale.minimum)); power <= last; power++) {
    if (power % every !== 0) continue;
    for (const multiple of multiples) {
      const tick = power < 0 ? multiple / 10 ** -power : multiple * 10 ** power;
      if (tick >= scale.minimum * (1 - 1e-9) && tick <= scale.maximum * (1 + 1e-9)) ticks.push(tick);
    }
  }
  return ticks;
}

/** Texts of neighbouring marks differ, however far one has zoomed in. */
export function tickTexts(metric: string, ticks: readonly number[]): string[] {
  const step = ticks.reduce(
    (least, tick, index) => (index ? Math.min(least, Math.abs(tick - ticks[index - 1])) : least),
    Number.POSITIVE_INFINITY,
  );
  return ticks.map((tick) => tickText(metric, tick, step));
}

function tickText(metric: string, value: number, step: number): string {
  if (/Accuracy$/.test(metric)) {
    const digits = step < 0.0095 ? Math.min(4, Math.ceil(-Math.log10(step)) - 2) : 0;
    return `${(100 * value).toFixed(Math.max(0, digits))} %`;
  }
  if (/Bytes$/.test(metric)) return formatMetric(metric, value);
  const size = Math.abs(value);
  if (size === 0) return '0';
  // Digits that tell it from its neighbours.
  const digits = Math.max(1, Math.ceil(Math.log10(size / step) + 1 - 1e-9));
  if (size < 1e-3) return value.toExponential(Math.min(digits, 12) - 1).replace('.0e', 'e');
  if (size >= 1e4 && digits <= 3) return `${value < 0 ? '−' : ''}${formatScaled(size, '').trim()}`;
  if (digits <= 4) return formatNumber(value);
  return value.toLocaleString('en', {
    maximumFractionDigits: Math.max(0, Math.ceil(-Math.log10(step) - 1e-9)),
  });
}
