// Tuning the products of what a run would train: the device measures, nothing is trained, and the table is the host's
// to keep.

import { ConfigError } from '../base/errors';
import { tuneGraphs } from '../compile/tune';
import type { Gpu } from '../gpu/device';
import type { RunRequest } from './protocol';
import { understand } from './request';
import type { TuningUpdate } from './tuning';
import { newTable } from './tuningUse';

export interface TuneHost {
  report(update: TuningUpdate): void;
  /** Whether the rest is not wanted. */
  ended(): boolean;
}

export async function tuneRun(request: RunRequest, gpu: Gpu, host: TuneHost): Promise<void> {
  const { experiment, config } = understand(request);
  if (!experiment.outline)
    throw new ConfigError(`${experiment.title}: this experiment has no step that could be tuned.`);
  const outline = await experiment.outline(config, request.files ?? {});
  const steps = (outline.arms ?? [{ task: outline }]).flatMap(({ task }) => [task.training, task.evaluation]);
  const empty = await newTable(gpu.report, []);
  await tuneGraphs(gpu, [...new Set(steps)], {
    report: ({ products, ...progress }) => host.report({ ...progress, table: { ...empty, products } }),
    ended: host.ended,
  });
}
