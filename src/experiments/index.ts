// All experiments, in the order they are listed.

import { ConfigError } from '../base/errors';
import { autoshard } from './autoshard';
import { dreamshard } from './dreamshard';
import type { Experiment } from './experiment';
import { int8Inference } from './int8-inference';
import { measuredCosts } from './measured-costs';
import { measuredPlan } from './measured-plan';
import { measuredSets } from './measured-sets';
import { neuroshard } from './neuroshard';
import { periodicQuantisation } from './periodic-quantisation';
import { recshard } from './recshard';
import { torchrecPlanner } from './torchrec-planner';
import { trainDlrm } from './train-dlrm';
import { trainResnet } from './train-resnet';
import { trainVit } from './train-vit';
import { ultraLowPrecision } from './ultra-low-precision';
import { workloadCharacterisation } from './workload-characterisation';
import { zionex } from './zionex';

export const experiments: readonly Experiment[] = [
  trainResnet,
  trainVit,
  trainDlrm,
  int8Inference,
  periodicQuantisation,
  ultraLowPrecision,
  workloadCharacterisation,
  recshard,
  torchrecPlanner,
  zionex,
  measuredCosts,
  measuredPlan,
  measuredSets,
  neuroshard,
  autoshard,
  dreamshard,
];

/** Throws `ConfigError` with the known ids when there is no such experiment. */
export function experimentById(id: string): Experiment {
  const found = experiments.find((experiment) => experiment.id === id);
  if (!found)
    throw new ConfigError(
      `There is no experiment "${id}". Experiments: ${experiments.map((e) => e.id).join(', ')}.`,
    );
  return found;
}
