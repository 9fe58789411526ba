// What a run would be, before it runs: the steps of one arm, and how many all arms take together.

import { evaluationStep, trainingStep } from '../../nn/trainingStep';
import type { Lab, Outline } from '../experiment';
import { stepsPerEpoch } from '../training/imageTask';
import { imageMeasures } from '../training/outline';
import { courseOf, modelOf, optimizerOf, resolved, type Settings } from './model';
import { variantsOf } from './variants';

export async function outline(given: Settings, files: Lab['files']): Promise<Outline> {
  const settings = resolved(given);
  const { shape, samples } = await imageMeasures(files, settings);
  const model = modelOf(settings, shape);
  const { batch, seeds } = settings;
  const { total, begins } = courseOf(settings, stepsPerEpoch(samples, batch));
  const variants = Array.from({ length: seeds }, (_, index) => variantsOf(settings, index)).flat();
  const lengths = variants.map(({ schedule }) => (schedule === 'ramp' ? total - begins : total));
  return {
    training: trainingStep(model, { batchSize: batch, optimizer: optimizerOf(settings) }),
    evaluation: evaluationStep(model, { batchSize: batch }),
    batch,
    totalSteps: lengths.reduce((sum, steps) => sum + steps, 0),
  };
}
