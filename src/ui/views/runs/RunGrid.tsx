// The rows of the list: only those in sight are drawn. Arrow keys walk them, Space selects, Enter shows.

import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, memo, useCallback, useEffect, useRef, useState } from 'react';
import { deleteRuns } from '../../state/deleting';
import type { Run } from '../../state/run';
import { select, toggleSelected, useRunList } from '../../state/runList';
import { showRun, updateRun } from '../../state/runs';
import { lab } from '../../state/store';
import { type Column, ROW_HEIGHT } from './columns';
import { GridHeader } from './GridHeader';
import grid from './grid.module.css';
import { RunRow } from './RunRow';

/** Width of what stands left of the columns: checkbox, name, pin and eye. */
const LEAD_WIDTH = 232;
const PAGE_ROWS = 10;

interface RunGridProps {
  runs: readonly Run[];
  columns: readonly Column[];
}

export const RunGrid = memo(function RunGrid({ runs, columns }: RunGridProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const selected = useRunList((state) => state.selected);
  const shown = lab((state) => state.shown);
  const [focused, setFocused] = useState<string | null>(null);
  const [renaming, setRenaming] = useState<string | null>(null);
  /** Where a selection with Shift begins. */
  const anchor = useRef<string | null>(null);
  /** A row that has yet to be drawn before it can take the focus. */
  const wanted = useRef<string | null>(null);
  const rows = useVirtualizer({
    count: runs.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    scrollPaddingStart: ROW_HEIGHT,
    // Rows of the list are large: what is not in sight waits until it nearly is.
    overscan: 3,
    getItemKey: useCallback((index: number) => runs[index].id, [runs]),
    // In a task of its own, before the one that lays out and paints.
    useFlushSync: false,
  });
  const items = rows.getVirtualItems();
  const current = runs.some(({ id }) => id === focused) ? focused : (runs[0]?.id ?? null);

  useEffect(() => {
    if (wanted.current === null) return;
    const row = scroller.current?.querySelector<HTMLElement>(`[data-run="${wanted.current}"]`);
    if (!row) return;
    wanted.current = null;
    row.focus({ preventScroll: true });
  });

  const move = (to: number, extend: boolean) => {
    const index = Math.max(0, Math.min(runs.length - 1, to));
    const { id } = runs[index];
    if (extend) selectTo(id);
    else anchor.current = id;
    wanted.current = id;
    setFocused(id);
    rows.scrollToIndex(index);
  };

  /** Selects everything from the anchor to `id`. */
  const selectTo = (id: string) => {
    anchor.current ??= current;
    const ends = [anchor.current, id].map((end) => runs.findIndex((run) => run.id === end));
    select(runs.slice(Math.min(...ends), Math.max(...ends) + 1).map((run) => run.id));
  };

  const onSelect = useCallback(
    (id: string, extend: boolean) => {
      setFocused(id);
      if (extend) {
        const ends = [anchor.current ?? id, id].map((end) => runs.findIndex((run) => run.id === end));
        select(runs.slice(Math.min(...ends), Math.max(...ends) + 1).map((run) => run.id));
        return;
      }
      anchor.current = id;
      toggleSelected(id);
    },
    [runs],
  );

  const press = (event: KeyboardEvent) => {
    const row = (event.target as Element).closest<HTMLElement>('[data-run]');
    // Keys of a button or a field within the row are its own.
    if (!row || row !== event.target) return;
    const index = runs.findIndex(({ id }) => id === row.dataset.run);
    const run = runs[index];
    if (!run) return;
    const key = event.ctrlKey || event.metaKey ? `mod+${event.key.toLowerCase()}` : event.key;
    const actions: Record<string, () => void> = {
      ArrowDown: () => move(index + 1, event.shiftKey),
      ArrowUp: () => move(index - 1, event.shiftKey),
      PageDown: () => move(index + PAGE_ROWS, event.shiftKey),
      PageUp: () => move(index - PAGE_ROWS, event.shiftKey),
      Home: () => move(0, event.shiftKey),
      End: () => move(runs.length - 1, event.shiftKey),
      ' ': () => onSelect(run.id, event.shiftKey),
      Enter: () => showRun(run.id),
      F2: () => setRenaming(run.id),
      p: () => updateRun(run.id, { pinned: !run.pinned }),
      h: () => updateRun(run.id, { hidden: !run.hidden }),
      Delete: () => void deleteRuns(selected.has(run.id) ? [...selected] : [run.id]),
      'mod+a': () => select(runs.map(({ id }) => id)),
      Escape: () => select([]),
    };
    const action = actions[key];
    if (!action) return;
    event.preventDefault();
    action();
  };

  const [first, last] = [items[0], items.at(-1)];
  const width = LEAD_WIDTH + columns.reduce((sum, column) => sum + column.width, 0);
  return (
    <div className={grid.scroll} ref={scroller}>
      <table
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid is a table whose rows take the focus
        role="grid"
        className={grid.grid}
        aria-label="Runs"
        aria-rowcount={runs.length + 1}
        aria-multiselectable="true"
        aria-describedby="run-keys"
        style={{ width }}
        onKeyDown={press}
      >
        <colgroup>
          <col style={{ width: LEAD_WIDTH }} />
          {columns.map((column) => (
            <col key={column.key} style={{ width: column.width }} />
          ))}
        </colgroup>
        <GridHeader runs={runs} columns={columns} />
        <tbody>
          <Gap height={first?.start ?? 0} />
          {items.map(({ index }) => {
            const run = runs[index];
            return (
              <RunRow
                key={run.id}
                run={run}
                columns={columns}
                index={index}
                focusable={run.id === current}
                selected={selected.has(run.id)}
                shown={run.id === shown}
                renaming={run.id === renaming}
                onRename={setRenaming}
                onSelect={onSelect}
                onFocus={setFocused}
              />
            );
          })}
          <Gap height={rows.getTotalSize() - (last?.end ?? 0)} />
        </tbody>
      </table>
      <p id="run-keys" className="visually-hidden">
        Arrow keys walk the runs. Enter shows one, Space selects it, with Shift all up to it, Control A all.
        F2 renames, P pins, H hides from the charts, Delete deletes.
      </p>
    </div>
  );
});

/** In place of the rows that are not in sight. */
const Gap = ({ height }: { height: number }) => (height > 0 ? <tr style={{ height }} /> : null);
