// The tables of a click log: sizes and skew of each, and the curve of the one chosen.

import { useState } from 'react';
import { formatNumber } from '../../../base/format';
import type { TableColumn } from '../../../lab/dataProtocol';
import styles from './DatasetsView.module.css';
import { FrequencyPlot } from './FrequencyPlot';

export function TablesView({ tables, counted }: { tables: readonly TableColumn[]; counted: string }) {
  const [chosen, setChosen] = useState(0);
  const table = tables[chosen];
  if (!table) return null;
  return (
    <div className={styles.tables}>
      <section
        className={styles.rows}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolls by keyboard
        tabIndex={0}
        aria-label="Tables of ids"
      >
        <table>
          <caption className="visually-hidden">Tables of ids, {counted}</caption>
          <thead>
            <tr>
              <th scope="col">Table</th>
              <th scope="col">Rows</th>
              <th scope="col">Seen</th>
              <th scope="col">Lookups</th>
              <th scope="col" title="Share of the lookups that the most frequent hundredth of the rows gets">
                Top 1 %
              </th>
              <th scope="col" title="Zipf exponent, fitted">
                Fitted s
              </th>
            </tr>
          </thead>
          <tbody>
            {tables.map(({ name, rows, distinct, lookups, topShare, frequency }, index) => (
              <tr key={name} data-chosen={index === chosen || undefined}>
                <td>
                  <button type="button" aria-pressed={index === chosen} onClick={() => setChosen(index)}>
                    {name}
                  </button>
                </td>
                <td>{formatNumber(rows)}</td>
                <td>{formatNumber(distinct)}</td>
                <td>{formatNumber(lookups)}</td>
                <td>{(100 * topShare).toFixed(0)} %</td>
                <td>{frequency.fit ? frequency.fit.exponent.toFixed(2) : '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <FrequencyPlot table={table} counted={counted} />
    </div>
  );
}
