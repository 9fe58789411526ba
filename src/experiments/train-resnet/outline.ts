// What a run of this experiment would be, before it runs.

import type { Lab, Outline } from '../experiment';
import { imageMeasures, outlineOf } from '../training/outline';
import { type ResNetSettings, resnetModel, resnetOptimizer } from './model';

export async function resnetOutline(settings: ResNetSettings, files: Lab['files']): Promise<Outline> {
  const { shape, samples } = await imageMeasures(files, settings);
  return outlineOf(resnetModel(settings, shape), resnetOptimizer(settings), settings, samples);
}
