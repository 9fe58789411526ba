// Tables that no planner may move, the memory that is left beside them, and what networks see of them.

import type { PlacedTable } from '../problem';
import { storagesOf } from '../torchrec/contract';
import type { Topology } from '../torchrec/topology';
import type { PlanDocument } from './document';
import { networkShard } from './networkTables';
import { unitsOf } from './space';

export interface HeldTables {
  /** Pinned, or together with one that is. */
  held: ReadonlySet<number>;
  /** All others, ascending. */
  free: readonly number[];
}

export function heldTables(document: PlanDocument): HeldTables {
  const { pinned } = document.rules;
  const held = new Set(
    unitsOf(document)
      .filter((members) => members.some((table) => pinned.includes(table)))
      .flat(),
  );
  return { held, free: [...document.problem.tables.keys()].filter((table) => !held.has(table)) };
}

/** What devices hold of them, shard by shard. */
export const heldShards = ({ problem, plan }: PlanDocument, held: Iterable<number>): PlacedTable[] =>
  [...held].flatMap((table) =>
    plan.tables[table].shards.map((shard) => ({
      ...{ table: networkShard(problem.tables[table], plan.tables[table], shard), device: shard.device },
    })),
  );

/** The reserved topology of a document, less what held tables take. */
export function leftBeside({ problem, plan, reserved }: PlanDocument, held: Iterable<number>): Topology {
  const memory = reserved.memory.map((free) => ({ ...free }));
  for (const table of held) {
    const { shards } = plan.tables[table];
    for (const [index, { hbm, ddr }] of storagesOf(problem, plan.tables[table]).entries()) {
      memory[shards[index].device].hbm -= hbm;
      memory[shards[index].device].ddr -= ddr;
    }
  }
  return { ...reserved, memory };
}
