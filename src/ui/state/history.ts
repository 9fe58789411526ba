// Undo and redo of what is to be run. A change is recorded once it has settled, so that typing a number or
// dragging a slider is one step back. Apart from the browser's Back, which walks the addresses.

import { create } from 'zustand';
import { fieldsOf } from '../../experiments/schema';
import { showExample } from './example';
import { findExperiment, type Setup } from './setup';
import { chooseSetup } from './setupActions';
import { lab } from './store';

const SETTLED_MILLISECONDS = 300;
const LONGEST = 200;

interface History {
  past: readonly Setup[];
  future: readonly Setup[];
}

export const useHistory = create<History>()(() => ({ past: [], future: [] }));

/** The setup that was last recorded, undone to or redone to. */
let settled: Setup = current();
let timer: ReturnType<typeof setTimeout> | undefined;

/** Call once, after the setup was read from the address. */
export function connectHistory(): void {
  settled = current();
  lab.subscribe((state, before) => {
    if (state.config === before.config && state.seed === before.seed) return;
    clearTimeout(timer);
    timer = setTimeout(settle, SETTLED_MILLISECONDS);
  });
}

export const undo = (): void => move('past', 'future');
export const redo = (): void => move('future', 'past');

function move(from: keyof History, to: keyof History): void {
  settle();
  const history = useHistory.getState();
  const target = history[from].at(-1);
  if (!target) return;
  const left = current();
  settled = target;
  useHistory.setState({ [from]: history[from].slice(0, -1), [to]: [...history[to], left] });
  chooseSetup(target);
  if (target.experiment !== left.experiment) void showExample();
}

/** Records what has changed since the last time; a new change leaves nothing to redo. */
function settle(): void {
  clearTimeout(timer);
  const now = current();
  if (differences(settled, now).length === 0) return;
  const past = [...useHistory.getState().past, settled].slice(-LONGEST);
  useHistory.setState({ past, future: [] });
  settled = now;
}

function current(): Setup {
  const { experiment, config, seed } = lab.getState();
  return { experiment, config, seed };
}

/** What differs between two setups, in words: labels of settings, "seed", or the experiment alone. */
export function differences(a: Setup, b: Setup): string[] {
  if (a.experiment !== b.experiment) return ['experiment'];
  const labels = fieldsOf(findExperiment(a.experiment).config)
    .filter(([key]) => a.config[key] !== b.config[key])
    .map(([, { label }]) => label);
  return a.seed === b.seed ? labels : [...labels, 'seed'];
}

/** "Undo Depth", "Redo 3 settings". */
export function moveTitle(verb: 'Undo' | 'Redo', target: Setup | undefined, now: Setup): string {
  const names = target ? differences(target, now) : [];
  if (names.length === 0) return verb;
  return `${verb} ${names.length > 2 ? `${names.length} settings` : names.join(' and ')}`;
}
