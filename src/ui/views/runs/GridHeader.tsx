// The titles of the list's columns: pressing one sorts by it.

import type { ReactNode } from 'react';
import type { Run } from '../../state/run';
import { select, useRunList } from '../../state/runList';
import type { Column } from './columns';
import grid from './grid.module.css';

export function GridHeader({ runs, columns }: { runs: readonly Run[]; columns: readonly Column[] }) {
  const selected = useRunList((state) => state.selected);
  const all = runs.length > 0 && runs.every(({ id }) => selected.has(id));
  return (
    <thead>
      <tr aria-rowindex={1}>
        <Title column={{ key: 'name', title: 'Run', about: 'Its name', numeric: false }}>
          <input
            type="checkbox"
            aria-label="Select all listed runs"
            checked={all}
            ref={(box) => {
              if (box) box.indeterminate = !all && runs.some(({ id }) => selected.has(id));
            }}
            onChange={() => select(all ? [] : runs.map(({ id }) => id))}
          />
        </Title>
        {columns.map((column) => (
          <Title key={column.key} column={column} />
        ))}
      </tr>
    </thead>
  );
}

interface TitleProps {
  column: Pick<Column, 'key' | 'title' | 'about' | 'numeric'>;
  children?: ReactNode;
}

function Title({ column, children }: TitleProps) {
  const { key, title, about, numeric } = column;
  const sort = useRunList((state) => state.sort);
  const on = sort.key === key;
  return (
    <th
      scope="col"
      data-numeric={numeric || undefined}
      aria-sort={on ? (sort.descending ? 'descending' : 'ascending') : 'none'}
    >
      <div className={grid.lead}>
        {children}
        <button
          type="button"
          title={about}
          onClick={() => useRunList.setState({ sort: { key, descending: on ? !sort.descending : false } })}
        >
          {title}
          {on && <span aria-hidden="true">{sort.descending ? ' ▾' : ' ▴'}</span>}
        </button>
      </div>
    </th>
  );
}
