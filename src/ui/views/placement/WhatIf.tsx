// What the plan would cost if a table were looked up more often, or less, than it is said to be: the number that most
// plans are wrong about.

import { useDeferredValue, useId, useMemo, useState } from 'react';
import { formatMilliseconds } from '../../../base/format';
import type { Evaluation } from '../../../sharding/editing/evaluation';
import { whatIfPooling } from '../../../sharding/editing/explain';
import { openPlacement } from '../../state/placement';
import { costOf } from '../../state/placementCosts';
import { Basis } from './Basis';
import { signedPercent } from './readings';
import styles from './sheets.module.css';

/** From an eighth to eight times, in quarters of an octave. */
const OCTAVES = 3;
const STEPS = 4;

export function WhatIf({ evaluation, table }: { evaluation: Evaluation; table: number }) {
  const id = useId();
  const [place, setPlace] = useState(0);
  const asked = useDeferredValue(place);
  const factor = 2 ** (asked / STEPS);
  const found = useMemo(
    () =>
      asked !== 0 &&
      whatIfPooling(evaluation, (problem) => costOf(problem, openPlacement().cost), [table], factor),
    [evaluation, table, asked, factor],
  );
  const times =
    factor >= 1 ? `${Number(factor.toPrecision(3))} times` : `1/${Number((1 / factor).toPrecision(3))} of`;
  return (
    <div className={styles.whatIf}>
      <label htmlFor={id}>
        What if it is looked up {place === 0 ? 'as often as now' : `${times} as often`}?
      </label>
      <input
        id={id}
        type="range"
        min={-OCTAVES * STEPS}
        max={OCTAVES * STEPS}
        value={place}
        aria-valuetext={`${times} as often`}
        onChange={(event) => setPlace(Number(event.target.value))}
      />
      {found && (
        <p role="status">
          The table {formatMilliseconds(found.tablesAfter)} instead of{' '}
          {formatMilliseconds(found.tablesBefore)}; the slowest device {formatMilliseconds(found.ratingAfter)}{' '}
          ({signedPercent(found.ratingAfter / found.ratingBefore)})
          {found.slowestAfter === found.slowestBefore
            ? ''
            : `, device ${found.slowestAfter} instead of ${found.slowestBefore}`}
          , <Basis basis={evaluation.cost.basis} name={evaluation.cost.name} />
        </p>
      )}
    </div>
  );
}
