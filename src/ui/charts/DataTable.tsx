// The rows behind a chart, all of them: only those in sight are in the page.

import { useVirtualizer } from '@tanstack/react-virtual';
import { useId, useRef, useState } from 'react';
import { formatNumber } from '../../base/format';
import type { ChartView } from '../../experiments/experiment';
import { formatMetric, metricName } from '../state/format';
import type { Run } from '../state/run';
import styles from './charts.module.css';
import type { Curve } from './curves';
import { useTableVersion } from './useTableVersion';

const ROW_PIXELS = 22;

/** Of the run the page is about, or of another that the reader chooses. */
export default function DataTable({ view, curves }: { view: ChartView; curves: readonly Curve[] }) {
  const [chosen, setChosen] = useState<string | null>(null);
  const selectId = useId();
  const runs = [
    ...new Map(curves.flatMap(({ members }) => members.map(({ run }) => [run.id, run]))).values(),
  ];
  const own = curves.findLast(({ shown }) => shown)?.members[0].run ?? runs[0];
  const run = runs.find(({ id }) => id === chosen) ?? own;
  if (!run) return <p className={styles.tableHost}>No values yet.</p>;
  return (
    <>
      {runs.length > 1 && (
        <p className={styles.ofRun}>
          <label htmlFor={selectId}>Run</label>
          <select id={selectId} value={run.id} onChange={({ target }) => setChosen(target.value)}>
            {runs.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </p>
      )}
      <Rows key={run.id} view={view} run={run} />
    </>
  );
}

function Rows({ view, run }: { view: ChartView; run: Run }) {
  const table = run.tables[view.table];
  const length = useTableVersion(table, 500);
  const scroller = useRef<HTMLElement>(null);
  const rows = useVirtualizer({
    count: length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PIXELS,
    overscan: 12,
  });
  const columns = [view.x, ...view.y];
  const values = columns.map((name) => table.column(name));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolls by keyboard
    <section ref={scroller} className={styles.tableHost} tabIndex={0} aria-label={`${view.title}, table`}>
      {/* biome-ignore lint/a11y/useSemanticElements: a <table> cannot hold a part of its rows at a place */}
      <div role="table" aria-label={`${view.title} of ${run.name}`} aria-rowcount={length + 1}>
        {/* biome-ignore lint/a11y/useSemanticElements: as above */}
        <div role="row" className={styles.headRow} tabIndex={-1} aria-rowindex={1}>
          {columns.map((name) => (
            // biome-ignore lint/a11y/useSemanticElements: as above
            // biome-ignore lint/a11y/useFocusableInteractive: a header that does nothing when pressed
            <span role="columnheader" key={name}>
              {metricName(name)}
            </span>
          ))}
        </div>
        {/* biome-ignore lint/a11y/useSemanticElements: as above */}
        <div role="rowgroup" style={{ height: rows.getTotalSize(), position: 'relative' }}>
          {rows.getVirtualItems().map(({ index, start }) => (
            // biome-ignore lint/a11y/useSemanticElements: as above
            <div
              role="row"
              key={index}
              tabIndex={-1}
              aria-rowindex={index + 2}
              className={styles.dataRow}
              style={{ transform: `translateY(${start}px)`, height: ROW_PIXELS }}
            >
              {columns.map((name, column) => (
                // biome-ignore lint/a11y/useSemanticElements: as above
                <span role="cell" key={name}>
                  {show(name, values[column][index], column === 0)}
                </span>
              ))}
            </div>
          ))}
        </div>
      </div>
    </section>
  );
}

const show = (name: string, value: number, isX: boolean): string =>
  isX ? formatNumber(value) : formatMetric(name, value);
