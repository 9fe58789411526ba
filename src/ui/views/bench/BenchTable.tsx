// Rows of a benchmark, a table a suite: how close each is to the roofline, and how long it takes.

import { formatNumber } from '../../../base/format';
import type { BenchRow } from '../../../bench/format';
import { type Comparison, rowKey } from '../../../bench/report/compare';
import { aboutOf } from '../../../bench/report/meanings';
import { byOf, changeText, percentText, rateText, timeText } from '../../../bench/report/words';
import styles from './bench.module.css';

interface BenchTableProps {
  rows: readonly BenchRow[];
  comparison?: Comparison;
}

export function BenchTable({ rows, comparison }: BenchTableProps) {
  const suites = [...new Set(rows.map(({ suite }) => suite))];
  return suites.map((suite) => (
    <section key={suite} className={styles.suite} aria-label={suite}>
      <h3>{suite}</h3>
      <p>{aboutOf(suite)}</p>
      <SuiteTable rows={rows.filter((row) => row.suite === suite)} comparison={comparison} />
    </section>
  ));
}

function SuiteTable({ rows, comparison }: BenchTableProps) {
  // The page measures ours alone: who it is by matters where formats compete.
  const several = rows.some(({ format }) => format);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolls by keyboard
    <section className={styles.wide} tabIndex={0} aria-label="Rows">
      <table>
        <thead>
          <tr>
            <th scope="col">case</th>
            {several && (
              <th scope="col" className={styles.by}>
                by
              </th>
            )}
            <th scope="col" colSpan={2}>
              of best
            </th>
            <th scope="col">median</th>
            <th scope="col">10–90 %, ms</th>
            <th scope="col" className={styles.further}>
              rate
            </th>
            <th scope="col" className={styles.further}>
              first, ms
            </th>
            {comparison && <th scope="col">to earlier</th>}
            <th scope="col">numbers</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <Row
              key={rowKey(row)}
              row={row}
              // A case is named once, above its formats.
              named={index === 0 || !sameCase(rows[index - 1], row)}
              several={several}
              comparison={comparison}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}

const sameCase = (a: BenchRow, b: BenchRow): boolean => a.name === b.name && a.shape === b.shape;

interface RowProps {
  row: BenchRow;
  named: boolean;
  several: boolean;
  comparison?: Comparison;
}

function Row({ row, named, several, comparison }: RowProps) {
  const { name, shape, rooflineFraction, p10Ms, p90Ms, coldMs, valid, samples } = row;
  const change = comparison?.rows.get(rowKey(row));
  return (
    <tr data-void={!valid || undefined} data-first={named || undefined}>
      <th scope="row">
        {named ? (
          <>
            <b>{name}</b> {shape}
          </>
        ) : (
          <span className="visually-hidden">{`${name} ${shape}`}</span>
        )}
      </th>
      {several && <td className={styles.by}>{byOf(row)}</td>}
      <td className={styles.share}>{percentText(row)}</td>
      <td className={styles.bar}>
        {rooflineFraction !== null && (
          <i style={{ width: `${Math.min(100, 100 * rooflineFraction).toFixed(2)}%` }} />
        )}
      </td>
      <td>{timeText(row)}</td>
      <td title={`${samples} samples`}>{`${formatNumber(p10Ms)}–${formatNumber(p90Ms)}`}</td>
      <td className={styles.further}>{rateText(row)}</td>
      <td className={styles.further}>{formatNumber(coldMs)}</td>
      {comparison && <td data-change={change?.change}>{change ? changeText(change) : 'new'}</td>}
      <td title={bitsText(row)}>{validity(row)}</td>
    </tr>
  );
}

function validity({ valid, reproducible }: BenchRow): string {
  if (!valid) return 'void';
  return reproducible === false ? 'other bits' : 'right';
}

const bitsText = ({ reproducible }: BenchRow): string | undefined =>
  reproducible === undefined
    ? undefined
    : `A second run gave ${reproducible ? 'the same bits' : 'other bits'}`;
