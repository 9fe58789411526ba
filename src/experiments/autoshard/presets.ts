// Starting points of AutoShard beside its defaults.

import type { Preset } from '../experiment';

export const presets: readonly Preset[] = [
  {
    id: 'quick',
    title: 'A first look',
    about: 'thirty updates, twenty tables a task',
    config: { updates: 30, tablesOfTask: 20, testTasks: 5, epochs: 30 },
  },
  {
    id: 'published',
    title: 'As published',
    about: '80 tables on 8 devices: 100,000 steps of the process',
    config: { tablesOfTask: 80, devices: 8 },
  },
];
