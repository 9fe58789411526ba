// What is drawn of the findings.

import type { FigureView } from '../findings';

const scatter = {
  mark: 'point',
  x: 'intensity',
  y: 'rate',
  logarithmicX: true,
  logarithmicY: true,
  roof: true,
} as const;

export const figures: readonly FigureView[] = [
  {
    id: 'measured-roofline',
    title: 'Dispatches under the roof of this GPU',
    finding: 'dispatches',
    ...scatter,
    series: 'op',
    label: 'label',
  },
  {
    id: 'modelled-roofline',
    title: 'Layers under the roof of the accelerator, at each precision',
    finding: 'layer-roofline',
    ...scatter,
    series: 'precision',
    label: 'layer',
  },
  {
    id: 'batch',
    title: 'Intensity by batch',
    finding: 'batch-intensity',
    mark: 'line',
    x: 'batch',
    y: 'all',
    series: 'series',
    logarithmicX: true,
    logarithmicY: true,
  },
  {
    id: 'on-chip',
    title: 'Modelled time by on-chip memory',
    finding: 'accelerator',
    mark: 'line',
    x: 'size',
    y: 'time',
    series: 'bandwidth',
  },
  {
    id: 'models',
    title: 'Models by operations and parameters',
    finding: 'models',
    mark: 'point',
    x: 'parameters',
    y: 'flops',
    label: 'model',
    logarithmicX: true,
    logarithmicY: true,
  },
];
