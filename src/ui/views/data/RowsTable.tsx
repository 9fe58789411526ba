// The first rows of a click log, as they will be trained on: label, numbers, and ids after numbering.

import type { ClickSummary } from '../../../lab/dataProtocol';
import styles from './DatasetsView.module.css';

export function RowsTable({ summary }: { summary: ClickSummary }) {
  const { numbers, tables, rows } = summary;
  return (
    <section
      className={styles.rows}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolls by keyboard
      tabIndex={0}
      aria-label="First impressions"
    >
      <table>
        <caption className="visually-hidden">The first {rows.length} impressions</caption>
        <thead>
          <tr>
            <th scope="col">label</th>
            {numbers.map(({ name }) => (
              <th key={name} scope="col" data-kind="number">
                {name}
              </th>
            ))}
            {tables.map(({ name }) => (
              <th key={name} scope="col" data-kind="id">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows are their place in the log
            <tr key={index}>
              {row.map((value, column) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: columns never move
                <td key={column}>{value}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
