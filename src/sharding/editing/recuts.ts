// Other ways to cut a table: into columns or rows, whole, a copy on every device, another type or kernel, or a cache of
// another size.

import type { ComputeKernel, Shard, ShardingType, TablePlan } from '../problem';
import { cutTable, partitionBy, type ShardShape } from '../torchrec/geometry';
import { allowedKernels, cachedShare } from '../torchrec/table';
import type { PlanDocument, PlanEdit } from './document';
import { relocated, requireDevice, requireTable } from './moves';
import { devicesOf, groupOf, namedDevices, refuse } from './rules';

type RecutEdit = Extract<
  PlanEdit,
  { kind: 'splitColumns' | 'splitRows' | 'whole' | 'replicate' | 'type' | 'kernel' | 'cache' }
>;

/** FBGEMM reads columns four at a time. */
const COLUMN_MULTIPLE = 4;

/** The plans that an edit asks for. Throws `ConfigError` for splits that do not divide. */
export function recut(document: PlanDocument, edit: RecutEdit): Map<number, TablePlan> {
  const own = requireTable(document, edit.table);
  if (edit.kind === 'kernel' && edit.computeKernel === own.computeKernel) return new Map();
  switch (edit.kind) {
    case 'splitColumns':
      if (edit.devices.length === 1) return whole(document, own, edit.devices[0]);
      return new Map([[edit.table, columnsOver(document, own, edit.devices)]]);
    case 'splitRows':
      if (edit.devices.length === 1) return whole(document, own, edit.devices[0]);
      return new Map([[edit.table, rowsOver(document, own, edit.devices)]]);
    case 'whole':
      return whole(document, own, edit.device);
    case 'replicate':
      return new Map([[edit.table, ofType(document, own, 'data_parallel')]]);
    case 'type':
      return new Map([[edit.table, ofType(document, own, edit.shardingType)]]);
    case 'kernel':
      return new Map([[edit.table, withKernel(own, edit.computeKernel)]]);
    case 'cache':
      return new Map([[edit.table, withCache(document, own, edit.cacheLoadFactor)]]);
  }
}

const shardAt = ({ size, offset }: ShardShape, device: number): Shard => ({
  ...{ device, firstRow: offset[0], rows: size[0], firstColumn: offset[1], columns: size[1] },
});

/** A cache's size goes with the cache. */
function withKernel({ cacheLoadFactor, ...own }: TablePlan, computeKernel: ComputeKernel): TablePlan {
  const kept = computeKernel === 'fused_uvm_caching' && cacheLoadFactor !== undefined;
  return { ...own, computeKernel, ...(kept && { cacheLoadFactor }) };
}

function withCache(document: PlanDocument, own: TablePlan, cacheLoadFactor: number): TablePlan {
  if (own.computeKernel !== 'fused_uvm_caching')
    refuse(
      document,
      own.table,
      `has no cache under kernel ${own.computeKernel}. Choose fused_uvm_caching first`,
    );
  return cachedShare(own, document.problem.tables[own.table]) === cacheLoadFactor
    ? own
    : { ...own, cacheLoadFactor };
}

/** The kernel stays where it serves the type. */
function planned(
  { problem }: PlanDocument,
  own: TablePlan,
  shardingType: ShardingType,
  shards: readonly Shard[],
): TablePlan {
  const kernels = allowedKernels(problem.topology, shardingType);
  const kernel = kernels.includes(own.computeKernel) ? own.computeKernel : kernels[0];
  const same = own.shardingType === shardingType && own.computeKernel === kernel;
  if (same && JSON.stringify(own.shards) === JSON.stringify(shards)) return own;
  return withKernel({ ...own, shardingType, shards }, kernel);
}

/** What belongs together with a table on one device goes along. */
function whole(document: PlanDocument, own: TablePlan, device: number): Map<number, TablePlan> {
  requireDevice(document, device);
  const { rows, dimension } = document.problem.tables[own.table];
  const shape: ShardShape = { size: [rows, dimension], offset: [0, 0] };
  const after = planned(document, own, 'table_wise', [shardAt(shape, device)]);
  const before = devicesOf(own);
  const along =
    groupOf(document.rules, own.table) && before.length === 1 && partitionBy[own.shardingType] === 'device'
      ? relocated(document, [{ table: own.table, shard: 0, to: device }])
      : [];
  return new Map([...along, [own.table, after]]);
}

function columnsOver(document: PlanDocument, own: TablePlan, devices: readonly number[]): TablePlan {
  for (const device of devices) requireDevice(document, device);
  const { rows, dimension } = document.problem.tables[own.table];
  const parts = devices.length;
  if (!splitCounts(dimension).includes(parts)) {
    const counts = splitCounts(dimension);
    refuse(
      document,
      own.table,
      `has ${dimension} columns, which do not divide into ${parts} equal parts of a multiple of ${COLUMN_MULTIPLE}. ` +
        (counts.length ? `Choose ${counts.join(', ')} parts` : 'It can only be whole, or cut by rows'),
    );
  }
  const columns = dimension / parts;
  const shards = devices.map((device, index) =>
    shardAt({ size: [rows, columns], offset: [0, index * columns] }, device),
  );
  const { ranksPerHost } = document.problem.topology;
  const hosts = new Set(devices.map((device) => Math.floor(device / ranksPerHost)));
  const onHost = own.shardingType === 'table_column_wise' && hosts.size === 1;
  return planned(document, own, onHost ? 'table_column_wise' : 'column_wise', shards);
}

/** Numbers of equal parts into which so many columns can be cut, from two up. */
export function splitCounts(dimension: number): number[] {
  const most = Math.floor(dimension / COLUMN_MULTIPLE);
  return Array.from({ length: most }, (_, index) => index + 1).filter(
    (parts) => parts > 1 && dimension % parts === 0 && (dimension / parts) % COLUMN_MULTIPLE === 0,
  );
}

/** TorchRec cuts rows over all devices or over those of one host. */
function rowsOver(document: PlanDocument, own: TablePlan, devices: readonly number[]): TablePlan {
  const { ranks, ranksPerHost } = document.problem.topology;
  const { rows, dimension } = document.problem.tables[own.table];
  const host = Math.floor(devices[0] / ranksPerHost) * ranksPerHost;
  const inOrder = (first: number, count: number) =>
    devices.length === count && devices.every((device, index) => device === first + index);
  const everywhere = inOrder(0, ranks);
  if (!everywhere && !inOrder(host, ranksPerHost))
    refuse(
      document,
      own.table,
      `cannot be cut by rows over ${devices.length ? namedDevices(devices) : 'no device'}. ` +
        `TorchRec cuts rows over all ${ranks} devices or over the ${ranksPerHost} of one host, in order; choose those`,
    );
  const onHost = !everywhere || (ranks === ranksPerHost && own.shardingType === 'table_row_wise');
  const shardingType = onHost ? 'table_row_wise' : 'row_wise';
  const cut = { shardingType, ranks, ranksPerHost, minPartition: null } as const;
  const shapes = cutTable([rows, dimension], cut);
  return planned(
    document,
    own,
    shardingType,
    shapes.map((shape, index) => shardAt(shape, devices[index])),
  );
}

/** As TorchRec cuts the type, beginning where the table begins now; columns that are cut stay as they are. */
function ofType(document: PlanDocument, own: TablePlan, shardingType: ShardingType): TablePlan {
  if (shardingType === own.shardingType) return own;
  const { tables, topology } = document.problem;
  const { ranks, ranksPerHost } = topology;
  const { rows, dimension, minPartition } = tables[own.table];
  const byColumns = (type: ShardingType) => type === 'column_wise' || type === 'table_column_wise';
  const shapes: ShardShape[] =
    byColumns(shardingType) && byColumns(own.shardingType)
      ? own.shards.map((shard) => ({
          size: [shard.rows, shard.columns],
          offset: [shard.firstRow, shard.firstColumn],
        }))
      : cutTable([rows, dimension], { shardingType, ranks, ranksPerHost, minPartition });
  const banned = new Set(
    document.rules.forbidden.filter(({ table }) => table === own.table).map(({ device }) => device),
  );
  const first = own.shards[0].device;
  const host = Math.floor(first / ranksPerHost) * ranksPerHost;
  const all = Array.from({ length: ranks }, (_, index) => (first + index) % ranks);
  const onHost = Array.from(
    { length: ranksPerHost },
    (_, index) => host + ((first - host + index) % ranksPerHost),
  );
  const open = (devices: readonly number[]) => {
    const left = devices.filter((device) => !banned.has(device));
    return left.length ? left : devices;
  };
  const deviceOf = (index: number): number => {
    switch (partitionBy[shardingType]) {
      case 'uniform':
        return index;
      case 'device':
        return open(all)[index % open(all).length];
      default:
        return shardingType === 'table_column_wise'
          ? open(onHost)[index % open(onHost).length]
          : (host + index) % ranks;
    }
  };
  return planned(
    document,
    own,
    shardingType,
    shapes.map((shape, index) => shardAt(shape, deviceOf(index))),
  );
}
