// A request as a host sends it, made whole.

import { experimentById } from '../experiments';
import { settingsFrom } from '../experiments/experiment';
import { requireConfig } from '../experiments/schema';
import { decodeCheckpoint } from './checkpoint';
import type { RunRequest } from './protocol';

/** What a request asks for, with everything it leaves out. Throws `ConfigError`. */
export function understand(request: RunRequest) {
  const experiment = experimentById(request.experiment);
  const resume = request.checkpoint && decodeCheckpoint(request.checkpoint);
  const resumed = resume && settingsFrom(experiment, resume);
  const config = requireConfig(experiment.config, { ...resumed, ...request.config });
  return { experiment, config, seed: resume?.seed ?? request.seed, resume };
}
