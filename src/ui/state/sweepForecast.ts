// How long the runs of a sweep would take, predicted before it starts: each planned by a worker of its own, and
// timed by the pace of earlier runs on this machine.

import type { Command, Config, Preview, RunUpdate } from '../../lab/protocol';
import { setupOf } from '../../lab/sweep';
import { forecastStep, paceOf } from './pace';
import { lab } from './store';
import { openWorker } from './worker';

/** Runs that are planned; the rest take as long as these on average. */
const MOST_PLANNED = 12;

export interface SweepForecast {
  lowSeconds: number;
  highSeconds: number;
}

/** Resolves to null where no earlier run tells the pace, or the plans cannot be made. */
export async function forecastSweep(
  combinations: readonly Config[],
  signal: AbortSignal,
): Promise<SweepForecast | null> {
  const { experiment, config, seed, runs, adapter } = lab.getState();
  const paces = runs.map((run) => paceOf(run, adapter)).filter((pace) => pace !== undefined);
  if (paces.length === 0) return null;
  const every = Math.max(1, Math.ceil(combinations.length / MOST_PLANNED));
  const planned = combinations.filter((_, index) => index % every === 0);
  const planner = openPlanner(signal);
  let [low, high, count] = [0, 0, 0];
  try {
    for (const values of planned) {
      const own = setupOf({ config, seed }, values);
      const run = { experiment, config: own.config, seed: own.seed };
      const { cost } = await planner.plan({ kind: 'preview', run, adapter });
      const step = cost && forecastStep(cost, paces);
      if (!step) continue;
      low += (cost.totalSteps * step.lowMs) / 1000;
      high += (cost.totalSteps * step.highMs) / 1000;
      count++;
    }
  } catch {
    return null;
  } finally {
    planner.close();
  }
  const scale = combinations.length / count;
  return count === 0 ? null : { lowSeconds: low * scale, highSeconds: high * scale };
}

function openPlanner(signal: AbortSignal) {
  let answer: (preview: Preview) => void = () => {};
  let refuse: (reason: Error) => void = () => {};
  const worker = openWorker(
    ({ data }: MessageEvent<RunUpdate>) => {
      if (data.kind === 'preview') answer(data.preview);
    },
    (message) => refuse(new Error(message)),
  );
  signal.addEventListener('abort', () => refuse(new Error('No longer wanted')));
  return {
    plan: (command: Command) =>
      new Promise<Preview>((resolve, reject) => {
        answer = resolve;
        refuse = reject;
        if (signal.aborted) reject(new Error('No longer wanted'));
        else worker.postMessage(command);
      }),
    close: () => worker.terminate(),
  };
}
