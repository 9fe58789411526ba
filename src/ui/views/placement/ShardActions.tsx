// What can be done with the chosen shard and its table; what may not be says why where it was asked.

import { legalDevices } from '../../../sharding/editing/edits';
import type { Evaluation } from '../../../sharding/editing/evaluation';
import { splitCounts } from '../../../sharding/editing/recuts';
import type { ComputeKernel } from '../../../sharding/problem';
import { allowedKernels } from '../../../sharding/torchrec/table';
import { act } from '../../state/placement';
import { pickFor, usePicking } from '../../state/placementPicking';
import { kernelTitles, tableName } from '../../state/placementWords';
import { CacheBox } from './CacheBox';
import { DeviceSelect } from './DeviceSelect';
import styles from './sheets.module.css';
import tools from './tools.module.css';

interface ShardActionsProps {
  evaluation: Evaluation;
  table: number;
  shard: number;
}

export function ShardActions({ evaluation, table, shard }: ShardActionsProps) {
  const picking = usePicking((state) => state.picking);
  const { document, devices } = evaluation;
  const own = document.plan.tables[table];
  const { device } = own.shards[shard];
  const { topology, tables } = document.problem;
  const legal = legalDevices(document, table, shard);
  const kernels = allowedKernels(topology, own.shardingType);
  const host = Math.floor(device / topology.ranksPerHost) * topology.ranksPerHost;
  const inOrder = (first: number, count: number) =>
    Array.from({ length: count }, (_, index) => first + index);
  const counts = splitCounts(tables[table].dimension).filter((count) => count <= topology.ranks);
  const group = document.rules.together.find((members) => members.includes(table));
  const forbidden = document.rules.forbidden.filter((rule) => rule.table === table);
  return (
    <div className={styles.actions}>
      <DeviceSelect
        title="Move to"
        devices={legal}
        evaluation={evaluation}
        onChoose={(to) => act({ kind: 'move', table, shard, device: to })}
      />
      <label>
        Cut by columns into
        <select
          className={tools.select}
          value=""
          disabled={!counts.length}
          onChange={(event) =>
            act({
              kind: 'splitColumns',
              table,
              devices: idlest(evaluation, device, Number(event.target.value)),
            })
          }
        >
          <option value="">{counts.length ? 'parts…' : 'too narrow'}</option>
          {counts.map((count) => (
            <option key={count} value={count}>
              {count} of {tables[table].dimension / count} columns
            </option>
          ))}
        </select>
      </label>
      <label>
        Cut by rows over
        <select
          className={tools.select}
          value=""
          onChange={(event) => {
            const all = event.target.value === 'all';
            const over = all ? inOrder(0, topology.ranks) : inOrder(host, topology.ranksPerHost);
            act({ kind: 'splitRows', table, devices: over });
          }}
        >
          <option value="">devices…</option>
          {topology.ranks > topology.ranksPerHost && (
            <option value="host">the {topology.ranksPerHost} of this host</option>
          )}
          <option value="all">all {topology.ranks}</option>
        </select>
      </label>
      <label>
        Kernel
        <select
          className={tools.select}
          value={own.computeKernel}
          onChange={(event) =>
            act({ kind: 'kernel', table, computeKernel: event.target.value as ComputeKernel })
          }
        >
          {kernels.map((kernel) => (
            <option key={kernel} value={kernel}>
              {kernelTitles[kernel]}
            </option>
          ))}
        </select>
      </label>
      {own.computeKernel === 'fused_uvm_caching' && (
        <CacheBox key={table} document={document} table={table} />
      )}
      <DeviceSelect
        title="Keep off"
        devices={devices.flatMap(({ device: one }) =>
          forbidden.some((rule) => rule.device === one) ? [] : [one],
        )}
        evaluation={evaluation}
        onChoose={(off) => act({ kind: 'forbid', table, device: off, forbidden: true })}
      />
      <div className={tools.tools}>
        <button type="button" onClick={() => act({ kind: 'whole', table, device })}>
          Whole here
        </button>
        <button type="button" onClick={() => act({ kind: 'replicate', table })}>
          Copy everywhere
        </button>
        <button
          type="button"
          aria-pressed={picking?.kind === 'swap'}
          onClick={() => pickFor({ kind: 'swap', table, shard })}
        >
          Swap with…
        </button>
        <button
          type="button"
          aria-pressed={picking?.kind === 'together'}
          onClick={() => pickFor({ kind: 'together', table, shard })}
        >
          Put together with…
        </button>
        {group && (
          <button type="button" onClick={() => act({ kind: 'together', tables: group, joined: false })}>
            Part from{' '}
            {group
              .filter((one) => one !== table)
              .map((one) => tableName(document, one))
              .join(', ')}
          </button>
        )}
        {forbidden.map((rule) => (
          <button
            key={rule.device}
            type="button"
            onClick={() => act({ kind: 'forbid', table, device: rule.device, forbidden: false })}
          >
            Allow on device {rule.device}
          </button>
        ))}
      </div>
      {picking && <p role="status">Now press the other shard on the board; Escape leaves it.</p>}
    </div>
  );
}

/** The device itself and those with least to do. */
function idlest({ devices }: Evaluation, device: number, count: number): number[] {
  const others = devices.filter((one) => one.device !== device).sort((a, b) => a.total - b.total);
  return [device, ...others.slice(0, count - 1).map((one) => one.device)];
}
