// Beside the board: what is chosen on it, the cluster and the tables, the kept plan, and time against memory.

import { useEffect } from 'react';
import type { Evaluation } from '../../../sharding/editing/evaluation';
import choices from '../../controls/choice.module.css';
import { usePlaced } from '../../state/placement';
import { originOf } from '../../state/placementOrigin';
import { showBeside, sideParts, useSide } from '../../state/placementSide';
import { CompareSheet } from './CompareSheet';
import { CostSheet } from './CostSheet';
import { DeviceSheet } from './DeviceSheet';
import { FrontierSheet } from './FrontierSheet';
import styles from './placement.module.css';
import { SetupSheet } from './SetupSheet';
import { ShardSheet } from './ShardSheet';
import sheets from './sheets.module.css';

export function Side({ evaluation }: { evaluation: Evaluation }) {
  const part = useSide((state) => state.part);
  const chosen = usePlaced((state) => state.chosen);
  const kept = usePlaced((state) => state.kept);
  // Of a file that holds several, the reader is asked for another than the first.
  const files = usePlaced((state) => originOf(state.evaluation.document).files);
  useEffect(() => {
    if (files) showBeside('setup');
  }, [files]);
  useEffect(() => {
    if (chosen) showBeside('chosen');
  }, [chosen]);
  useEffect(() => {
    if (kept) showBeside('compare');
  }, [kept]);
  return (
    <aside className={styles.side} aria-label="Details of the plan">
      <fieldset className={`${choices.choice} ${styles.parts}`}>
        <legend className="visually-hidden">Show beside the board</legend>
        {sideParts.map(({ id, title }) => (
          <button key={id} type="button" aria-pressed={part === id} onClick={() => showBeside(id)}>
            {title}
          </button>
        ))}
      </fieldset>
      <div className={sheets.sheet} key={part}>
        {part === 'setup' && <SetupSheet />}
        {part === 'costs' && <CostSheet evaluation={evaluation} />}
        {part === 'compare' && <CompareSheet evaluation={evaluation} />}
        {part === 'frontier' && <FrontierSheet evaluation={evaluation} />}
        {part === 'chosen' && chosen?.kind === 'shard' && (
          <ShardSheet evaluation={evaluation} table={chosen.table} shard={chosen.shard} />
        )}
        {part === 'chosen' && chosen?.kind === 'device' && (
          <DeviceSheet evaluation={evaluation} device={chosen.device} />
        )}
        {part === 'chosen' && !chosen && (
          <p className={sheets.hint}>
            Press a shard to see what it costs and what else could be done with it, or a device to see where
            its time and memory go. Drag a shard to another device to move it. By keyboard: arrows walk, Enter
            picks up, arrows carry, Enter puts down.
          </p>
        )}
      </div>
    </aside>
  );
}
