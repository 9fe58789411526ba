// What is wrong with the plan, in words; each chooses its culprit.

import { useState } from 'react';
import type { Evaluation, Violation } from '../../../sharding/editing/evaluation';
import { type Chosen, choose } from '../../state/placement';
import styles from './placement.module.css';

const FEW = 2;

export function Violations({ evaluation }: { evaluation: Evaluation }) {
  const [all, setAll] = useState(false);
  const { violations } = evaluation;
  if (!violations.length) return null;
  const shown = all ? violations : violations.slice(0, FEW);
  return (
    <section className={styles.violations} aria-label="What is wrong with the plan">
      <h3>{violations.length === 1 ? 'This plan cannot be run' : `${violations.length} things are wrong`}</h3>
      <ul>
        {shown.map((violation) => (
          <li key={violation.what}>
            <button type="button" onClick={() => choose(culpritOf(violation, evaluation))}>
              {violation.what}
            </button>
          </li>
        ))}
        {violations.length > FEW && (
          <li>
            <button type="button" aria-expanded={all} onClick={() => setAll(!all)}>
              {all ? 'show fewer' : `and ${violations.length - FEW} more`}
            </button>
          </li>
        )}
      </ul>
    </section>
  );
}

/** Of a full device its largest shard, which is what could be moved. */
function culpritOf({ table, device, kind }: Violation, { tables, devices }: Evaluation): Chosen {
  if (kind === 'memory' && device !== undefined) return { kind: 'device', device };
  const wanted = table ?? (device === undefined ? undefined : devices[device].largest[0]?.table);
  if (wanted === undefined) return { kind: 'device', device: device ?? 0 };
  const shard = tables[wanted].shards.findIndex((one) => one.device === device);
  return { kind: 'shard', table: wanted, shard: Math.max(0, shard) };
}
