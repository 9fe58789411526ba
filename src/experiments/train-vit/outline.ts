// What a run of this experiment would be, before it runs.

import type { Lab, Outline } from '../experiment';
import { imageMeasures, outlineOf } from '../training/outline';
import { type ViTSettings, vitModel, vitOptimizer } from './model';

export async function vitOutline(settings: ViTSettings, files: Lab['files']): Promise<Outline> {
  const { shape, samples } = await imageMeasures(files, settings);
  return outlineOf(vitModel(settings, shape), vitOptimizer(settings), settings, samples);
}
