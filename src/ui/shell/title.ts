// The window's title says how the run stands, for readers who look at another tab.

import { formatNumber } from '../../base/format';
import { isActive, type Run, stepOf } from '../state/run';
import { lab, shownRun } from '../state/store';

const INTERVAL_MILLISECONDS = 1000;
const PLAIN = 'Tessera';

/** Call once. */
export function connectTitle(): void {
  setInterval(() => {
    const text = titleOf(shownRun(lab.getState()));
    if (document.title !== text) document.title = text;
  }, INTERVAL_MILLISECONDS);
}

export function titleOf(run: Run | null): string {
  if (run?.origin !== 'live') return PLAIN;
  const { state } = run;
  if (isActive(run)) {
    const mark = state === 'paused' ? '❚❚' : '▶';
    const total = run.forecast?.totalSteps;
    const share = total ? ` ${Math.floor((100 * stepOf(run)) / total)} %` : '';
    const loss = run.tables.training.last('trainLoss');
    return `${mark}${share}${loss === undefined ? '' : ` · loss ${formatNumber(loss)}`} – ${PLAIN}`;
  }
  return `${{ finished: '✓ finished', stopped: '■ stopped', failed: '! failed' }[state as 'finished']} – ${PLAIN}`;
}
