// All runs: the list, the comparison of those selected, and sweeps.

import { formatNumber } from '../../../base/format';
import { useRunList } from '../../state/runList';
import { lab } from '../../state/store';
import { isDone } from '../../state/sweepItems';
import { useSweeps } from '../../state/sweeps';
import { CompareView } from './CompareView';
import { RunListView } from './RunListView';
import styles from './runs.module.css';
import { SweepsView } from './SweepsView';

export default function RunsView() {
  const part = useRunList((state) => state.part);
  const runs = lab((state) => state.runs.length);
  const selected = useRunList((state) => state.selected.size);
  const open = useSweeps(({ sweeps }) => sweeps.filter((sweep) => !isDone(sweep)).length);
  const parts = [
    { id: 'list', title: 'List', count: runs },
    { id: 'compare', title: 'Compare', count: selected },
    { id: 'sweeps', title: 'Sweeps', count: open },
  ] as const;
  return (
    <section className={styles.board} aria-label="Runs">
      <nav className={styles.parts} aria-label="Of runs">
        {parts.map(({ id, title, count }) => (
          <button
            key={id}
            type="button"
            aria-pressed={part === id}
            onClick={() => useRunList.setState({ part: id })}
          >
            {title}
            {count > 0 && <span className={styles.count}>{formatNumber(count)}</span>}
          </button>
        ))}
      </nav>
      {part === 'list' && <RunListView />}
      {part === 'compare' && <CompareView />}
      {part === 'sweeps' && <SweepsView />}
    </section>
  );
}
