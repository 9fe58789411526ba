// A measured step by kernel and op, sortable.

import { useState } from 'react';
import { formatNumber } from '../../../base/format';
import type { StepProfile } from '../../../lab/protocol';
import { type KernelRow, kernelRows, type SortKey, sortRows } from '../../state/kernelRows';
import styles from './KernelTable.module.css';
import { formatFraction } from './rates';

interface Column {
  key: SortKey;
  title: string;
  hint?: string;
  show(row: KernelRow): string;
}

const short = (value: number): string => formatNumber(Number(value.toPrecision(3)));

const columns: readonly Column[] = [
  { key: 'kernel', title: 'Kernel', show: ({ kernel }) => kernel },
  { key: 'op', title: 'Op', show: ({ op }) => op },
  { key: 'calls', title: 'Calls', show: ({ calls }) => String(calls) },
  { key: 'milliseconds', title: 'ms', show: ({ milliseconds }) => short(milliseconds) },
  { key: 'share', title: 'Share', show: ({ share }) => `${(100 * share).toFixed(1)} %` },
  { key: 'gigaflopsPerSecond', title: 'GFLOP/s', show: (row) => short(row.gigaflopsPerSecond) },
  { key: 'gigabytesPerSecond', title: 'GB/s', show: (row) => short(row.gigabytesPerSecond) },
  {
    key: 'roofline',
    title: 'Of roofline',
    hint: 'Of the rate that the measured peaks of this adapter allow',
    show: ({ roofline }) => formatFraction(roofline),
  },
];

export function KernelTable({ profile }: { profile: StepProfile }) {
  const [sort, setSort] = useState<{ key: SortKey; reversed: boolean }>({
    key: 'milliseconds',
    reversed: false,
  });
  const rows = sortRows(kernelRows(profile), sort.key, sort.reversed);
  const order = (key: SortKey) =>
    sort.key !== key ? 'none' : isDescending(key, sort.reversed) ? 'descending' : 'ascending';
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolls by keyboard
    <section className={styles.scroll} tabIndex={0} aria-label="Time by kernel">
      <table>
        <thead>
          <tr>
            {columns.map(({ key, title, hint }) => (
              <th key={key} scope="col" aria-sort={order(key)} title={hint}>
                <button
                  type="button"
                  onClick={() => setSort({ key, reversed: sort.key === key && !sort.reversed })}
                >
                  {title}
                  {sort.key === key && (
                    <span aria-hidden="true">{order(key) === 'descending' ? ' ▾' : ' ▴'}</span>
                  )}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr
              key={`${row.kernel} ${row.op}`}
              style={{ '--share': `${100 * row.share}%` } as React.CSSProperties}
            >
              {columns.map(({ key, show }) => (
                <td key={key} title={key === 'kernel' || key === 'op' ? show(row) : undefined}>
                  {show(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const isDescending = (key: SortKey, reversed: boolean): boolean =>
  (key === 'kernel' || key === 'op') === reversed;
