// What stands beside the board of the placement panel.

import { create } from 'zustand';

export const sideParts = [
  { id: 'chosen', title: 'Chosen' },
  { id: 'setup', title: 'Cluster' },
  { id: 'costs', title: 'Costs' },
  { id: 'compare', title: 'Compare' },
  { id: 'frontier', title: 'Time–memory' },
] as const;
export type SidePart = (typeof sideParts)[number]['id'];

export const useSide = create<{ part: SidePart }>()(() => ({ part: 'setup' }));

export const showBeside = (part: SidePart): void => useSide.setState({ part });
