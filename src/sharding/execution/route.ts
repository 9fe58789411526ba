// The index exchange of a batch: every device sends the lookups of its own samples to the devices that hold the rows,
// numbered as those rows lie there. What arrives is sorted by shard and sample.

import type { ExecutionLayout, PlacedShard } from './layout';
import type { Traffic } from './transfers';

/** Lookups of a batch by table: those of sample b are `rows[t][offsets[t][b] .. offsets[t][b + 1])`. */
export interface TableLookups {
  offsets: readonly Uint32Array[];
  rows: readonly Uint32Array[];
}

/** Lookups on their way: elements of the sender's outbox, and where they go among the lookups of a group. */
export interface Message {
  from: number;
  shard: PlacedShard;
  at: number;
  to: number;
  count: number;
}

export interface RoutedLookups {
  /** By device: what it sends, to itself too. */
  outboxes: readonly Uint32Array<ArrayBuffer>[];
  messages: readonly Message[];
  /** By device and group: where each bag starts among the lookups that arrive, [shards·batch + 1]. */
  offsets: readonly (readonly Uint32Array<ArrayBuffer>[])[];
}

const BYTES = 4;

/**
 * Routes the lookups of one batch and counts them: 4 bytes a lookup and, for each shard and sample, a length, from
 * which the receiver has the offsets.
 */
export function routeLookups(
  layout: Pick<ExecutionLayout, 'groups' | 'slices' | 'batch'>,
  lookups: TableLookups,
  traffic?: Traffic,
): RoutedLookups {
  const { slices, batch } = layout;
  const outboxes: number[][] = slices.map(() => []);
  const messages: Message[] = [];
  const offsets = layout.groups.map((groups) =>
    groups.map(({ shards }) => {
      const starts = new Uint32Array(shards.length * batch + 1);
      let end = 0;
      for (const shard of shards)
        for (const [from, { first, count }] of slices.entries()) {
          const to = end;
          const at = outboxes[from].length;
          for (let sample = first; sample < first + count; sample++) {
            end += sendSample(lookups, shard, sample, outboxes[from]);
            starts[shard.slot * batch + sample + 1] = end;
          }
          messages.push({ from, shard, at, to, count: end - to });
          traffic?.add('index all-to-all', from, shard.device, BYTES * (end - to + count));
        }
      return starts;
    }),
  );
  return { outboxes: outboxes.map((sent) => Uint32Array.from(sent)), messages, offsets };
}

/** Appends a sample's lookups of a shard's rows, as rows of its group's matrix; returns how many. */
function sendSample(
  { offsets, rows }: TableLookups,
  { table, firstRow, rows: held, base }: PlacedShard,
  sample: number,
  outbox: number[],
): number {
  let sent = 0;
  for (let j = offsets[table][sample]; j < offsets[table][sample + 1]; j++) {
    const row = rows[table][j] - firstRow;
    if (row < 0 || row >= held) continue;
    outbox.push(base + row);
    sent++;
  }
  return sent;
}

/**
 * Counts the index exchange of a batch whose tables have `lookups` a sample on the mean, all rows looked up alike:
 * what `routeLookups` counts, without a batch.
 */
export function countExpectedLookups(
  layout: ExecutionLayout,
  lookups: readonly number[],
  traffic: Traffic,
): void {
  for (const groups of layout.groups)
    for (const { shards } of groups)
      for (const { table, rows, device } of shards)
        for (const [from, { count }] of layout.slices.entries()) {
          const sent = count * lookups[table] * (rows / layout.tables[table]);
          traffic.add('index all-to-all', from, device, BYTES * (sent + count));
        }
}
