// All tables as a table: the same plan to read, sort and choose from.

import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef, useState } from 'react';
import { formatBytes, formatMilliseconds, formatNumber } from '../../../base/format';
import type { Evaluation } from '../../../sharding/editing/evaluation';
import { type Chosen, choose } from '../../state/placement';
import { typeTitles } from '../../state/placementWords';
import styles from './placement.module.css';

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
  return (
    <div
      ref={scroller}
      className={styles.list}
      role="table"
      aria-label="Tables of the plan"
      aria-rowcount={rows.length + 1}
    >
      <div role="row" className={styles.listHead}>
        {columns.map(({ key, title }) => (
          <div
            key={key}
            role="columnheader"
            aria-sort={order.key === key ? (order.down ? 'descending' : 'ascending') : undefined}
          >
            <button
              type="button"
              onClick={() => setOrder({ key, down: order.key === key ? !order.down : key !== 'name' })}
            >
              {title}
              {order.key === key && (order.down ? ' ↓' : ' ↑')}
            </button>
          </div>
        ))}
      </div>
      <div style={{ height: list.getTotalSize() }} role="rowgroup" className={styles.listRows}>
        {list.getVirtualItems().map(({ index, start }) => {
          const { table, name, type, devices, rows: count, bytes, milliseconds } = rows[index];
          return (
            <div
              key={table}
              role="row"
              aria-rowindex={index + 2}
              data-chosen={(chosen?.kind === 'shard' && chosen.table === table) || undefined}
              style={{ transform: `translateY(${start}px)` }}
            >
              <div role="cell">
                <button type="button" onClick={() => choose({ kind: 'shard', table, shard: 0 })}>
                  {name}
                </button>
              </div>
              <div role="cell">{type}</div>
              <div role="cell">{devices}</div>
              <div role="cell">{formatNumber(count)}</div>
              <div role="cell">{formatBytes(bytes)}</div>
              <div role="cell">{formatMilliseconds(milliseconds)}</div>
            </div>
          );
        })}
      </div>
    </div>
  );
}

function rowsOf({ document, tables }: Evaluation): Row[] {
  return tables.map(({ own, total, memory }, table) => {
    const { name, rows } = document.problem.tables[table];
    const on = [...new Set(own.shards.map(({ device }) => device))];
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
