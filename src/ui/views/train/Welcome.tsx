// Above a run that was not made here: what it is, and the way to make one.

import { formatNumber, formatSeconds } from '../../../base/format';
import { trains } from '../../../experiments/experiment';
import { adapterName, formatMetric, metricName } from '../../state/format';
import { type Run, stepOf } from '../../state/run';
import { start } from '../../state/runActions';
import { findExperiment } from '../../state/setup';
import { canTrain, lab, shownRun } from '../../state/store';
import { Suggestions } from '../explain/Suggestions';
import styles from './TrainView.module.css';

export function Welcome() {
  const run = lab(shownRun);
  const chosen = lab((state) => state.experiment);
  const ready = lab(canTrain);
  if (run?.origin === 'live') return null;
  return (
    <>
      <section className={styles.welcome} aria-label="What this is">
        <p>
          {run?.origin === 'file' ? (
            <>
              <strong>{run.name}</strong>, a saved run: {outcome(run)}.
            </>
          ) : (
            <>
              <strong>Tessera trains models on your own GPU, in this tab.</strong>{' '}
              {run ? recorded(run) : findExperiment(chosen).about}
            </>
          )}
        </p>
        {ready && (
          <button type="button" onClick={() => void start()}>
            {trains(findExperiment(chosen)) ? 'Train it here' : 'Run it here'}
          </button>
        )}
      </section>
      {run?.origin !== 'file' && <Suggestions />}
    </>
  );
}

/** What the recording below is. */
const recorded = (run: Run): string =>
  run.playing === null
    ? `Below is a recorded run: ${outcome(run)}.`
    : `Below a recorded run of “${findExperiment(run.experiment).title}” plays, ${run.playing} times as fast as it went.`;

/** "“Train a ResNet”, test accuracy 98.7 % after 41 s on nvidia hopper". */
function outcome(run: Run): string {
  const { title, views } = findExperiment(run.experiment);
  const metric = views.find(({ table }) => table === 'evaluation')?.y[0] ?? '';
  const value = run.tables.evaluation.last(metric);
  const result =
    value === undefined
      ? `, ${formatNumber(stepOf(run))} steps`
      : `, ${metricName(metric)} ${formatMetric(metric, value)}`;
  const time = run.wallSeconds === null ? '' : ` after ${formatSeconds(run.wallSeconds)}`;
  const where = run.adapter ? ` on ${adapterName(run.adapter)}` : '';
  return `“${title}”${result}${time}${where}`;
}
