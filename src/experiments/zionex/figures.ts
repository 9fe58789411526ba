// What is drawn of the findings.

import type { FigureView } from '../findings';

export const figures: readonly FigureView[] = [
  {
    ...{ id: 'losses', title: 'Distance of the training loss from unsharded', finding: 'losses' },
    ...{ mark: 'line', x: 'step', y: 'distance', series: 'run', logarithmicY: true },
  },
  {
    ...{ id: 'traffic', title: 'Bytes by collective', finding: 'traffic', mark: 'bar' },
    ...{ x: 'collective', y: 'bytes', series: 'direction' },
  },
  {
    ...{ id: 'compute', title: 'Measured kernels of each virtual device', finding: 'compute', mark: 'bar' },
    ...{ x: 'device', y: 'time', series: 'phase' },
  },
  {
    ...{ id: 'scaling', title: 'Modelled: samples a second', finding: 'scaling', mark: 'line' },
    ...{ x: 'devices', y: 'throughput', series: 'network', logarithmicX: true, logarithmicY: true },
  },
  {
    ...{ id: 'scaling-exchange', title: 'Modelled: exchange of a step', finding: 'scaling', mark: 'line' },
    ...{ x: 'devices', y: 'exchange', series: 'network', logarithmicX: true, logarithmicY: true },
  },
];
