// The list of runs: adding, changing, showing and removing. Runs are plain data; what is drawn of them
// follows from the list.

import { freeName } from './names';
import type { Run } from './run';
import { lab } from './store';

/** As many as there are `--run-…` colours. */
export const RUN_COLOURS = 8;

/** Adds a run in the colour least used among the visible ones, one made here by a name of its own; shows it. */
export function addRun(run: Run): void {
  const { runs } = lab.getState();
  const taken = new Set(runs.map(({ name }) => name));
  const name = run.origin === 'live' ? freeName(run.id, taken) : run.name;
  lab.setState({ runs: [...runs, { ...run, name, colour: freeColour(runs) }], shown: run.id });
}

export function updateRun(id: string, change: Partial<Run> | ((run: Run) => Run)): void {
  const runs = lab.getState().runs.map((run) => {
    if (run.id !== id) return run;
    return typeof change === 'function' ? change(run) : { ...run, ...change };
  });
  lab.setState({ runs });
}

/** Changes several runs alike. */
export function updateRuns(ids: readonly string[], change: Partial<Run>): void {
  const wanted = new Set(ids);
  const runs = lab.getState().runs.map((run) => (wanted.has(run.id) ? { ...run, ...change } : run));
  lab.setState({ runs });
}

/** Removes runs; the one shown gives way to the latest that is left. */
export function removeRuns(ids: readonly string[]): void {
  if (!ids.length) return;
  const { runs, shown } = lab.getState();
  const gone = new Set(ids);
  const left = runs.filter(({ id }) => !gone.has(id));
  const next = shown !== null && gone.has(shown) ? (left.at(-1)?.id ?? null) : shown;
  lab.setState({ runs: left, shown: next });
}

export const showRun = (id: string): void => lab.setState({ shown: id });

function freeColour(runs: readonly Run[]): number {
  const uses = new Array<number>(RUN_COLOURS).fill(0);
  for (const { colour, hidden } of runs) if (!hidden) uses[colour]++;
  return uses.indexOf(Math.min(...uses));
}
