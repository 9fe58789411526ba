// Numbers as people read them.

const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** 1536 → "1.5 KiB". */
export function formatBytes(bytes: number): string {
  let unit = 0;
  let value = bytes;
  while (value >= 1024 && unit < BYTE_UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${BYTE_UNITS[unit]}`;
}

/** Four significant digits, thousands separated, an exponent only for what is far from everyday sizes. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e12)) return value.toExponential(2).replace('e+', 'e');
  if (Number.isInteger(value) || size >= 10_000) return separated(Math.round(value));
  return String(Number(value.toPrecision(4)));
}

/** Of a whole number; the browser's own formatting of a locale takes tens of milliseconds when first used. */
const separated = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',');

const PREFIXES = ['', 'k', 'M', 'G', 'T', 'P'];

/** 1.53e9, 'FLOP' → "1.53 GFLOP". */
export function formatScaled(value: number, unit: string): string {
  let prefix = 0;
  let scaled = value;
  while (scaled >= 999.5 && prefix < PREFIXES.length - 1) {
    scaled /= 1000;
    prefix++;
  }
  return `${Number(scaled.toPrecision(3))} ${PREFIXES[prefix]}${unit}`;
}

export function formatMilliseconds(milliseconds: number): string {
  if (milliseconds >= 1000) return formatSeconds(milliseconds / 1000);
  return `${Number(milliseconds.toPrecision(3))} ms`;
}

/** 3.2 s, 1:05 min, 2:10:00 h. */
export function formatSeconds(seconds: number): string {
  if (seconds < 59.5) return `${seconds < 9.95 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const shown = parts[0] ? parts : parts.slice(1);
  const clock = shown.map((part, index) => (index ? String(part).padStart(2, '0') : part)).join(':');
  return `${clock} ${parts[0] ? 'h' : 'min'}`;
}
