// What a run of this experiment would be, before it runs: the steps of all its arms.

import type { Lab, Outline } from '../experiment';
import { stepsPerEpoch } from '../training/imageTask';
import { imageMeasures, outlineOfArms, stepsOf } from '../training/outline';
import { totalSteps } from '../training/settings';
import { courseOf } from './course';
import { modelOf, optimizerOf, type Settings } from './model';

export async function ultraLowPrecisionOutline(settings: Settings, files: Lab['files']): Promise<Outline> {
  const { batch } = settings;
  const { shape, samples } = await imageMeasures(files, settings);
  const course = courseOf(settings, totalSteps(settings, stepsPerEpoch(samples, batch)));
  const arms = course.map(({ id, from, lowBits, totalSteps }) => {
    const model = modelOf(settings, shape, lowBits);
    return { id, from, task: { ...stepsOf(model, optimizerOf(settings), batch), totalSteps } };
  });
  return outlineOfArms(arms, batch);
}
