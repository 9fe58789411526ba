// The filter's text, what is wrong with it and where, and the names it may use.

import { formatNumber } from '../../../base/format';
import type { FilterNames, FilterProblem } from '../../state/filter';
import { useRunList } from '../../state/runList';
import styles from './runs.module.css';

interface FilterFieldProps {
  names: FilterNames;
  problem: FilterProblem | null;
  count: number;
  total: number;
}

export function FilterField({ names, problem, count, total }: FilterFieldProps) {
  const text = useRunList((state) => state.filter);
  const set = (filter: string) => useRunList.setState({ filter });
  return (
    <div className={styles.filter}>
      <label htmlFor="run-filter">Filter</label>
      <input
        id="run-filter"
        type="search"
        autoComplete="off"
        spellCheck={false}
        placeholder="depth > 8 and testAccuracy >= 0.97"
        value={text}
        aria-invalid={problem !== null}
        aria-describedby="run-filter-note"
        onChange={({ target }) => set(target.value)}
      />
      <p id="run-filter-note" className={problem ? styles.problem : styles.note} aria-live="polite">
        {problem
          ? `${problem.at === null ? '' : `At character ${problem.at}: `}${problem.message}`
          : text.trim() && `${formatNumber(count)} of ${formatNumber(total)} runs`}
      </p>
      {problem && (
        <details className={styles.names}>
          <summary>Names that filters know</summary>
          <p>{[...names.keys()].sort().join(', ')}</p>
        </details>
      )}
    </div>
  );
}
