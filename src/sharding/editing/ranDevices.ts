// Which devices of an edited plan still run the kernels that ran: what a device does of a table are its shards, and the
// partial vectors that it adds. Compared table by table, so that an edit compares the tables that it changed.

import { reducerOf } from '../execution/layout';
import type { Plan, TablePlan } from '../problem';

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
    const before = this.#doing.get(table) ?? doingOf(this.#ran[table], this.topology);
    this.#doing.set(table, before);
    const now = doingOf(own, this.topology);
    const changed = [...new Set([...before.keys(), ...now.keys()])].filter(
      (device) => before.get(device) !== now.get(device),
    );
    this.#changed.set(own, changed);
    return changed;
  }
}

function doingOf(own: TablePlan, { ranks, ranksPerHost }: Ranks): Doing {
  const doing = new Map<number, string[]>();
  const add = (device: number, words: unknown) => {
    const all = doing.get(device) ?? [];
    doing.set(device, all);
    all.push(JSON.stringify(words));
  };
  const { table: _, shards, ...how } = own;
  const blocks = new Map<number, TablePlan['shards'][number][]>();
  for (const shard of shards) {
    const { device, firstRow, rows, firstColumn, columns } = shard;
    add(device, [firstRow, rows, firstColumn, columns, how]);
    if (rows > 0) blocks.set(firstColumn, [...(blocks.get(firstColumn) ?? []), shard]);
  }
  if (own.shardingType !== 'data_parallel')
    for (const [firstColumn, given] of blocks) {
      if (given.length === 1) continue;
      const parts = given
        .sort((a, b) => a.firstRow - b.firstRow)
        .map((part) => ({ ...part, table: own.table, group: 0, slot: 0, base: 0 }));
      const block = { table: own.table, firstColumn, columns: parts[0].columns, parts };
      for (let owner = 0; owner < ranks; owner++)
        add(reducerOf(block, owner, ranksPerHost), ['sums', firstColumn, parts.length, owner]);
    }
  return new Map([...doing].map(([device, words]) => [device, words.sort().join()]));
}
