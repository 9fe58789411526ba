// A run in plain text: what it was, what came out, and which claims held.

import { adapterText } from '../../base/adapterText';
import { formatBytes, formatNumber, formatSeconds } from '../../base/format';
import type { StepProfile } from '../../compile/profile';
import { type Metrics, saysWhy, type Verdict } from '../../experiments/experiment';
import { cellText, type Finding } from '../../experiments/findings';
import type { RunBundle } from '../../lab/bundle';

import { sparkline } from './sparkline';
import { columns, wrapped } from './table';

const WIDTH = 100;
const PROFILE_ROWS = 12;

export function summaryOf(bundle: RunBundle): string[] {
  const { result, profile, tables } = bundle;
  const losses = tables.training.map((row) => row.trainLoss);
  const config = Object.entries(result.config).map(([key, value]) => `${key}=${value}`);
  const facts: [string, string][] = [
    ['experiment', `${result.experiment}, seed ${result.seed}, version ${result.version}`],
    ['data', result.data || 'none'],
    ['adapter', adapterText(result.adapter)],
    ['config', config.join(' ')],
    ...(losses.length > 1 ? [['loss', lossText(losses)] as [string, string]] : []),
    ['weights', result.weightHash ?? (result.completed ? 'none' : 'not hashed: the run did not finish')],
    ...(result.tuning
      ? [['tuning', `${result.tuning}: its bits are those of this tuning`] as [string, string]]
      : []),
    ['took', formatSeconds(result.wallSeconds)],
  ];
  return [
    ...labelled(facts),
    '',
    'Metrics',
    ...metricLines(result.metrics),
    ...result.findings.flatMap((finding) => ['', ...findingLines(finding)]),
    ...(profile ? ['', ...profileLines(profile)] : []),
    '',
    'Claims',
    ...(result.claims.length ? result.claims.flatMap(claimLines) : ['  none']),
  ];
}

function labelled(facts: readonly (readonly [string, string])[]): string[] {
  const indent = Math.max(...facts.map(([name]) => name.length)) + 2;
  return facts.flatMap(([name, text]) =>
    wrapped(text, WIDTH - indent).map((line, index) => (index ? '' : name).padEnd(indent) + line),
  );
}

const lossText = (losses: readonly number[]): string =>
  `${formatNumber(losses[0])} ${sparkline(losses)} ${formatNumber(losses[losses.length - 1])}`;

function metricLines(metrics: Metrics): string[] {
  const rows = Object.entries(metrics).map(([name, value]) => [
    `  ${name}`,
    /Bytes$/.test(name) ? `${formatNumber(value)} (${formatBytes(value)})` : formatNumber(value),
  ]);
  return columns(rows);
}

export const verdictText = ({ holds }: Verdict): string =>
  holds === null ? 'not tested' : holds ? 'holds' : 'does not hold';

function claimLines(verdict: Verdict): string[] {
  const { id, statement, published, basis, measured, why } = verdict;
  const figures = `published: ${published}; ${basis}: ${measured === null ? '–' : formatNumber(measured)}`;
  const lines = [...wrapped(statement, WIDTH - 6), ...wrapped(figures, WIDTH - 6)];
  if (saysWhy(verdict)) lines.push(...wrapped(why, WIDTH - 6));
  return [`  ${verdictText(verdict)}: ${id}`, ...lines.map((line) => `      ${line}`)];
}

/** Rows printed of a table of results; the JSON and the bundle hold all. */
const FINDING_ROWS = 40;

function findingLines({ title, about, columns: heads, rows }: Finding): string[] {
  const heading = heads.map(
    ({ title: name, unit }, at) => `${at ? '' : '  '}${unit ? `${name} (${unit})` : name}`,
  );
  const cells = rows
    .slice(0, FINDING_ROWS)
    .map((row) =>
      row.map((cell, at) => `${at ? '' : '  '}${cellText({ ...heads[at], unit: undefined }, cell)}`),
    );
  const left = rows.length - cells.length;
  return [
    title,
    ...wrapped(about, WIDTH - 2).map((line) => `  ${line}`),
    ...columns([heading, ...cells]),
    ...(left > 0 ? [`  … and ${left} more rows in the JSON and the bundle`] : []),
  ];
}

function profileLines({ method, kernels }: StepProfile): string[] {
  const total = kernels.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const slowest = [...kernels].sort((a, b) => b.milliseconds - a.milliseconds).slice(0, PROFILE_ROWS);
  const rows = slowest.map(({ label, kernel, milliseconds, flops, bytes }) => [
    `  ${label}`,
    kernel,
    `${formatNumber(milliseconds)} ms`,
    `${formatNumber((100 * milliseconds) / total)} %`,
    `${formatNumber(flops / milliseconds / 1e6)} GFLOP/s`,
    `${formatNumber(bytes / milliseconds / 1e6)} GB/s`,
  ]);
  const heading = `Kernels of one step: ${formatNumber(total)} ms in ${kernels.length} dispatches (${method}); the slowest:`;
  return [heading, ...columns(rows)];
}
