// The names and keys of what the middle of the page can show; `panels.tsx` adds what draws each.

interface ListedPanel {
  id: string;
  title: string;
  /** Key that opens it. */
  key: string;
  /** Has nothing to do with a run, and takes the whole width of the page. */
  wide?: boolean;
}

export const panelList = [
  { id: 'charts', title: 'Charts', key: '1' },
  { id: 'kernels', title: 'Kernel times', key: '2' },
  { id: 'memory', title: 'Memory', key: '3' },
  { id: 'graph', title: 'Graph', key: '4' },
  { id: 'weights', title: 'Weights', key: '5' },
  { id: 'runs', title: 'Runs', key: '6' },
  { id: 'data', title: 'Data', key: '7' },
  { id: 'explain', title: 'Explain', key: '8' },
  { id: 'results', title: 'Results', key: '9' },
  { id: 'bench', title: 'Bench', key: 'b' },
  { id: 'placement', title: 'Placement', key: 'p', wide: true },
] as const satisfies readonly ListedPanel[];

export type PanelId = (typeof panelList)[number]['id'];

export const isWide = (id: string): boolean =>
  panelList.some((listed: ListedPanel) => listed.id === id && listed.wide);
