// Which devices of an edited plan still run the kernels that ran: what a device does of a table are its shards, and the
// partial vectors that it adds. Compared table by table, so that an edit compares the tables that it changed.

import { type PlacedShard, reducerOf } from '../execution/layout';
import { isSameTablePlan, type Plan, type Shard, type TablePlan } from '../problem';

/** What every device does of a table, as a word that is the same for the same work. */
type Doing = ReadonlyMap<number, string>;

interface Ranks {
  ranks: number;
  ranksPerHost: number;
}

export class RanDevices {
  readonly #ran: readonly TablePlan[];
  readonly #doing = new Map<number, Doing>();
  readonly #changed = new WeakMap<TablePlan, readonly number[]>();

  /** Of a plan whose tables are in the order of the problem's. */
  constructor(
    plan: Plan,
    private readonly topology: Ranks,
  ) {
    this.#ran = plan.tables;
  }

  /** Devices that do something else under a plan of the same tables. */
  changedBy({ tables }: Plan): ReadonlySet<number> {
    const changed = new Set<number>();
    for (const [table, own] of tables.entries())
      for (const device of this.#changedBy(table, own)) changed.add(device);
    return changed;
  }

  #changedBy(table: number, own: TablePlan): readonly number[] {
    const known = this.#changed.get(own);
    if (known) return known;
    const changed = isSameTablePlan(own, this.#ran[table]) ? [] : this.#compared(table, own);
    this.#changed.set(own, changed);
    return changed;
  }

  #compared(table: number, own: TablePlan): number[] {
    const before = this.#doing.get(table) ?? doingOf(this.#ran[table], this.topology);
    this.#doing.set(table, before);
    const now = doingOf(own, this.topology);
    return [...new Set([...before.keys(), ...now.keys()])].filter(
      (device) => before.get(device) !== now.get(device),
    );
  }
}

function doingOf(own: TablePlan, { ranks, ranksPerHost }: Ranks): Doing {
  const doing = new Map<number, string[]>();
  const add = (device: number, words: string) => {
    const all = doing.get(device);
    if (all) all.push(words);
    else doing.set(device, [words]);
  };
  const { shardingType, computeKernel, cacheLoadFactor, shards } = own;
  const how = `${shardingType} ${computeKernel} ${cacheLoadFactor}`;
  const blocks = new Map<number, Shard[]>();
  for (const shard of shards) {
    const { device, firstRow, rows, firstColumn, columns } = shard;
    add(device, `${how} ${firstRow} ${rows} ${firstColumn} ${columns}`);
    if (rows === 0) continue;
    const block = blocks.get(firstColumn);
    if (block) block.push(shard);
    else blocks.set(firstColumn, [shard]);
  }
  if (shardingType !== 'data_parallel')
    for (const [firstColumn, parts] of blocks) {
      if (parts.length === 1) continue;
      for (const [device, owners] of addersOf(own.table, parts, ranks, ranksPerHost))
        add(device, `sums ${firstColumn} ${parts.length} ${owners}`);
    }
  return new Map([...doing].map(([device, words]) => [device, words.sort().join()]));
}

/** By device: of how many devices' samples it adds the partial vectors. */
function addersOf(table: number, given: Shard[], ranks: number, ranksPerHost: number): Map<number, number> {
  const parts = given
    .sort((a, b) => a.firstRow - b.firstRow)
    .map((part): PlacedShard => ({ ...part, table, group: 0, slot: 0, base: 0 }));
  const { firstColumn, columns } = parts[0];
  const adders = new Map<number, number>();
  for (let owner = 0; owner < ranks; owner++) {
    const device = reducerOf({ table, firstColumn, columns, parts }, owner, ranksPerHost);
    adders.set(device, (adders.get(device) ?? 0) + 1);
  }
  return adders;
}
