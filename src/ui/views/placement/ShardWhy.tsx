// Why a shard is where it is: what every other place and every other cut of its table would give. Computed when asked.

import { useDeferredValue, useMemo, useState } from 'react';
import { formatMilliseconds } from '../../../base/format';
import type { Evaluation } from '../../../sharding/editing/evaluation';
import { type Alternative, explainShard } from '../../../sharding/editing/explain';
import { act } from '../../state/placement';
import { Basis } from './Basis';
import { signedPercent } from './readings';
import styles from './sheets.module.css';

interface ShardWhyProps {
  evaluation: Evaluation;
  table: number;
  shard: number;
}

export function ShardWhy(props: ShardWhyProps) {
  const [open, setOpen] = useState(false);
  return (
    <details className={styles.more} open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Why is this shard here?</summary>
      {open && <Explanation {...props} />}
    </details>
  );
}

const MOST_CUTS = 8;

function Explanation({ evaluation, table, shard }: ShardWhyProps) {
  const settled = useDeferredValue(evaluation);
  const found = useMemo(() => {
    const { shards } = settled.tables[table] ?? { shards: [] };
    return shards[shard] ? explainShard(settled, settled.cost, table, shard) : null;
  }, [settled, table, shard]);
  if (!found) return null;
  const { places, cuts, best, sentence } = found;
  const rated = places.filter(({ rating }) => rating !== undefined);
  const worst = Math.max(...rated.map(({ rating }) => rating ?? 0), settled.rating);
  return (
    <div className={styles.why}>
      <p>{sentence}</p>
      {best && (
        <button type="button" className={styles.best} onClick={() => act(best.edit)}>
          Better: {best.label}, {formatMilliseconds(best.rating ?? 0)} (
          {signedPercent((best.rating ?? 0) / settled.rating)})
        </button>
      )}
      <h4>
        The slowest device, were it on each, <Basis basis={settled.cost.basis} name={settled.cost.name} />
      </h4>
      <div className={styles.places}>
        {places.map(({ device, rating, fits, current, because, edit, label }) => (
          <button
            key={device}
            type="button"
            disabled={current || rating === undefined}
            data-current={current || undefined}
            data-fits={fits || undefined}
            title={`${label}: ${rating === undefined ? because : formatMilliseconds(rating)}${fits ? '' : `; ${because ?? 'does not fit'}`}`}
            aria-label={`Device ${device}: ${rating === undefined ? (because ?? 'not allowed') : formatMilliseconds(rating)}${fits ? '' : ', does not fit'}`}
            onClick={() => act(edit)}
          >
            <i style={{ height: `${(100 * (rating ?? 0)) / worst}%` }} />
            {places.length <= 16 && <span>{device}</span>}
          </button>
        ))}
      </div>
      <h4>Other ways to cut the table</h4>
      <ul className={styles.cuts}>
        {cuts.slice(0, MOST_CUTS).map((cut) => (
          <li key={cut.label}>
            <Cut cut={cut} now={settled.rating} />
          </li>
        ))}
      </ul>
    </div>
  );
}

const Cut = ({ cut: { label, edit, rating, fits, because }, now }: { cut: Alternative; now: number }) => (
  <button type="button" disabled={rating === undefined} title={because} onClick={() => act(edit)}>
    <span>{label}</span>
    <b>
      {rating === undefined
        ? 'not allowed'
        : `${formatMilliseconds(rating)} (${signedPercent(rating / now)})`}
      {!fits && rating !== undefined && ', does not fit'}
    </b>
  </button>
);
