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
    const chosen = partsOf(state);
    if (!canTrain(state) || isBusy(state) || chosen.every((part, index) => part === prepared[index])) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      const now = lab.getState();
      if (!canTrain(now) || isBusy(now) || bytesOf(now) > MAXIMUM_FILE_BYTES) return;
      prepared = partsOf(now);
      lab.setState({ prepared: null });
      send({ kind: 'prepare', run: runRequest(now) });
    }, SETTLE_MILLISECONDS);
  };
  lab.subscribe(consider);
  consider(lab.getState());
}

const isBusy = (state: LabState): boolean => activeRun(state) !== null || state.tuningUpdate !== null;

/** What decides which kernels there are. */
const partsOf = (state: LabState): readonly unknown[] => {
  const { experiment, config, trainFiles, testFiles, reading, tuning, usesTuning } = state;
  return [experiment, config, trainFiles, testFiles, reading, usesTuning && tuning];
};

const bytesOf = ({ trainFiles, testFiles }: LabState): number =>
  [...trainFiles, ...testFiles].reduce((sum, file) => sum + inputBytes(file), 0);
