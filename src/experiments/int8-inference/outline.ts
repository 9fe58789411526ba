// What a run of this experiment would train, before it runs.

import type { Lab, Outline } from '../experiment';
import { imageMeasures, outlineOf } from '../training/outline';
import { trainingOf } from './model';
import type { Int8Settings } from './settings';

export async function int8Outline(config: Int8Settings, files: Lab['files']): Promise<Outline> {
  const { settings, model, optimizer } = trainingOf(config);
  const { shape, samples } = await imageMeasures(files, settings);
  return outlineOf(model(shape), optimizer, settings, samples);
}
