// Beside the board: what is chosen on it, the cluster and the tables, the kept plan, and time against memory.

import { useEffect, useState } from 'react';
import type { Evaluation } from '../../../sharding/editing/evaluation';
import choices from '../../controls/choice.module.css';
import { usePlaced } from '../../state/placement';
import { originOf } from '../../state/placementOrigin';
import { CompareSheet } from './CompareSheet';
import { DeviceSheet } from './DeviceSheet';
import { FrontierSheet } from './FrontierSheet';
import styles from './placement.module.css';
import { SetupSheet } from './SetupSheet';
import { ShardSheet } from './ShardSheet';
import sheets from './sheets.module.css';

const parts = [
  { id: 'chosen', title: 'Chosen' },
  { id: 'setup', title: 'Cluster' },
  { id: 'compare', title: 'Compare' },
  { id: 'frontier', title: 'Time–memory' },
] as const;
type Part = (typeof parts)[number]['id'];

export function Side({ evaluation }: { evaluation: Evaluation }) {
  const [part, setPart] = useState<Part>('setup');
  const chosen = usePlaced((state) => state.chosen);
  const kept = usePlaced((state) => state.kept);
  // Of a file that holds several, the reader is asked for another than the first.
  const files = usePlaced((state) => originOf(state.evaluation.document).files);
  useEffect(() => {
    if (files) setPart('setup');
  }, [files]);
  useEffect(() => {
    if (chosen) setPart('chosen');
  }, [chosen]);
  useEffect(() => {
    if (kept) setPart('compare');
  }, [kept]);
  return (
    <aside className={styles.side} aria-label="Details of the plan">
      <fieldset className={`${choices.choice} ${styles.parts}`}>
        <legend className="visually-hidden">Show beside the board</legend>
        {parts.map(({ id, title }) => (
          <button key={id} type="button" aria-pressed={part === id} onClick={() => setPart(id)}>
            {title}
          </button>
        ))}
      </fieldset>
      <div className={sheets.sheet}>
        {part === 'setup' && <SetupSheet />}
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
