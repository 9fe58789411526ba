// Everything about the chosen shard: what it is, what it costs, what can be done with it, and why it is here.

import { formatBytes, formatMilliseconds, formatNumber } from '../../../base/format';
import type { Evaluation } from '../../../sharding/editing/evaluation';
import { formatShare } from '../../../sharding/editing/explain';
import type { TablePlan } from '../../../sharding/problem';
import { cachedShare, lookupsOf, type PlannerTable } from '../../../sharding/torchrec/table';
import { Icon } from '../../shell/Icon';
import { act, choose } from '../../state/placement';
import { cutName, kernelTitles, tableName, typeTitles } from '../../state/placementWords';
import { Basis } from './Basis';
import { PartsBar } from './PartsBar';
import { ShardActions } from './ShardActions';
import { ShardWhy } from './ShardWhy';
import styles from './sheets.module.css';
import tools from './tools.module.css';
import { WhatIf } from './WhatIf';

interface ShardSheetProps {
  evaluation: Evaluation;
  table: number;
  shard: number;
}

export function ShardSheet({ evaluation, table, shard }: ShardSheetProps) {
  const { document, tables, devices, cost } = evaluation;
  const own = document.plan.tables[table];
  const { rows, dimension, bytesPerElement, features } = document.problem.tables[table];
  const { device, perf, total, memory } = tables[table].shards[shard];
  const { inputs } = lookupsOf(document.problem.tables[table]);
  const batch = features[0]?.batch ?? 1;
  const pinned = document.rules.pinned.includes(table);
  const name = tableName(document, table);
  const facts: (readonly [string, string])[] = [
    [
      'Table',
      `${formatNumber(rows)} rows × ${dimension}, ${formatBytes(rows * dimension * bytesPerElement)}`,
    ],
    ['Lookups', `${formatNumber(inputs / batch)} a sample`],
    ['Cut', [typeTitles[own.shardingType], cutName(own, shard)].filter(Boolean).join(', ')],
    ['Kernel', kernelTitles[own.computeKernel]],
    ...cacheFact(own, document.problem.tables[table]),
    ['On', `device ${device}, ${share(total, devices[device].total)} of its time`],
    ['HBM', formatBytes(memory.hbm)],
    ...(memory.ddr > 0 ? ([['Host memory', formatBytes(memory.ddr)]] as const) : []),
  ];
  return (
    <section aria-label={`Shard of ${name}`}>
      <header className={styles.sheetHead}>
        <h3>{name}</h3>
        <div className={tools.tools}>
          <button
            type="button"
            aria-pressed={pinned}
            title="A pinned table stays where it is, whoever plans"
            onClick={() => act({ kind: 'pin', table, pinned: !pinned })}
          >
            <Icon name="pin" size={11} /> {pinned ? 'Pinned' : 'Pin'}
          </button>
          <button
            type="button"
            className={tools.icon}
            aria-label="Choose nothing"
            onClick={() => choose(null)}
          >
            <Icon name="close" size={11} />
          </button>
        </div>
      </header>
      <dl className={styles.facts}>
        {facts.map(([term, value]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        <div>
          <dt>Time a step</dt>
          <dd>
            {formatMilliseconds(total)} <Basis basis={cost.basis} name={cost.name} />
          </dd>
        </div>
      </dl>
      <PartsBar perf={perf} />
      <ShardActions evaluation={evaluation} table={table} shard={shard} />
      <ShardWhy evaluation={evaluation} table={table} shard={shard} />
      <WhatIf evaluation={evaluation} table={table} />
    </section>
  );
}

/** How many of the rows a cache holds. */
function cacheFact(own: TablePlan, table: PlannerTable): (readonly [string, string])[] {
  if (own.computeKernel !== 'fused_uvm_caching') return [];
  const held = cachedShare(own, table);
  return [['Cached', `${formatNumber(Math.round(held * table.rows))} rows, ${formatShare(held)}`]];
}

const share = (part: number, whole: number): string =>
  whole > 0 ? `${((100 * part) / whole).toFixed(0)} %` : '–';
