// What the list of runs shows and what is selected in it; kept while other panels are looked at.

import { create } from 'zustand';
import { lab } from './store';

export interface RunSort {
  key: string;
  descending: boolean;
}

interface RunList {
  part: 'list' | 'compare' | 'sweeps';
  selected: ReadonlySet<string>;
  /** The filter's text; see filter.ts. */
  filter: string;
  sort: RunSort;
}

export const useRunList = create<RunList>()(() => ({
  part: 'list',
  selected: new Set<string>(),
  filter: '',
  sort: { key: 'created', descending: true },
}));

/** Selects exactly `ids`. */
export const select = (ids: Iterable<string>): void => useRunList.setState({ selected: new Set(ids) });

export function toggleSelected(id: string): void {
  const selected = new Set(useRunList.getState().selected);
  if (!selected.delete(id)) selected.add(id);
  useRunList.setState({ selected });
}

/** Opens the comparison: of what is selected, else of the run shown and the latest others like it. */
export function compareRuns(): void {
  const { runs, shown } = lab.getState();
  const chosen = runs.filter(({ id }) => useRunList.getState().selected.has(id));
  if (chosen.length < 2) {
    const one = runs.find(({ id }) => id === shown) ?? runs.at(-1);
    const pinned = runs.filter((run) => run.pinned && run.id !== one?.id);
    const other = runs.findLast(({ id, experiment }) => id !== one?.id && experiment === one?.experiment);
    const others = pinned.length ? pinned : other ? [other] : [];
    select([...chosen, ...others, ...(one ? [one] : [])].map(({ id }) => id));
  }
  useRunList.setState({ part: 'compare' });
  lab.setState({ panel: 'runs' });
}
