// Metrics as people read them: a name in words and a value in its unit, from the metric's own name.

import { formatBytes, formatMilliseconds, formatNumber, formatScaled } from '../../base/format';
import type { AdapterReport } from '../../lab/protocol';

const names: Record<string, string> = {
  trainLoss: 'training loss',
  testLoss: 'test loss',
  testAuc: 'test AUC',
  testNormalizedEntropy: 'test normalised entropy',
  bayesNormalizedEntropy: 'best possible',
  excessNormalizedEntropy: 'above the best possible',
  stepMs: 'time per step',
  firstStepMs: 'first step',
  samplesPerSecond: 'samples per second',
  flopsPerStep: 'work per step',
  peakBytes: 'peak memory',
  predictedPeakBytes: 'predicted peak memory',
};

/** "trainAccuracy" → "train accuracy". */
export const metricName = (metric: string): string =>
  names[metric] ??
  metric.replace(/([a-z])([A-Z])/g, (_, before, after) => `${before} ${after.toLowerCase()}`);

export function formatMetric(metric: string, value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (/Accuracy$/.test(metric)) return `${(100 * value).toFixed(value >= 0.9995 ? 0 : 1)} %`;
  if (/Bytes$/.test(metric)) return formatBytes(value);
  if (/Ms$/.test(metric)) return formatMilliseconds(value);
  if (metric === 'flopsPerStep') return formatScaled(value, 'FLOP');
  return formatNumber(value);
}

/** "Compiling kernels", 14, 31 → "Compiling 14 of 31 kernels". */
export function formatStatus({ text, done, total }: { text: string; done?: number; total?: number }): string {
  if (done === undefined || !total) return text;
  const [verb, ...objects] = text.split(' ');
  return `${verb} ${done} of ${total} ${objects.join(' ')}`.trim();
}

/** How long ago, roughly. */
export function formatAge(milliseconds: number): string {
  const minutes = Math.round(milliseconds / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h ago` : `${Math.round(hours / 24)} days ago`;
}

/** "nvidia ada-lovelace", or what else the adapter says of itself. */
export function adapterName({ vendor, architecture, description, software }: AdapterReport): string {
  const name = [vendor, architecture].filter(Boolean).join(' ') || description || 'unnamed adapter';
  return software ? `${name} (software)` : name;
}
