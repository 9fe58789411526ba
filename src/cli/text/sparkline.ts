// A curve in one line of text.

const BARS = '▁▂▃▄▅▆▇█';

/** The values as `width` bars at most, each the mean of its share; empty when nothing is finite. */
export function sparkline(values: readonly number[], width = 60): string {
  const finite = values.filter(Number.isFinite);
  const count = Math.min(width, finite.length);
  const means = Array.from({ length: count }, (_, index) => {
    const share = finite.slice(
      Math.floor((index * finite.length) / count),
      Math.floor(((index + 1) * finite.length) / count),
    );
    return share.reduce((sum, value) => sum + value, 0) / share.length;
  });
  const lowest = means.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const range = means.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY) - lowest;
  return means
    .map((mean) => BARS[range > 0 ? Math.round(((mean - lowest) / range) * (BARS.length - 1)) : 0])
    .join('');
}
