// A checkpoint that was taken of a run the page knows goes on as that run: its name, its colour, its curve.

import { wholeRun } from './archiveLoading';
import type { MetricTable } from './metricTable';
import type { Run } from './run';
import { eventsOf, startLog } from './runLog';
import type { Setup } from './setup';
import type { ResumePoint } from './store';

/** Settings that say how long a run is, not what it is. */
const LENGTHS = ['steps', 'epochs'];

/** The run to go on with, its rows after the checkpoint dropped; null where it would be another run. */
export async function resumedRun(resume: ResumePoint | null, setup: Setup): Promise<Run | null> {
  const run = resume?.run === undefined ? undefined : await wholeRun(resume.run);
  if (!resume || !run?.loaded || !isSame(run, setup)) return null;
  for (const table of Object.values(run.tables)) dropAfter(table, resume.step);
  const earlierSeconds = run.wallSeconds ?? 0;
  startLog(run.id, eventsOf(run.id), earlierSeconds);
  return {
    ...run,
    config: setup.config,
    state: 'starting',
    status: null,
    metrics: {},
    files: [],
    claims: null,
    weightHash: null,
    wallSeconds: null,
    earlierSeconds,
    hidden: false,
  };
}

const isSame = (run: Setup, setup: Setup): boolean =>
  run.experiment === setup.experiment &&
  run.seed === setup.seed &&
  Object.keys(setup.config).every((key) => LENGTHS.includes(key) || run.config[key] === setup.config[key]);

function dropAfter(table: MetricTable, step: number): void {
  const left = table.column('step').filter((at) => at <= step).length;
  if (left === table.length) return;
  const columns = Object.entries(table.copy()).map(
    ([name, column]) => [name, column.slice(0, left)] as const,
  );
  table.replace(Object.fromEntries(columns));
}
