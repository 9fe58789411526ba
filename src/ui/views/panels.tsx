// What the middle of the page can show. Every panel but the charts is loaded when it is first opened.

import type { ComponentType } from 'react';
import { loadable } from '../shell/loadable';
import { ChartBoard } from './charts/ChartBoard';
import { PanelTrouble } from './PanelTrouble';
import { type PanelId, panelList } from './panelList';

export interface Panel {
  id: PanelId;
  title: string;
  /** Key that opens it. */
  key: string;
  Component: ComponentType;
}

const panel = (id: PanelId, load: () => Promise<{ default: ComponentType }>): ComponentType =>
  loadable(load, (trouble) => (
    <PanelTrouble {...trouble} title={panelList.find((listed) => listed.id === id)?.title ?? id} />
  ));

const components: Record<PanelId, ComponentType> = {
  charts: ChartBoard,
  kernels: panel('kernels', () => import('./kernels/KernelView')),
  memory: panel('memory', () => import('./memory/MemoryView')),
  graph: panel('graph', () => import('./graph/GraphView')),
  weights: panel('weights', () => import('./weights/WeightsView')),
  runs: panel('runs', () => import('./runs/RunsView')),
  data: panel('data', () => import('./data/DatasetsView')),
  results: panel('results', () => import('./results/ResultsView')),
  explain: panel('explain', () => import('./explain/ExplainView')),
  bench: panel('bench', () => import('./bench/BenchView')),
  placement: panel('placement', () => import('./placement/PlacementView')),
};

export const panels: readonly Panel[] = panelList.map((listed) => ({
  ...listed,
  Component: components[listed.id],
}));
