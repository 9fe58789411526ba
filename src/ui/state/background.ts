// What became of a run while the tab was in the background: it goes on in its worker, and whether the browser
// slowed it is measured.

import { create } from 'zustand';
import { recentStepMs, stepOf } from './run';
import { activeRun, lab } from './store';

export interface Absence {
  run: string;
  seconds: number;
  steps: number;
  /** Milliseconds a step while away, and before. */
  awayMs: number;
  beforeMs: number | undefined;
}

/** Shorter ones are not worth a word. */
const SHORTEST_SECONDS = 3;

export const useAbsence = create<{ last: Absence | null }>()(() => ({ last: null }));

/** Whether the browser let the run go on at about its pace. */
export const wasSlowed = ({ awayMs, beforeMs }: Absence): boolean =>
  beforeMs !== undefined && awayMs > 1.5 * beforeMs;

/** Call once. */
export function connectBackground(): void {
  let left: { run: string; at: number; step: number; beforeMs: number | undefined } | undefined;
  document.addEventListener('visibilitychange', () => {
    const run = activeRun(lab.getState());
    if (document.hidden) {
      left =
        run?.state === 'running'
          ? { run: run.id, at: performance.now(), step: stepOf(run), beforeMs: recentStepMs(run) }
          : undefined;
      return;
    }
    const back = left;
    left = undefined;
    const ran = back && lab.getState().runs.find(({ id }) => id === back.run);
    if (!back || !ran) return;
    const seconds = (performance.now() - back.at) / 1000;
    const steps = stepOf(ran) - back.step;
    // A run that ended meanwhile says nothing about the pace of the whole absence.
    const awayMs = ran === run ? (1000 * seconds) / Math.max(steps, 1) : (recentStepMs(ran) ?? 0);
    if (seconds >= SHORTEST_SECONDS)
      useAbsence.setState({ last: { run: ran.name, seconds, steps, awayMs, beforeMs: back.beforeMs } });
  });
}
