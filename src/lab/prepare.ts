// Compiling the kernels of a run before it is started.

import { trains } from '../experiments/experiment';
import type { Gpu } from '../gpu/device';
import type { RunRequest } from './protocol';
import { understand } from './request';

/**
 * Pulls the run's generator up to where its kernels are compiled, while it `isCurrent`; nothing is allocated.
 * `onProgress(done, total)` counts kernels.
 */
export async function prepareRun(
  request: RunRequest,
  gpu: Gpu,
  isCurrent: () => boolean,
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  const { experiment, config, seed, resume } = understand(request);
  // Where nothing is trained, measuring begins at once: that is left to the run itself.
  if (!trains(experiment)) return;
  const run = experiment.run(
    {
      gpu,
      seed,
      resume,
      files: request.files ?? {},
      setting: (_key, initial) => initial,
      status: (_text, done, total) => {
        if (done !== undefined && total !== undefined && isCurrent()) onProgress(done, total);
      },
      expose: () => {},
    },
    config,
  );
  for (let event = await run.next(); !event.done && isCurrent(); event = await run.next())
    if (event.value.kind === 'compiled') break;
  await run.return();
}
