// The kept plan beside the one that stands: device by device, what was recut, what moved, and what that bought.

import { useDeferredValue, useMemo } from 'react';
import { formatBytes, formatMilliseconds } from '../../../base/format';
import { comparePlans, type PlanDifference } from '../../../sharding/editing/difference';
import type { Evaluation } from '../../../sharding/editing/evaluation';
import { adopt, choose, keep, usePlaced } from '../../state/placement';
import { shardName, tableName, typeTitles } from '../../state/placementWords';
import { Basis } from './Basis';
import styles from './sheets.module.css';
import tools from './tools.module.css';

/** Of a list. */
const MOST = 30;
/** Devices whose bars stand close. */
const MANY = 24;

export function CompareSheet({ evaluation }: { evaluation: Evaluation }) {
  const kept = usePlaced((state) => state.kept);
  const settled = useDeferredValue(evaluation);
  const difference = useMemo(() => kept && comparePlans(kept.evaluation, settled), [kept, settled]);
  if (!kept || !difference)
    return (
      <section aria-label="Comparison">
        <p className={styles.hint}>
          Keep the plan as it is now; whatever you do then is held against it: which shards moved, what was
          cut otherwise, and what that bought on every device.
        </p>
        <div className={tools.tools}>
          <button type="button" onClick={() => keep()}>
            Keep this plan
          </button>
        </div>
      </section>
    );
  const { recut, moved, bytesMoved, sentence } = difference;
  return (
    <section aria-label="Comparison">
      <h3>Against “{kept.label}”</h3>
      <p className={styles.sentence}>{sentence}</p>
      <DeviceBars difference={difference} />
      <p className={styles.origin}>
        Before outlined, now filled; <Basis basis={evaluation.cost.basis} name={evaluation.cost.name} />{' '}
        times.
        {bytesMoved > 0 && ` ${formatBytes(bytesMoved)} of weights would move.`}
      </p>
      {recut.length > 0 && (
        <>
          <h4>Cut otherwise</h4>
          <ul className={styles.cuts}>
            {recut.slice(0, MOST).map(({ table, before, after, timeBefore, timeAfter }) => (
              <li key={table}>
                <button type="button" onClick={() => choose({ kind: 'shard', table, shard: 0 })}>
                  <span>
                    {tableName(evaluation.document, table)}
                    <small>
                      {typeTitles[before.shardingType]} ({before.shards.length}) →{' '}
                      {typeTitles[after.shardingType]} ({after.shards.length})
                    </small>
                  </span>
                  <b>
                    {formatMilliseconds(timeBefore)} → {formatMilliseconds(timeAfter)}
                  </b>
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
      {moved.length > 0 && (
        <>
          <h4>Moved</h4>
          <ul className={styles.cuts}>
            {moved.slice(0, MOST).map(({ table, shard, from, to, memory }) => (
              <li key={`${table} ${shard}`}>
                <button type="button" onClick={() => choose({ kind: 'shard', table, shard })}>
                  <span>{shardName(evaluation.document, table, shard)}</span>
                  <b>
                    device {from} → {to}, {formatBytes(memory.hbm + memory.ddr)}
                  </b>
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
      {recut.length + moved.length > MOST && (
        <p className={styles.origin}>
          {recut.length} tables cut otherwise and {moved.length} shards moved in all.
        </p>
      )}
      <div className={tools.tools}>
        <button type="button" onClick={() => adopt(kept.evaluation.document.plan, `Back to: ${kept.label}`)}>
          Take the kept plan back
        </button>
        <button type="button" onClick={() => keep()}>
          Keep this one instead
        </button>
        <button type="button" onClick={() => keep(false)}>
          Forget it
        </button>
      </div>
    </section>
  );
}

function DeviceBars({ difference: { devices } }: { difference: PlanDifference }) {
  const most = Math.max(...devices.flatMap(({ timeBefore, timeAfter }) => [timeBefore, timeAfter])) || 1;
  const text = devices
    .map(({ device, timeBefore, timeAfter }) => {
      return `device ${device} ${formatMilliseconds(timeBefore)} before, ${formatMilliseconds(timeAfter)} now`;
    })
    .join('; ');
  return (
    <div className={styles.twins} role="img" aria-label={text} data-many={devices.length > MANY || undefined}>
      {devices.map(({ device, timeBefore, timeAfter }) => (
        <span
          key={device}
          title={`Device ${device}: ${formatMilliseconds(timeBefore)} → ${formatMilliseconds(timeAfter)}`}
        >
          <i style={{ height: `${(100 * timeAfter) / most}%` }} />
          <i data-kind="before" style={{ height: `${(100 * timeBefore) / most}%` }} />
        </span>
      ))}
    </div>
  );
}
