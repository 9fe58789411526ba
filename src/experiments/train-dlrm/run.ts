// Trains a DLRM: Adagrad on the MLPs, an exact sparse rule on the tables.

import { rowWords } from '../../base/rowCodes';
import { EpochOrder } from '../../data/epochOrder';
import type { TableBits } from '../../nn/layers/embedding';
import type { Lab } from '../experiment';
import { type CountedLog, countingRun } from '../placement/countedTables';
import { clickData } from '../training/clickData';
import { clickTask } from '../training/clickTask';
import { stepsPerEpoch } from '../training/imageTask';
import { learningRateSchedule, totalSteps } from '../training/settings';
import { type DlrmSettings, dlrmLayers, dlrmOptimizer } from './model';

export async function dlrmTask(lab: Lab, settings: DlrmSettings) {
  const { train, test, description } = await clickData(lab, settings);
  const { batch } = settings;
  const perEpoch = stepsPerEpoch(train.count, batch);
  const model = dlrmLayers(settings);
  const order = settings.shuffle ? 'shuffled' : 'sequential';
  const task = clickTask({
    train,
    test,
    model,
    batch,
    totalSteps: totalSteps(settings, perEpoch),
    optimizer: dlrmOptimizer(settings),
    learningRate: learningRateSchedule(lab, settings, perEpoch),
    order,
    seed: lab.seed,
    data: description,
  });
  const log: CountedLog = {
    train,
    order: new EpochOrder(train.count, batch, lab.seed, order),
    stored: { dimension: settings.dimension, bytesPerElement: bytesOf(model.tableBits, settings.dimension) },
    run: countingRun('train-dlrm', settings, lab),
  };
  return {
    ...task,
    log,
    get evaluateEvery() {
      return lab.setting('evaluateEvery', settings.evaluateEvery) || perEpoch;
    },
  };
}

/** With the scale and the bias that rows of few bits have. */
const bytesOf = (bits: TableBits = 32, width: number): number =>
  bits === 32 ? 4 : (4 * rowWords({ bits, width })) / width;
