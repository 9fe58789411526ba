// Runs the open plan on this GPU, and shows what its devices took beside what was predicted of them.

import { formatMilliseconds } from '../../../base/format';
import type { Evaluation } from '../../../sharding/editing/evaluation';
import { Icon } from '../../shell/Icon';
import { choose } from '../../state/placement';
import { useMeasuring } from '../../state/placementMeasuring';
import { RAN_FILE, runPlanHere, takeRanPlan } from '../../state/placementRunning';
import { Basis } from './Basis';
import { MeasuringStatus } from './MeasuringStatus';
import { signedPercent } from './readings';
import styles from './sheets.module.css';
import tools from './tools.module.css';
import { type ShownRun, useRanComparison } from './useRanComparison';

export function RanPlanSection({ evaluation }: { evaluation: Evaluation }) {
  const asked = useMeasuring((state) => state.asked);
  const shown = useRanComparison(evaluation);
  const edited = shown !== null && shown.changed.size > 0;
  const same = shown ? shown.devices.length - shown.changed.size : 0;
  return (
    <>
      <h3>Run this plan on this GPU</h3>
      <p className={styles.hint}>
        The kernels of every device’s shards and copies of tables, one virtual device after another. Tables
        are shrunk to what the adapter holds; exchanges are modelled; networks are left out.
      </p>
      <div className={tools.tools}>
        <button type="button" disabled={asked !== null} onClick={() => void runPlanHere()}>
          <Icon name="play" size={10} /> Run this plan
        </button>
        {edited && (
          <button type="button" onClick={takeRanPlan}>
            <Icon name="undo" size={10} /> Take the plan that ran
          </button>
        )}
      </div>
      <MeasuringStatus file={RAN_FILE} />
      {edited && (
        <p className={styles.sentence}>
          Another plan of these tables ran; this one has not.{' '}
          {same > 0 && `${same} of ${shown.devices.length} devices run what they ran.`}
        </p>
      )}
      {shown && same > 0 && <Compared {...shown} evaluation={evaluation} />}
    </>
  );
}

function Compared({ ran, compared, devices, evaluation }: ShownRun & { evaluation: Evaluation }) {
  const { cost } = evaluation;
  const besides = Math.max(...devices.map((own) => own?.besides ?? 0));
  return (
    <>
      <p className={styles.hint}>
        Ran on {ran.adapter}, {ran.batch.toLocaleString('en')} samples,{' '}
        {compared.shrunk
          ? `${compared.shrunk} of ${ran.tables.length} tables shrunk, to at most ${mostRows(ran).toLocaleString('en')} rows; predicted for the tables as they ran`
          : 'all tables in full'}
        . Exchanges of a step, modelled: {formatMilliseconds(1000 * ran.exchangeSeconds)}.
        {besides > 0 &&
          ` Copies of tables took up to ${formatMilliseconds(besides)} more on a device; ${cost.name} knows nothing of them.`}
      </p>
      <table className={styles.ran}>
        <caption className="visually-hidden">Kernels of every device, measured beside predicted</caption>
        <thead>
          <tr>
            <th scope="col">Device</th>
            <th scope="col">
              <Basis basis="measured" name={ran.adapter} />
            </th>
            <th scope="col" title={`Predicted by ${cost.name}`}>
              predicted
            </th>
            <th scope="col">error</th>
          </tr>
        </thead>
        <tbody>
          {devices.map((own, device) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: devices are their places
            <tr key={device} data-slowest={own?.measured === compared.measured || undefined}>
              <th scope="row">
                <button type="button" onClick={() => choose({ kind: 'device', device })}>
                  {device}
                </button>
              </th>
              {own ? (
                <>
                  <td>{formatMilliseconds(own.measured)}</td>
                  <td>{formatMilliseconds(own.predicted)}</td>
                  <td>{own.measured > 0 ? signedPercent(own.predicted / own.measured) : '–'}</td>
                </>
              ) : (
                <td colSpan={3} data-changed>
                  changed since it ran
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

const mostRows = ({ tables }: ShownRun['ran']): number => Math.max(...tables.map(({ ranRows }) => ranRows));
