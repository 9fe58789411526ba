// The plan in six numbers.

import type { ReactNode } from 'react';
import { formatBytes, formatMilliseconds } from '../../../base/format';
import type { Evaluation } from '../../../sharding/editing/evaluation';
import { aboutCost } from '../../../sharding/editing/givenCost';
import { choose, usePlaced } from '../../state/placement';
import { useCosts } from '../../state/placementCosts';
import { showBeside } from '../../state/placementSide';
import { Basis } from './Basis';
import { CostSelect } from './CostSelect';
import styles from './placement.module.css';
import { signedPercent } from './readings';
import { useBound } from './useBound';
import { useRanComparison } from './useRanComparison';

export function Headline({ evaluation }: { evaluation: Evaluation }) {
  const kept = usePlaced((state) => state.kept);
  const bound = useBound(evaluation);
  const run = useRanComparison(evaluation);
  // Of all devices the slowest: only while all are as they ran.
  const ran = run?.changed.size === 0 ? run.compared : undefined;
  const { rating, slowest, criticalPath, imbalance, devices } = evaluation;
  const filled = ({ used, reserved, capacity }: (typeof devices)[number]) =>
    capacity.hbm > 0 ? (used.hbm + reserved.hbm) / capacity.hbm : 0;
  const mean = devices.reduce((sum, { total }) => sum + total, 0) / devices.length;
  const fullest = devices.reduce((a, b) => (filled(b) > filled(a) ? b : a));
  return (
    <dl className={styles.headline} data-ran={ran ? true : undefined}>
      <Figure
        name="Slowest device"
        value={formatMilliseconds(rating)}
        beside={<Basis basis={evaluation.cost.basis} name={evaluation.cost.name} />}
      >
        <button type="button" onClick={() => choose({ kind: 'device', device: slowest })}>
          device {slowest}
        </button>{' '}
        by <CostChoice />
      </Figure>
      <Figure
        name="No plan is below"
        value={bound === undefined ? '–' : formatMilliseconds(bound)}
        title={
          evaluation.cost.devices
            ? 'Kernels of one width are one on a device, so that the costs of shards do not add up to a device’s; a bound that is proved needs sums'
            : 'A lower bound on the slowest device of every plan of these tables'
        }
      >
        {evaluation.cost.devices
          ? 'none is proved'
          : bound === undefined
            ? 'not known'
            : `gap ${(100 * (rating / bound - 1)).toFixed(1)} %`}
      </Figure>
      <Figure
        name="Critical path"
        value={formatMilliseconds(criticalPath.comms + criticalPath.compute)}
        title="What all devices wait for: the slowest lookup and, of each kind of exchange, the slowest"
      >
        lookup {digits(criticalPath.compute)} + exchange {digits(criticalPath.comms)}
      </Figure>
      <Figure
        name="Slowest over the mean"
        value={mean > 0 ? signedPercent(rating / mean) : '–'}
        title="How much longer the slowest device takes than devices do on average; TorchRec’s total distance is how much of all time would have to move for all to be even"
      >
        {(50 * imbalance.time.totalDistance).toFixed(0)} % of time out of place
      </Figure>
      <Figure name="Fullest device" value={`${(100 * filled(fullest)).toFixed(0)} %`}>
        <button type="button" onClick={() => choose({ kind: 'device', device: fullest.device })}>
          device {fullest.device}
        </button>{' '}
        of {formatBytes(fullest.capacity.hbm)}
      </Figure>
      <Figure
        name="Against the kept plan"
        value={kept ? signedPercent(rating / kept.evaluation.rating) : '–'}
      >
        {kept ? `${formatMilliseconds(kept.evaluation.rating)}: ${kept.label}` : 'none is kept'}
      </Figure>
      {ran && (
        <Figure
          name="Kernels, when run"
          value={formatMilliseconds(ran.measured)}
          beside={<Basis basis="measured" />}
          title="Of the slowest device’s shards and copies alone, of tables as they ran on this GPU"
        >
          <button type="button" onClick={() => showBeside('costs')}>
            predicted
          </button>{' '}
          {formatMilliseconds(ran.predicted)}, {signedPercent(ran.predicted / ran.measured)}
        </Figure>
      )}
    </dl>
  );
}

interface FigureProps {
  name: string;
  value: string;
  title?: string;
  beside?: ReactNode;
  children: ReactNode;
}

const digits = (milliseconds: number): string => String(Number(milliseconds.toPrecision(3)));

const Figure = ({ name, value, title, beside, children }: FigureProps) => (
  <div title={title}>
    <dt>{name}</dt>
    <dd>
      <b>{value}</b>
      {beside}
      <small>{children}</small>
    </dd>
  </div>
);

/** By which model everything here is judged. */
function CostChoice() {
  const cost = usePlaced((state) => state.cost);
  const several = useCosts((state) => state.costs.length > 1);
  const { title, about } = aboutCost(cost);
  if (several) return <CostSelect />;
  return (
    <button type="button" title={about} onClick={() => showBeside('costs')}>
      {title}
    </button>
  );
}
