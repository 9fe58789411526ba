// Plays a recorded run as it went, only faster, so that a first visit sees a run rather than its result.

import { atNextBeat } from './beat';
import { MetricTable } from './metricTable';
import type { Run } from './run';
import { updateRun } from './runs';
import { lab } from './store';

/** About how long a recording plays. */
const PLAY_SECONDS = 10;

/** `run` before its first step, playing from now on; as it is where the reader wants no motion. */
export function played(run: Run): Run {
  const { training } = run.tables;
  if (matchMedia('(prefers-reduced-motion: reduce)').matches || training.length < 2) return run;
  const times = secondsOf(training);
  const speed = Math.max(1, Math.round(times[times.length - 1] / PLAY_SECONDS));
  const start: Run = {
    ...run,
    playing: speed,
    metrics: {},
    claims: null,
    weightHash: null,
    wallSeconds: null,
    tables: { training: new MetricTable(), evaluation: new MetricTable() },
  };
  advance(run, start, times, speed, performance.now());
  return start;
}

/** Appends what is due, once a beat, until everything is there or the run has left the page. */
function advance(whole: Run, shown: Run, times: Float64Array, speed: number, started: number): void {
  atNextBeat(() => {
    if (!lab.getState().runs.some(({ id }) => id === shown.id)) return;
    const now = ((performance.now() - started) / 1000) * speed;
    let end = shown.tables.training.length;
    while (end < times.length && times[end] <= now) end++;
    appendUntil(whole.tables.training, shown.tables.training, end);
    const step = shown.tables.training.last('step') ?? 0;
    const steps = whole.tables.evaluation.column('step');
    appendUntil(whole.tables.evaluation, shown.tables.evaluation, steps.filter((at) => at <= step).length);
    if (end < times.length) return advance(whole, shown, times, speed, started);
    const { metrics, claims, weightHash, wallSeconds } = whole;
    updateRun(shown.id, { metrics, claims, weightHash, wallSeconds, playing: null });
  });
}

function appendUntil(from: MetricTable, to: MetricTable, end: number): void {
  const rows = [];
  for (let row = to.length; row < end; row++) rows.push(from.row(row));
  to.append(rows);
}

/** Seconds from the start to the end of each row's step. */
function secondsOf(table: MetricTable): Float64Array {
  let sum = 0;
  return table.column('stepMs').map((milliseconds) => {
    sum += (Number.isFinite(milliseconds) ? milliseconds : 0) / 1000;
    return sum;
  });
}
