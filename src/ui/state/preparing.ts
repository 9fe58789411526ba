// Compiles the kernels of what is chosen while the reader reads, so that a run starts at once.

import { inputBytes } from '../../lab/dataProtocol';
import { activeRun, canTrain, type LabState, lab, runRequest } from './store';
import { send } from './worker';

/** Time for a few changes to settle. */
const SETTLE_MILLISECONDS = 600;
/** Larger files are read when their run starts, and only then. */
const MAXIMUM_FILE_BYTES = 32 * 2 ** 20;

/** Call once: prepares the chosen setup now and whenever it changes while nothing runs. */
export function connectPreparation(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let prepared: readonly unknown[] = [];
  const consider = (state: LabState) => {
    const chosen = [state.experiment, state.config, state.trainFiles, state.testFiles, state.reading];
    if (!canTrain(state) || activeRun(state) || chosen.every((part, index) => part === prepared[index]))
      return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      const now = lab.getState();
      if (!canTrain(now) || activeRun(now) || bytesOf(now) > MAXIMUM_FILE_BYTES) return;
      prepared = [now.experiment, now.config, now.trainFiles, now.testFiles, now.reading];
      lab.setState({ prepared: null });
      send({ kind: 'prepare', run: runRequest(now) });
    }, SETTLE_MILLISECONDS);
  };
  lab.subscribe(consider);
  consider(lab.getState());
}

const bytesOf = ({ trainFiles, testFiles }: LabState): number =>
  [...trainFiles, ...testFiles].reduce((sum, file) => sum + inputBytes(file), 0);
