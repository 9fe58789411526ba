// A table of results as it was found: sorted by any column, saved as CSV.

import { useState } from 'react';
import { cellText } from '../../../experiments/findings';
import type { Finding } from '../../../lab/protocol';
import { Icon } from '../../shell/Icon';
import { save } from '../../state/download';
import { findingCsv } from './findingCsv';
import styles from './results.module.css';
import { type Order, sortedRows } from './sortedRows';

/** Rows drawn at first. */
const MANY = 200;

export function FindingTable({ finding, run }: { finding: Finding; run: string }) {
  const { id, title, about, columns } = finding;
  const [order, setOrder] = useState<Order | null>(null);
  const [all, setAll] = useState(false);
  const rows = order ? sortedRows(finding.rows, order) : finding.rows;
  const shown = all ? rows : rows.slice(0, MANY);
  const press = (column: number) =>
    // Up, down, as found.
    setOrder(
      order?.column !== column
        ? { column, descending: false }
        : order.descending
          ? null
          : { column, descending: true },
    );
  return (
    <section className={styles.card} aria-label={title}>
      <header>
        <h3>{title}</h3>
        <button
          type="button"
          aria-label={`Save ${title} as CSV`}
          onClick={() => save(`${id}-${run}.csv`, new Blob([findingCsv(finding)]), 'text/csv')}
        >
          <Icon name="down" size={11} /> CSV
        </button>
      </header>
      <p>{about}</p>
      <section
        className={styles.scroll}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolls by keyboard
        tabIndex={0}
        aria-label={`${title}, table`}
      >
        <table>
          <thead>
            <tr>
              {columns.map(({ key, title: heading, unit, kind }, column) => (
                <th
                  key={key}
                  scope="col"
                  data-text={kind === 'text' || undefined}
                  aria-sort={
                    order?.column === column ? (order.descending ? 'descending' : 'ascending') : undefined
                  }
                >
                  <button type="button" onClick={() => press(column)}>
                    {unit ? `${heading} (${unit})` : heading}
                    <span aria-hidden="true">
                      {order?.column === column ? (order.descending ? ' ↓' : ' ↑') : ''}
                    </span>
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((cells, row) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name of their own
              <tr key={row}>
                {cells.map((cell, column) => (
                  <td key={columns[column].key} data-text={columns[column].kind === 'text' || undefined}>
                    {cellText({ ...columns[column], unit: undefined }, cell)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {shown.length < rows.length && (
        <button type="button" className={styles.more} onClick={() => setAll(true)}>
          Show all {rows.length} rows
        </button>
      )}
    </section>
  );
}
