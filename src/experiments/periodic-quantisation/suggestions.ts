// What to try with periodic regularisers.

import type { Suggestion } from '../experiment';

export const suggestions: readonly Suggestion[] = [
  {
    id: 'hat',
    title: 'pull with the hat in place of the sine',
    why: 'Its slope is the same everywhere, so a weight half-way between two points is pulled too; next to a point it overshoots until the learning rate is small.',
    config: { wave: 'hat' },
  },
  {
    id: 'weak',
    title: 'pull a tenth as hard',
    why: 'The weights come less near to the grid: compare the accuracy before and after rounding, which part again.',
    config: { amplitude: 0.03 },
  },
  {
    id: 'early',
    title: 'begin the ramp early',
    why: 'Weights that are held before they know where to go learn less: the accuracy in f32 falls, though rounding costs nothing.',
    config: { rampStart: 0.1 },
  },
  {
    id: 'coarse-first',
    title: 'start with a grid four times as coarse',
    why: 'The frequency may change during training as the amplitude does: here it doubles twice on the way.',
    config: { coarseStart: 2 },
  },
];
