// What the reader looks at inside the network. Kept while other panels are open.

import { create } from 'zustand';

export type Section = 'attention' | 'filters' | 'maps' | 'positions' | 'tables' | 'parameters';

interface Look {
  section: Section;
  /** Index of the test image. */
  sample: number;
  layer: number;
  head: number;
  /** The patch whose attention is shown; null for the mean over all. */
  query: number | null;
  table: number;
}

export const useLook = create<Look>()(() => ({
  section: 'attention',
  sample: 0,
  layer: 0,
  head: 0,
  query: null,
  table: 0,
}));
