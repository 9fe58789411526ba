// What a run of this experiment would be, before it runs: its largest step, and the steps of all arms.

import type { Lab, Outline } from '../experiment';
import { stepsPerEpoch } from '../training/imageTask';
import { imageMeasures, outlineOf } from '../training/outline';
import { totalSteps } from '../training/settings';
import { lowBitModel, optimizerOf, type Settings } from './model';

export async function ultraLowPrecisionOutline(settings: Settings, files: Lab['files']): Promise<Outline> {
  const { shape, samples } = await imageMeasures(files, settings);
  const outline = outlineOf(lowBitModel(settings, shape), optimizerOf(settings), settings, samples);
  return { ...outline, totalSteps: 2 * totalSteps(settings, stepsPerEpoch(samples, settings.batch)) };
}
