// Trains the DLRM of the open tables under the open plan, and shows what that changed.

import { adapterText } from '../../../base/adapterText';
import type { Evaluation } from '../../../sharding/editing/evaluation';
import { pickFiles } from '../../controls/pickFiles';
import { Icon } from '../../shell/Icon';
import { useMeasuring } from '../../state/placementMeasuring';
import {
  countingRunOf,
  missingOf,
  TRAINED_FILE,
  trainPlanHere,
  useTrained,
  whyNotTrained,
} from '../../state/placementTraining';
import type { Run } from '../../state/run';
import { showRun } from '../../state/runs';
import { setFiles } from '../../state/setupActions';
import { lab } from '../../state/store';
import { Basis } from './Basis';
import { MeasuringStatus } from './MeasuringStatus';
import styles from './sheets.module.css';
import tools from './tools.module.css';

/** Nothing where the tables are of no DLRM of the lab. */
export function TrainPlanSection({ evaluation: { document } }: { evaluation: Evaluation }) {
  const asked = useMeasuring((state) => state.asked);
  const trained = useTrained((state) => state.trained);
  const run = lab(({ runs }) => runs.find(({ id }) => id === trained?.run));
  const counted = countingRunOf(document);
  const missing = lab((state) => counted && missingOf(counted, state).join(' + '));
  if (!counted) return null;
  const refusal = whyNotTrained(document);
  return (
    <>
      <h3>Train under this plan</h3>
      <p className={styles.hint}>
        {refusal ??
          `The DLRM that these tables are of, on ${counted.files.length ? counted.files.join(' + ') : 'its click log'}, unsharded and under this plan; steps and links as set up for “Train under a sharding plan”.`}
      </p>
      <div className={tools.tools}>
        <button
          type="button"
          disabled={asked !== null || refusal !== undefined}
          onClick={() => void trainPlanHere()}
        >
          <Icon name="play" size={10} /> Train under this plan
        </button>
        {missing && (
          <button type="button" onClick={() => void pickFiles('').then(addLog)}>
            Add {missing}…
          </button>
        )}
        {run && trained?.tables === document.problem.tables && (
          <button
            type="button"
            onClick={() => {
              showRun(run.id);
              lab.setState({ panel: 'results' });
            }}
          >
            All it found
          </button>
        )}
      </div>
      <MeasuringStatus file={TRAINED_FILE} stop="Stop training" />
      {run &&
        trained?.tables === document.problem.tables &&
        (trained.plan === document.plan ? (
          <Outcome run={run} />
        ) : (
          <p className={styles.sentence}>Training went on under another plan of these tables.</p>
        ))}
    </>
  );
}

const addLog = (files: readonly File[]): void =>
  setFiles('train', [
    ...lab.getState().trainFiles,
    ...files.map((file) => ({ name: file.name, blob: file })),
  ]);

const DIGITS = 6;

function Outcome({ run: { metrics, adapter, weightHash, config } }: { run: Run }) {
  const { testLogLoss, unshardedTestLogLoss, planRepeats } = metrics;
  const change = testLogLoss - unshardedTestLogLoss;
  const rows = [
    ['Test log loss under the plan', testLogLoss.toFixed(DIGITS)],
    ['Unsharded', unshardedTestLogLoss.toFixed(DIGITS)],
    ['Change', `${change < 0 ? '−' : '+'}${Math.abs(change).toExponential(1)}`],
    ['Two runs, one hash', planRepeats ? 'yes' : 'no'],
    ...(weightHash ? [['Weights', weightHash.slice(0, 12)]] : []),
  ];
  return (
    <table className={styles.ran}>
      <caption className={styles.hint}>
        {config.steps.toLocaleString('en')} steps.{' '}
        <Basis basis="measured" {...(adapter && { name: adapterText(adapter) })} />
      </caption>
      <tbody>
        {rows.map(([name, value]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
