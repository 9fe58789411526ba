// A request as a host sends it, made whole.

import { ConfigError } from '../base/errors';
import { experimentById } from '../experiments';
import { requireConfig } from '../experiments/schema';
import { decodeCheckpoint } from './checkpoint';
import type { RunRequest } from './protocol';

/** What a request asks for, with everything it leaves out. Throws `ConfigError`. */
export function understand(request: RunRequest) {
  const experiment = experimentById(request.experiment);
  const resume = request.checkpoint && decodeCheckpoint(request.checkpoint);
  if (resume && resume.experiment !== experiment.id)
    throw new ConfigError(`The checkpoint belongs to ${resume.experiment}, not to ${experiment.id}.`);
  const config = requireConfig(experiment.config, { ...resume?.config, ...request.config });
  return { experiment, config, seed: resume?.seed ?? request.seed, resume };
}
