// A click model on impressions as a training task: one pass in order or shuffled epochs, judged by
// log loss, normalised entropy and AUC, against the Bayes optimum where the data knows it.

import { type ClickBatchBuffers, ClickBatcher } from '../../data/clickBatches';
import type { ClickDataset } from '../../data/dataset';
import type { SampleOrder } from '../../data/epochOrder';
import { auc, bayesReference, logLoss, normalizedEntropy } from '../../data/metrics';
import { lookupCapacity } from '../../nn/model';
import type { DlrmConfig } from '../../nn/models/dlrm';
import { evaluationStep, trainingStep } from '../../nn/trainingStep';
import type { OptimizerConfig } from '../../optim/config';
import type { Schedule } from '../../optim/schedules';
import type { Metrics } from '../experiment';
import { stepsPerEpoch } from './imageTask';
import { clickProbe } from './probe/clickProbe';
import type { Feeds, Scorer, TrainingTask } from './task';

export interface ClickTaskOptions {
  train: ClickDataset;
  test: ClickDataset;
  /** Everything of the model but what the data decides. */
  model: Pick<DlrmConfig, 'bottom' | 'top' | 'interaction' | 'tableBits'>;
  batch: number;
  totalSteps: number;
  optimizer: OptimizerConfig;
  learningRate: Schedule;
  order: SampleOrder;
  seed: number;
  data: string;
}

export function clickTask(options: ClickTaskOptions): TrainingTask {
  const { train, test, batch, seed } = options;
  const batches = new ClickBatcher(train, batch, seed, options.order);
  const tests = new ClickBatcher(test, batch, seed, 'sequential');
  const capacity = Math.max(batches.maxLookups, tests.maxLookups);
  const model = {
    kind: 'dlrm' as const,
    ...options.model,
    dense: train.denseFeatures,
    tables: train.tables.map(({ rows }) => rows),
    lookupsPerSample: capacity / batch,
  };
  if (lookupCapacity(model, batch) < capacity) model.lookupsPerSample = (capacity + 1) / batch;
  const buffers = bufferViews();
  return {
    training: trainingStep(model, { batchSize: batch, optimizer: options.optimizer, seed }),
    evaluation: evaluationStep(model, { batchSize: batch }),
    batch,
    stepsPerEpoch: stepsPerEpoch(train.count, batch),
    totalSteps: options.totalSteps,
    data: options.data,
    learningRate: options.learningRate,
    fill: (step, feeds) => batches.fillTraining(step, buffers(feeds)),
    row: (outputs) => {
      const norm = outputs.get('gradientNorm');
      return { trainLoss: outputs.get('loss')![0], ...(norm && { gradientNorm: norm[0] }) };
    },
    evaluationBatches: tests.evaluationBatches,
    fillEvaluation: (index, feeds) => tests.fillEvaluation(index, buffers(feeds)),
    scorer: () => clickScorer(test, batch),
    lookInside: () => clickProbe(model, train),
  };
}

/** The feeds of a click model as the batcher names them; made once per program. */
function bufferViews(): (feeds: Feeds) => ClickBatchBuffers {
  const known = new Map<Feeds, ClickBatchBuffers>();
  return (feeds) => {
    let buffers = known.get(feeds);
    if (!buffers) {
      const f32 = (name: string) => feeds.get(name) as Float32Array;
      const u32 = (name: string) => feeds.get(name) as Uint32Array;
      buffers = {
        dense: f32('dense'),
        indices: u32('indices'),
        offsets: u32('offsets'),
        // Evaluation reads no labels; the batcher writes them all the same.
        labels: f32('targets') ?? new Float32Array(u32('offsets').length),
        sparse: feeds.has('uniqueRows')
          ? {
              uniqueRows: u32('uniqueRows'),
              segmentStarts: u32('segmentStarts'),
              segmentBags: u32('segmentBags'),
              counts: u32('counts'),
            }
          : undefined,
      };
      known.set(feeds, buffers);
    }
    return buffers;
  };
}

function clickScorer(test: ClickDataset, batch: number): Scorer {
  const probabilities = new Float64Array(test.count);
  // With planted data the true probabilities take the labels' place, which removes the label noise.
  const truth = test.probability ?? test.labels;
  return {
    add: (index, valid, outputs) => {
      const logits = outputs.get('logits')!;
      for (let row = 0; row < valid; row++)
        probabilities[index * batch + row] = 1 / (1 + Math.exp(-logits[row]));
    },
    scores: () => {
      const scores: Metrics = {
        testLogLoss: logLoss(probabilities, truth),
        testNormalizedEntropy: normalizedEntropy(probabilities, truth),
        testAuc: auc(probabilities, truth),
      };
      if (!test.probability) return scores;
      const bayes = bayesReference(test.probability);
      return {
        ...scores,
        bayesLogLoss: bayes.logLoss,
        bayesNormalizedEntropy: bayes.normalizedEntropy,
        bayesAuc: bayes.auc,
        excessNormalizedEntropy: scores.testNormalizedEntropy - bayes.normalizedEntropy,
      };
    },
  };
}
