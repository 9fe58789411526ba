// A shard that has been picked up, by pointer or by keys: where it may go, and what each place would give. A place is
// evaluated when it is first asked about and never twice.

import type { PlanEdit } from '../../../sharding/editing/document';
import { legalDevices } from '../../../sharding/editing/edits';
import type { Evaluation } from '../../../sharding/editing/evaluation';
import { foresee, openPlacement } from '../../state/placement';
import type { PlacedTile } from './boardLayout';

export interface Carry {
  tile: PlacedTile;
  legal: ReadonlySet<number>;
  /** What dropping it on a device would give; why it may not go there; or null for where it is. */
  dropping(device: number): Evaluation | string | null;
}

export const moveOf = ({ table, shard }: PlacedTile, device: number): PlanEdit => ({
  ...{ kind: 'move', table, shard, device },
});

export function pickUp(tile: PlacedTile): Carry {
  const { document } = openPlacement().evaluation;
  const known = new Map<number, Evaluation | string>();
  return {
    tile,
    legal: new Set(legalDevices(document, tile.table, tile.shard)),
    dropping: (device) => {
      if (device < 0 || device === tile.device) return null;
      const found = known.get(device) ?? foresee(moveOf(tile, device));
      known.set(device, found);
      return found;
    },
  };
}

/** The legal device after this one in a direction; this one where there is none. */
export function nextLegal({ legal, tile }: Carry, from: number, direction: 1 | -1, devices: number): number {
  for (let device = from + direction; device >= 0 && device < devices; device += direction)
    if (legal.has(device) || device === tile.device) return device;
  return from;
}
