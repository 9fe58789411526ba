// The list of runs with its filter, its grouping and what can be done with the selected ones.

import { useDeferredValue, useMemo } from 'react';
import { useRunList } from '../../state/runList';
import { differingKeys, valuesOf } from '../../state/runValues';
import { lab } from '../../state/store';
import { useSweeps } from '../../state/sweeps';
import { columnsOf, sorted } from './columns';
import { FilterField } from './FilterField';
import { GroupingSelect } from './GroupingSelect';
import { GroupTable } from './GroupTable';
import { RunGrid } from './RunGrid';
import styles from './runs.module.css';
import { SelectionBar } from './SelectionBar';
import { useFilter } from './useFilter';

export function RunListView() {
  const runs = lab((state) => state.runs);
  const grouping = lab((state) => state.grouping);
  const sort = useRunList((state) => state.sort);
  const sweeps = useSweeps((state) => state.sweeps);
  const named = useMemo(() => new Map(sweeps.map(({ id, name }) => [id, name])), [sweeps]);
  const values = useMemo(
    () =>
      runs.map((run) => {
        const sweep = run.sweep === null ? undefined : named.get(run.sweep);
        return sweep === undefined ? valuesOf(run) : { ...valuesOf(run), sweep };
      }),
    [runs, named],
  );
  const { filter, problem, names } = useFilter(values);
  const matching = useMemo(
    () => sorted(filter ? runs.filter((_, index) => filter.matches(values[index])) : runs, sort),
    [runs, values, filter, sort],
  );
  // What the reader does is answered first; the rows follow, in pieces that leave room for the next thing.
  const listed = useDeferredValue(matching);
  const grouped = useDeferredValue(grouping);
  const differing = useMemo(() => differingKeys(listed), [listed]);
  const columns = useMemo(() => columnsOf(listed, differing), [listed, differing]);
  return (
    <>
      <div className={styles.tools}>
        <FilterField names={names} problem={problem} count={matching.length} total={runs.length} />
        <div className={styles.grouping}>
          <label htmlFor="grouping">Group by</label>
          <GroupingSelect id="grouping" runs={listed} none="nothing" />
        </div>
      </div>
      <SelectionBar listed={listed} />
      {grouped && <GroupTable runs={listed} grouping={grouped} />}
      {listed.length === 0 ? (
        <p className={styles.empty}>
          {runs.length === 0
            ? 'No runs yet. Press Space to train what is set up on the left.'
            : 'No run matches the filter.'}
        </p>
      ) : (
        <RunGrid runs={listed} columns={columns} />
      )}
    </>
  );
}
