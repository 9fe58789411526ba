// The recorded run that comes with the page for each experiment, so that a first visit and a machine
// without a GPU have something real to look at.

import { played } from './playback';
import { type Run, runFromBundle } from './run';
import { addRun, removeRuns, showRun } from './runs';
import { findExperiment } from './setup';
import { activeRun, lab } from './store';

/** Shows the reader's latest run of the chosen experiment, else its recording. */
export async function showExample(): Promise<void> {
  const { experiment } = lab.getState();
  if (activeRun(lab.getState())) return;
  const own = ownRun(experiment);
  if (own) return showRun(own.id);
  removeRecordings();
  const example = await load(experiment);
  const now = lab.getState();
  if (example && now.experiment === experiment && !ownRun(experiment) && !activeRun(now)) {
    removeRecordings();
    addRun(played(example));
  }
}

/** Makes room for the reader's own runs. */
export const removeRecordings = (): void =>
  removeRuns(
    lab
      .getState()
      .runs.filter(({ origin }) => origin === 'recorded')
      .map(({ id }) => id),
  );

const ownRun = (experiment: string): Run | undefined =>
  lab
    .getState()
    .runs.findLast((run) => run.experiment === experiment && run.origin !== 'recorded' && !run.hidden);

async function load(experiment: string) {
  const file = `prerecorded/${experiment}.arrow`;
  try {
    const [response, { decodeBundle }] = await Promise.all([fetch(file), import('../../lab/bundle')]);
    if (!response.ok) return null;
    const bundle = decodeBundle(new Uint8Array(await response.arrayBuffer()), file);
    return runFromBundle(bundle, 'recorded', `recorded ${findExperiment(experiment).title.toLowerCase()}`);
  } catch {
    // A page without its recordings still trains.
    return null;
  }
}
