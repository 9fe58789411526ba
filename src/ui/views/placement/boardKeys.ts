// The board by keyboard: arrows walk over shards and devices; Enter picks a shard up, arrows carry it, Enter puts it
// down and Escape puts it back.

import { type Chosen, choose, openPlacement, say } from '../../state/placement';
import { leavePicking, pick } from '../../state/placementPicking';
import { shardName } from '../../state/placementWords';
import type { BoardPainter } from './BoardPainter';
import type { PlacedTile } from './boardLayout';
import type { Carrying } from './useCarrying';

type Press = Pick<KeyboardEvent, 'key'>;

/** Whether the key was the board's. */
export function pressOnBoard({ key }: Press, painter: BoardPainter, carrying: Carrying): boolean {
  if (carrying.current) return pressWhileCarrying(key, carrying);
  const { chosen, evaluation } = openPlacement();
  if (key === 'Enter' || key === ' ') {
    const tile = chosen?.kind === 'shard' ? painter.placeOf(chosen.table, chosen.shard) : undefined;
    if (!tile) return key === ' ' || Boolean(chosen);
    if (pick(tile)) return true;
    carrying.start(tile);
    if (carrying.current) say(`Picked up ${shardName(evaluation.document, tile.table, tile.shard)}`);
    return true;
  }
  if (key === 'Escape') {
    const left = leavePicking();
    if (!left && chosen) choose(null);
    return left || chosen !== null;
  }
  const next = walk(key, chosen, painter);
  if (next) choose(next);
  return Boolean(next);
}

function pressWhileCarrying(key: string, carrying: Carrying): boolean {
  const direction = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[key] as 1 | -1 | undefined;
  if (direction) carrying.step(direction);
  else if (key === 'Enter' || key === ' ') carrying.drop();
  else if (key === 'Escape') say(carrying.cancel());
  // Leaving takes nothing along.
  else if (key === 'Tab') {
    say(carrying.cancel());
    return false;
  }
  return true;
}

const asChosen = (tile: PlacedTile | undefined, device: number): Chosen =>
  tile ? { kind: 'shard', table: tile.table, shard: tile.shard } : { kind: 'device', device };

/** What is chosen after a key; null for keys that do not walk. */
function walk(key: string, chosen: Chosen | null, painter: BoardPainter): Chosen | null {
  const { devices, slowest } = openPlacement().evaluation;
  const tile = chosen?.kind === 'shard' ? painter.placeOf(chosen.table, chosen.shard) : undefined;
  const device = tile?.device ?? (chosen?.kind === 'device' ? chosen.device : slowest);
  const tiles = painter.tiles(device);
  const to = (index: number): Chosen => {
    const other = Math.min(devices.length - 1, Math.max(0, index));
    return asChosen(nearest(painter.tiles(other), tile), other);
  };
  if (!/^(Arrow|Home$|End$|Page)/.test(key)) return null;
  if (!chosen) return asChosen(tiles[0], device);
  const place = tile ? tiles.indexOf(tile) : -1;
  switch (key) {
    case 'ArrowUp':
      return asChosen(tiles[Math.min(tiles.length - 1, place + 1)], device);
    case 'ArrowDown':
      return asChosen(place > 0 ? tiles[place - 1] : undefined, device);
    case 'ArrowRight':
      return to(device + 1);
    case 'ArrowLeft':
      return to(device - 1);
    case 'Home':
      return to(0);
    case 'End':
      return to(devices.length - 1);
    case 'PageUp':
      return asChosen(tiles.at(-1), device);
    default:
      return asChosen(tiles[0], device);
  }
}

/** The tile at about the same height. */
function nearest(tiles: readonly PlacedTile[], from: PlacedTile | undefined): PlacedTile | undefined {
  if (!from) return tiles[0];
  const middle = from.top + from.height / 2;
  const away = ({ top, height }: PlacedTile) => Math.abs(top + height / 2 - middle);
  return tiles.reduce<PlacedTile | undefined>(
    (best, tile) => (!best || away(tile) < away(best) ? tile : best),
    undefined,
  );
}
