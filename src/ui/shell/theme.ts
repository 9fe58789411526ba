// The colour theme: the system's until the reader chooses one, which is then remembered.

import { create } from 'zustand';

export type Theme = 'light' | 'dark';

const KEY = 'tessera.theme';
const systemDark = matchMedia('(prefers-color-scheme: dark)');

function chosen(): Theme | null {
  try {
    const stored = localStorage.getItem(KEY);
    return stored === 'light' || stored === 'dark' ? stored : null;
  } catch {
    return null;
  }
}

const shown = (): Theme => chosen() ?? (systemDark.matches ? 'dark' : 'light');

export const useTheme = create<{ theme: Theme }>()(() => ({ theme: shown() }));

/** Call once, before the first render. */
export function connectTheme(): void {
  systemDark.addEventListener('change', apply);
  apply();
}

export function toggleTheme(): void {
  const next: Theme = shown() === 'dark' ? 'light' : 'dark';
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // Without storage the choice lasts for this visit.
    document.documentElement.dataset.theme = next;
    useTheme.setState({ theme: next });
    return;
  }
  apply();
}

function apply(): void {
  const choice = chosen();
  if (choice) document.documentElement.dataset.theme = choice;
  useTheme.setState({ theme: shown() });
}
