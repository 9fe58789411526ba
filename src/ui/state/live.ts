// Settings that reach a run while it goes on: sent when they change, by whatever hand (a field, undo, a
// preset, the browser's Back), and remembered with the step from which they count.

import { create } from 'zustand';
import { type ConfigValue, fieldsOf } from '../../experiments/schema';
import { type Run, stepOf } from './run';
import { findExperiment } from './setup';
import { activeRun, type LabState, lab } from './store';
import { send } from './worker';

export interface LiveChange {
  key: string;
  value: ConfigValue;
  /** Steps done when it was sent. */
  step: number;
}

/** Changes by run, oldest first. */
export const useLive = create<Readonly<Record<string, readonly LiveChange[]>>>()(() => ({}));

const none: readonly LiveChange[] = [];
export const liveChanges = (run: Run | null): readonly LiveChange[] =>
  (run && useLive.getState()[run.id]) ?? none;

export const isLive = (experiment: string, key: string): boolean =>
  fieldsOf(findExperiment(experiment).config).some(([name, { live }]) => name === key && live);

/** Call once. */
export function connectLive(): void {
  lab.subscribe((state, before) => {
    const run = activeRun(state);
    if (state.config === before.config || run?.experiment !== state.experiment) return;
    // The runs of a sweep have settings of their own.
    if (run.sweep !== null) return;
    for (const [key, { live }] of fieldsOf(findExperiment(state.experiment).config)) {
      const value = state.config[key];
      if (!live || value === effective(run, key)) continue;
      send({ kind: 'set', key, value });
      useLive.setState({ [run.id]: [...liveChanges(run), { key, value, step: stepOf(run) }] });
    }
  });
}

/** What the run goes by now. */
const effective = (run: Run, key: string): ConfigValue =>
  liveChanges(run).findLast((change) => change.key === key)?.value ?? run.config[key];

/** Settings that only a new run takes up, of the run that goes on; 'seed' among them. */
export function pendingKeys(state: LabState): string[] {
  const run = activeRun(state);
  if (!run || run.experiment !== state.experiment) return [];
  const { config, seed, experiment } = state;
  const keys = Object.keys(config).filter(
    (key) => config[key] !== run.config[key] && !isLive(experiment, key),
  );
  return run.seed === seed ? keys : [...keys, 'seed'];
}

/** Whether a restart would run something else than what goes on. */
export const hasPendingChanges = (state: LabState): boolean => {
  const run = activeRun(state);
  return run !== null && (run.experiment !== state.experiment || pendingKeys(state).length > 0);
};
