// What the board says of a tile under the pointer and of a shard on its way, in a few short lines.

import { formatBytes, formatMilliseconds } from '../../../base/format';
import type { Evaluation } from '../../../sharding/editing/evaluation';
import type { RanDevice } from '../../../sharding/editing/ranPlan';
import { cutName, tableName, typeTitles } from '../../state/placementWords';
import type { PlacedTile } from './boardLayout';

export interface Reading {
  title: string;
  lines: readonly string[];
  tone: 'plain' | 'good' | 'bad';
}

/** "+0.09 ms", "−1.2 ms", "±0". */
export function signedMilliseconds(change: number): string {
  if (Math.abs(change) < 1e-9) return '±0 ms';
  return `${change > 0 ? '+' : '−'}${formatMilliseconds(Math.abs(change))}`;
}

/** "+3.1 %". */
export function signedPercent(ratio: number): string {
  const percent = 100 * (ratio - 1);
  if (!Number.isFinite(percent)) return '–';
  if (Math.abs(percent) < 0.05) return '±0 %';
  return `${percent > 0 ? '+' : '−'}${Math.abs(percent).toFixed(Math.abs(percent) < 10 ? 1 : 0)} %`;
}

export function tileReading({ document, cost }: Evaluation, tile: PlacedTile): Reading {
  const own = document.plan.tables[tile.table];
  const { pinned } = document.rules;
  return {
    title: tableName(document, tile.table),
    lines: [
      [typeTitles[own.shardingType], cutName(own, tile.shard)].filter(Boolean).join(', '),
      `${formatBytes(tile.bytes)} · ${formatMilliseconds(tile.milliseconds)} a step, ${cost.basis}`,
      ...(pinned.includes(tile.table) ? ['pinned'] : []),
    ],
    tone: 'plain',
  };
}

/** What every tile is to those who do not see it. */
export function tileLabel(
  evaluation: Evaluation,
  { table, shard }: { table: number; shard: number },
): string {
  const { document, cost } = evaluation;
  const { device, memory, total } = evaluation.tables[table].shards[shard];
  const own = document.plan.tables[table];
  const words = [
    tableName(document, table),
    cutName(own, shard) || typeTitles[own.shardingType],
    `device ${device}`,
    formatBytes(memory.hbm + memory.ddr),
    `${formatMilliseconds(total)} ${cost.basis}`,
    document.rules.pinned.includes(table) ? 'pinned' : '',
  ];
  return words.filter(Boolean).join(', ');
}

/** "kernels 3.1 ms measured, 2.9 ms predicted (−6.5 %)", of a device whose kernels ran as they are. */
const ranWords = ({ measured, predicted }: RanDevice): string =>
  [
    `kernels ${formatMilliseconds(measured)} measured`,
    `${formatMilliseconds(predicted)} predicted${measured > 0 ? ` (${signedPercent(predicted / measured)})` : ''}`,
  ].join(', ');

/** What every device is to those who do not see it. */
export const deviceLabel = ({ devices }: Evaluation, device: number, ran: RanDevice | undefined): string =>
  [`device ${device}`, `${devices[device].shards.length} shards`, ...(ran ? [ranWords(ran)] : [])].join(', ');

/** Of a device's bar. */
export function deviceReading(
  { devices, cost }: Evaluation,
  device: number,
  ran: RanDevice | undefined,
): Reading {
  const { total, perf } = devices[device];
  const compute = perf.forwardCompute + perf.backwardCompute;
  return {
    title: `Device ${device}`,
    lines: [
      `${formatMilliseconds(total)} a step, ${cost.basis}`,
      `lookup ${formatMilliseconds(compute)}, exchange ${formatMilliseconds(perf.forwardComms + perf.backwardComms)}`,
      ...(ran ? [ranWords(ran)] : []),
    ],
    tone: 'plain',
  };
}

export function dropReading(
  now: Evaluation,
  tile: PlacedTile,
  device: number,
  found: Evaluation | string | null,
): Reading {
  const name = tableName(now.document, tile.table);
  if (device < 0) return { title: name, lines: ['Drop it on a device'], tone: 'plain' };
  if (found === null) return { title: `${name} stays`, lines: [`on device ${device}`], tone: 'plain' };
  if (typeof found === 'string') return { title: `Not on device ${device}`, lines: [found], tone: 'bad' };
  const [before, after] = [now.devices[device], found.devices[device]];
  const over = after.free.hbm < 0 ? -after.free.hbm : 0;
  return {
    title: `${name} to device ${device}`,
    lines: [
      `device ${formatMilliseconds(after.total)} (${signedMilliseconds(after.total - before.total)})`,
      `slowest ${formatMilliseconds(found.rating)} (${signedPercent(found.rating / now.rating)}), ${now.cost.basis}`,
      over ? `too much by ${formatBytes(over)}` : `${formatBytes(after.free.hbm)} HBM stays free`,
    ],
    tone:
      over || found.rating > now.rating * 1.0005
        ? 'bad'
        : found.rating < now.rating * 0.9995
          ? 'good'
          : 'plain',
  };
}
