// Trains a DLRM: Adagrad on the MLPs, an exact sparse rule on the tables.

import type { Lab } from '../experiment';
import { clickData } from '../training/clickData';
import { clickTask } from '../training/clickTask';
import { stepsPerEpoch } from '../training/imageTask';
import { learningRateSchedule, totalSteps } from '../training/settings';
import { type DlrmSettings, dlrmLayers, dlrmOptimizer } from './model';

export async function dlrmTask(lab: Lab, settings: DlrmSettings) {
  const { train, test, description } = await clickData(lab, settings);
  const { batch } = settings;
  const perEpoch = stepsPerEpoch(train.count, batch);
  const task = clickTask({
    train,
    test,
    model: dlrmLayers(settings),
    batch,
    totalSteps: totalSteps(settings, perEpoch),
    optimizer: dlrmOptimizer(settings),
    learningRate: learningRateSchedule(lab, settings, perEpoch),
    order: settings.shuffle ? 'shuffled' : 'sequential',
    seed: lab.seed,
    data: description,
  });
  return {
    ...task,
    get evaluateEvery() {
      return lab.setting('evaluateEvery', settings.evaluateEvery) || perEpoch;
    },
  };
}
