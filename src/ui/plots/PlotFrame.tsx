// What every plot has around it: a title, a sentence, and the same numbers as a table.

import { type ReactNode, useId, useState } from 'react';
import styles from './plots.module.css';

interface PlotFrameProps {
  title: string;
  /** What there is to see, in a sentence. */
  summary: ReactNode;
  columns: readonly string[];
  rows: readonly (readonly string[])[];
  children: ReactNode;
}

export function PlotFrame({ title, summary, columns, rows, children }: PlotFrameProps) {
  const [asTable, setAsTable] = useState(false);
  const id = useId();
  return (
    <figure className={styles.frame} aria-labelledby={id}>
      <figcaption>
        <h3 id={id}>{title}</h3>
        <button
          type="button"
          aria-pressed={asTable}
          aria-label={`Show ${title} as a table`}
          onClick={() => setAsTable(!asTable)}
        >
          table
        </button>
      </figcaption>
      {asTable ? (
        <section
          className={styles.table}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolls by keyboard
          tabIndex={0}
          aria-label={`${title}, table`}
        >
          <table>
            <thead>
              <tr>
                {columns.map((column) => (
                  <th key={column} scope="col">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: rows never move
                <tr key={index}>
                  {row.map((value, column) => (
                    <td key={columns[column]}>{value}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      ) : (
        children
      )}
      <p>{summary}</p>
    </figure>
  );
}
