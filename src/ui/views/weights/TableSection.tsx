// Embedding tables: how long rows have grown, and how that follows from how often they are looked up.

import { formatNumber } from '../../../base/format';
import type { ProbeReport } from '../../../lab/protocol';
import { Histogram } from './Histogram';
import { useLook } from './look';
import styles from './weights.module.css';

type Table = NonNullable<ProbeReport['tables']>[number];

const short = (value: number): string => formatNumber(Number(value.toPrecision(3)));
const lookupsText = ({ from, to }: Table['byLookups'][number]): string =>
  from === to ? formatNumber(from) : `${formatNumber(from)}–${formatNumber(to)}`;

export function TableSection({ tables }: { tables: readonly Table[] }) {
  const wanted = useLook((look) => look.table);
  const index = Math.min(wanted, tables.length - 1);
  const table = tables[index];
  const largest = Math.max(...table.byLookups.map(({ meanNorm }) => meanNorm), table.initialNorm);
  const from =
    table.taken < table.rows
      ? `${table.taken.toLocaleString('en')} of ${table.rows.toLocaleString('en')} rows`
      : `all ${table.rows.toLocaleString('en')} rows`;
  const label = `Norms of ${from}, from 0 to ${short(table.norms.limit)}; ${short(table.initialNorm)} on average before training`;
  return (
    <>
      <div className={styles.choices}>
        <label>
          Table
          <select value={index} onChange={({ target }) => useLook.setState({ table: Number(target.value) })}>
            {tables.map(({ name, rows }, option) => (
              <option key={name} value={option}>
                {name} ({rows.toLocaleString('en')} rows)
              </option>
            ))}
          </select>
        </label>
        <span className={styles.soft}>
          {table.dimension} values a row; {table.untouched.toLocaleString('en')} rows are never looked up in
          training
        </span>
      </div>
      <figure className={styles.figure} aria-label={`Row norms of ${table.name}`}>
        <figcaption className={styles.caption}>
          <h3>Row norms</h3>
        </figcaption>
        <Histogram
          {...table.norms}
          signed={false}
          label={label}
          mark={{ at: table.initialNorm, name: 'before training' }}
        />
        <p className={styles.summary}>{label} (the line). Heights are square roots of counts.</p>
      </figure>
      <div className={styles.pair}>
        <section className={styles.figure} aria-label="Norm by lookups">
          <h3>Mean norm by lookups in the training data</h3>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">Lookups</th>
                <th scope="col">Rows</th>
                <th scope="col">Mean norm</th>
                <th scope="col">
                  <span className="visually-hidden">As a bar</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {table.byLookups.map((bin) => (
                <tr key={bin.from}>
                  <th scope="row">{lookupsText(bin)}</th>
                  <td>{bin.rows.toLocaleString('en')}</td>
                  <td>{short(bin.meanNorm)}</td>
                  <td className={styles.barCell}>
                    <i style={{ width: `${(100 * bin.meanNorm) / Math.max(largest, 1e-30)}%` }} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
        <section className={styles.figure} aria-label="Most touched rows">
          <h3>Most touched rows</h3>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">Row</th>
                <th scope="col">Lookups</th>
                <th scope="col">Norm</th>
              </tr>
            </thead>
            <tbody>
              {table.busiest.map(({ row, lookups, norm }) => (
                <tr key={row}>
                  <th scope="row">{row.toLocaleString('en')}</th>
                  <td>{lookups.toLocaleString('en')}</td>
                  <td>{short(norm)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </div>
    </>
  );
}
