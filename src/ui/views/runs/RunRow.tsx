// One run of the list.

import { memo } from 'react';
import { formatBytes } from '../../../base/format';
import { useTableVersion } from '../../charts/useTableVersion';
import { Icon } from '../../shell/Icon';
import { hasEnded, type Run } from '../../state/run';
import { RUN_COLOURS, showRun, updateRun } from '../../state/runs';
import { valuesOf } from '../../state/runValues';
import { lab } from '../../state/store';
import { type Column, ROW_HEIGHT } from './columns';
import grid from './grid.module.css';
import { RenameField } from './RenameField';
import styles from './runs.module.css';

interface RunRowProps {
  run: Run;
  columns: readonly Column[];
  index: number;
  /** Whether Tab reaches it: one row of the list at a time. */
  focusable: boolean;
  selected: boolean;
  shown: boolean;
  renaming: boolean;
  onRename(id: string | null): void;
  onSelect(id: string, extend: boolean): void;
  onFocus(id: string): void;
}

export const RunRow = memo(function RunRow(props: RunRowProps) {
  const { run, columns, index, focusable, selected, shown, renaming, onRename, onSelect, onFocus } = props;
  const { id, name, colour, pinned, hidden, damaged } = run;
  const hovered = lab((state) => state.hovered === id);
  useTableVersion(hasEnded(run) ? undefined : run.tables.training, 500);
  const values = valuesOf(run);
  const reach = focusable ? 0 : -1;
  const hover = (on: boolean) => lab.setState({ hovered: on ? id : null });
  return (
    <tr
      data-run={id}
      tabIndex={reach}
      aria-rowindex={index + 2}
      aria-selected={selected}
      aria-current={shown || undefined}
      data-hovered={hovered || undefined}
      data-hidden={hidden || undefined}
      className={grid.row}
      style={{ height: ROW_HEIGHT }}
      onPointerEnter={() => hover(true)}
      onPointerLeave={() => hover(false)}
      onFocus={() => {
        onFocus(id);
        hover(true);
      }}
      onBlur={() => hover(false)}
      onDoubleClick={() => showRun(id)}
    >
      <th scope="row">
        <div className={grid.lead}>
          <input
            type="checkbox"
            tabIndex={reach}
            aria-label={`Select ${name}`}
            checked={selected}
            onChange={(event) => onSelect(id, (event.nativeEvent as MouseEvent).shiftKey)}
          />
          <button
            type="button"
            tabIndex={reach}
            className={styles.swatch}
            style={{ background: `var(--run-${colour + 1})` }}
            aria-label={`Colour ${colour + 1} of ${RUN_COLOURS} of ${name}: press for the next`}
            title="Press for the next colour"
            onClick={() => updateRun(id, { colour: (colour + 1) % RUN_COLOURS })}
          />
          {renaming ? (
            <RenameField run={run} onDone={() => onRename(null)} />
          ) : (
            <button
              type="button"
              tabIndex={reach}
              className={styles.name}
              data-name
              title={shown ? `${name}: the run that the page shows` : `Show ${name} (Enter)`}
              onClick={() => showRun(id)}
            >
              {name}
            </button>
          )}
          <button
            type="button"
            tabIndex={reach}
            className={styles.tool}
            aria-label={`Rename ${name}`}
            title="Rename (F2)"
            onClick={() => onRename(id)}
          >
            <Icon name="pencil" size={12} />
          </button>
          <button
            type="button"
            tabIndex={reach}
            className={styles.tool}
            aria-label={`Pin ${name}`}
            aria-pressed={pinned}
            title={pinned ? 'No longer keep at the top (P)' : 'Keep at the top (P)'}
            onClick={() => updateRun(id, { pinned: !pinned })}
          >
            <Icon name="pin" size={12} />
          </button>
          <button
            type="button"
            tabIndex={reach}
            className={styles.tool}
            aria-label={`Hide ${name} from the charts`}
            aria-pressed={hidden}
            title={hidden ? 'Show in the charts (H)' : 'Hide from the charts (H)'}
            onClick={() => updateRun(id, { hidden: !hidden })}
          >
            <Icon name={hidden ? 'eyeClosed' : 'eye'} size={13} />
          </button>
        </div>
      </th>
      {columns.map(({ key, numeric, show }) => {
        const value = values[key];
        const text = value === undefined ? '–' : show(value, run);
        return (
          <td
            key={key}
            data-numeric={numeric || undefined}
            data-state={key === 'state' ? String(value) : undefined}
            title={key === 'state' ? (damaged ?? keptText(run)) : numeric ? undefined : text}
          >
            {text}
          </td>
        );
      })}
    </tr>
  );
});

const keptText = ({ keptBytes, origin }: Run): string => {
  if (origin === 'recorded') return 'Comes with the page';
  return keptBytes === null
    ? 'Not kept in this browser yet'
    : `Kept in this browser: ${formatBytes(keptBytes)}`;
};
