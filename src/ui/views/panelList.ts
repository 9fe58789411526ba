// The names and keys of what the middle of the page can show; `panels.tsx` adds what draws each.

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
] as const;

export type PanelId = (typeof panelList)[number]['id'];
