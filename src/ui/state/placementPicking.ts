// An edit that needs a second shard: it waits for the reader to press one.

import { create } from 'zustand';
import type { PlanEdit } from '../../sharding/editing/document';
import { act } from './placement';

export interface Picking {
  kind: 'swap' | 'together';
  table: number;
  shard: number;
}

export const usePicking = create<{ picking: Picking | null }>()(() => ({ picking: null }));

/** Asked twice, it is left. */
export function pickFor(picking: Picking): void {
  const same = usePicking.getState().picking?.kind === picking.kind;
  usePicking.setState({ picking: same ? null : picking });
}

export function leavePicking(): boolean {
  const waited = usePicking.getState().picking !== null;
  usePicking.setState({ picking: null });
  return waited;
}

/** Whether the shard was what an edit waited for; then it is done. */
export function pick({ table, shard }: { table: number; shard: number }): boolean {
  const { picking } = usePicking.getState();
  if (!picking) return false;
  usePicking.setState({ picking: null });
  const edit: PlanEdit =
    picking.kind === 'swap'
      ? { kind: 'swap', table: picking.table, shard: picking.shard, otherTable: table, otherShard: shard }
      : { kind: 'together', tables: [picking.table, table], joined: true };
  act(edit);
  return true;
}
