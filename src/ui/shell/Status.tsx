// One line: what happens now, how fast, and how long it will take.

import { formatMilliseconds, formatNumber, formatSeconds } from '../../base/format';
import { trains } from '../../experiments/experiment';
import { useTableVersion } from '../charts/useTableVersion';
import { formatStatus } from '../state/format';
import { isActive, type Run, recentStepMs, stepOf } from '../state/run';
import { findExperiment } from '../state/setup';
import { lab, shownRun } from '../state/store';
import styles from './Header.module.css';

export function Status() {
  const run = lab(shownRun);
  const prepared = lab((state) => state.prepared);
  const tuning = lab((state) => state.tuningUpdate);
  useTableVersion(run?.tables.training);
  const [strong, rest] = run ? statusOf(run) : ['Ready', ''];
  const compiling = !isActive(run) && prepared && prepared.done < prepared.total;
  return (
    <p className={styles.status} role="status" aria-live="off">
      <b>{strong}</b>
      {rest && ` · ${rest}`}
      {tuning && ` · ${formatStatus({ text: 'Tuning kernels', ...(tuning !== 'starting' && tuning) })}`}
      {compiling && ` · ${formatStatus({ text: 'Compiling kernels', ...prepared })}`}
    </p>
  );
}

/** What is emphasised, and the rest. */
export function statusOf(run: Run): [string, string] {
  const step = stepOf(run);
  const total = run.forecast?.totalSteps;
  // What trains nothing takes no steps.
  const steps = total
    ? `step ${formatNumber(step)} of ${formatNumber(total)}`
    : trains(findExperiment(run.experiment))
      ? `step ${formatNumber(step)}`
      : '';
  if (run.playing !== null) return ['Recorded example', `${steps} · playing ${run.playing} times as fast`];
  if (run.origin !== 'live') return [run.origin === 'recorded' ? 'Recorded example' : run.name, steps];
  switch (run.state) {
    case 'starting':
      return [run.status ? formatStatus(run.status) : 'Starting', ''];
    case 'running':
      return [
        steps || 'Running',
        [...paceOf(run, total), run.status && formatStatus(run.status)].filter(Boolean).join(' · '),
      ];
    case 'paused':
      return ['Paused', steps];
    case 'finished':
      return ['Finished', `${steps} in ${formatSeconds(run.wallSeconds ?? 0)}`.trim()];
    case 'stopped':
      return ['Stopped', steps];
    case 'failed':
      return ['Failed', step ? `at ${steps}` : ''];
  }
}

function paceOf(run: Run, total: number | undefined): string[] {
  const stepMs = recentStepMs(run);
  if (!stepMs) return [];
  const perSecond = 1000 / stepMs;
  const samples = run.tables.training.last('samplesPerSecond');
  const parts = [
    perSecond >= 1
      ? `${formatNumber(Number(perSecond.toPrecision(3)))} steps/s`
      : `${formatMilliseconds(stepMs)} per step`,
  ];
  if (samples) parts.push(`${formatNumber(Number(samples.toPrecision(3)))} samples/s`);
  if (total) parts.push(`${formatSeconds(((total - stepOf(run)) * stepMs) / 1000)} left`);
  return parts;
}
