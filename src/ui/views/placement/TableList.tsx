// All tables as a table: the same plan to read, sort and choose from.

import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef, useState } from 'react';
import { formatBytes, formatMilliseconds, formatNumber } from '../../../base/format';
import type { Evaluation } from '../../../sharding/editing/evaluation';
import { type Chosen, choose } from '../../state/placement';
import { typeTitles } from '../../state/placementWords';
import styles from './TableList.module.css';

const ROW = 26;

interface Row {
  table: number;
  name: string;
  type: string;
  devices: string;
  rows: number;
  bytes: number;
  milliseconds: number;
}

const columns = [
  { key: 'name', title: 'Table' },
  { key: 'type', title: 'Cut' },
  { key: 'devices', title: 'Devices' },
  { key: 'rows', title: 'Rows' },
  { key: 'bytes', title: 'Memory' },
  { key: 'milliseconds', title: 'Time' },
] as const satisfies readonly { key: keyof Row; title: string }[];

interface TableListProps {
  evaluation: Evaluation;
  chosen: Chosen | null;
}

export function TableList({ evaluation, chosen }: TableListProps) {
  const [order, setOrder] = useState<{ key: keyof Row; down: boolean }>({ key: 'milliseconds', down: true });
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => sorted(rowsOf(evaluation), order), [evaluation, order]);
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 12,
  });
  const shown = list.getVirtualItems();
  const above = shown[0]?.start ?? 0;
  const below = list.getTotalSize() - (shown.at(-1)?.end ?? 0);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolls by keyboard
    <section ref={scroller} className={styles.list} aria-label="Tables of the plan" tabIndex={0}>
      <table aria-rowcount={rows.length + 1}>
        <thead>
          <tr>
            {columns.map(({ key, title }) => (
              <th
                key={key}
                scope="col"
                aria-sort={order.key === key ? (order.down ? 'descending' : 'ascending') : undefined}
              >
                <button
                  type="button"
                  onClick={() => setOrder({ key, down: order.key === key ? !order.down : key !== 'name' })}
                >
                  {title}
                  {key === 'milliseconds' && `, ${evaluation.cost.basis}`}
                  {order.key === key && (order.down ? ' ↓' : ' ↑')}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {above > 0 && <tr style={{ height: above }} />}
          {shown.map(({ index }) => (
            <TableRow
              key={rows[index].table}
              row={rows[index]}
              place={index}
              chosen={chosen?.kind === 'shard' && chosen.table === rows[index].table}
            />
          ))}
          {below > 0 && <tr style={{ height: below }} />}
        </tbody>
      </table>
    </section>
  );
}

function TableRow({ row, place, chosen }: { row: Row; place: number; chosen: boolean }) {
  const { table, name, type, devices, rows, bytes, milliseconds } = row;
  return (
    <tr aria-rowindex={place + 2} data-chosen={chosen || undefined}>
      <th scope="row">
        <button type="button" onClick={() => choose({ kind: 'shard', table, shard: 0 })}>
          {name}
        </button>
      </th>
      <td>{type}</td>
      <td>{devices}</td>
      <td>{formatNumber(rows)}</td>
      <td>{formatBytes(bytes)}</td>
      <td>{formatMilliseconds(milliseconds)}</td>
    </tr>
  );
}

function rowsOf({ document, tables }: Evaluation): Row[] {
  return tables.map(({ own, total, memory }, table) => {
    const { name, rows } = document.problem.tables[table];
    const on = [...new Set(own.shards.map(({ device }) => device))].sort((a, b) => a - b);
    const devices = on.length > 8 ? `${on.length} devices` : on.join(', ');
    const bytes = memory.hbm + memory.ddr;
    return { table, name, rows, devices, type: typeTitles[own.shardingType], bytes, milliseconds: total };
  });
}

function sorted(rows: Row[], { key, down }: { key: keyof Row; down: boolean }): Row[] {
  const sign = down ? -1 : 1;
  return rows.sort((a, b) => {
    const [left, right] = [a[key], b[key]];
    if (typeof left === 'number' && typeof right === 'number')
      return sign * (left - right) || a.table - b.table;
    return sign * String(left).localeCompare(String(right), 'en', { numeric: true }) || a.table - b.table;
  });
}
