// What a run would be, before it runs: the steps of all its arms.

import { evaluationStep } from '../../nn/trainingStep';
import type { Lab, Outline } from '../experiment';
import { stepsPerEpoch } from '../training/imageTask';
import { imageMeasures, outlineOfArms } from '../training/outline';
import { courseOf, modelOf, resolved, type Settings, trainingGraphs } from './model';
import { coursesOf } from './variants';

export async function outline(given: Settings, files: Lab['files']): Promise<Outline> {
  const settings = resolved(given);
  const { batch } = settings;
  const { shape, samples } = await imageMeasures(files, settings);
  const model = modelOf(settings, shape);
  const { total: totalSteps, begins } = courseOf(settings, stepsPerEpoch(samples, batch));
  const training = trainingGraphs(settings, model);
  const evaluation = evaluationStep(model, { batchSize: batch });
  const arms = coursesOf(settings, begins, 0).map(({ id, from, variant }) => ({
    id,
    from,
    task: { training: training(variant.wave), evaluation, totalSteps },
  }));
  return outlineOfArms(arms, batch);
}
