// The field by which runs are put together, of those in which they differ.

import { useMemo } from 'react';
import { fieldsFor } from '../../state/groupFields';
import type { Run } from '../../state/run';
import { differingKeys } from '../../state/runValues';
import { lab } from '../../state/store';
import { settingTitle } from './columns';

interface GroupingSelectProps {
  runs: readonly Run[];
  /** What stands for no grouping. */
  none: string;
  id?: string;
  'aria-label'?: string;
}

export function GroupingSelect({ runs, none, ...labelling }: GroupingSelectProps) {
  const grouping = lab((state) => state.grouping);
  const experiments = useMemo(() => [...new Set(runs.map(({ experiment }) => experiment))], [runs]);
  const fields = useMemo(() => fieldsFor(runs, differingKeys(runs), grouping), [runs, grouping]);
  return (
    <select
      {...labelling}
      value={grouping ?? ''}
      onChange={({ target }) => lab.setState({ grouping: target.value || null })}
    >
      <option value="">{none}</option>
      {fields.map((field) => (
        <option key={field} value={field}>
          {settingTitle(experiments, field)}
        </option>
      ))}
    </select>
  );
}
