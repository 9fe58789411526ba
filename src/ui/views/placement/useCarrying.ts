// Carries a shard over the board: the picture follows at once, what the place under it would cost by the next frame.

import { type RefObject, useEffect, useMemo, useRef } from 'react';
import { act, openPlacement, say } from '../../state/placement';
import { isPlanning, stopPlanning } from '../../state/placementPlanning';
import type { BoardPainter } from './BoardPainter';
import type { PlacedTile } from './boardLayout';
import { type Carry, moveOf, nextLegal, pickUp } from './carry';
import { deviceReading, dropReading, type Reading, tileReading } from './readings';

export interface Carrying {
  readonly current: Carry | null;
  start(tile: PlacedTile): void;
  moveTo(x: number, y: number): void;
  /** To the next device that may have it; what that would give is told. */
  step(direction: 1 | -1): void;
  drop(): void;
  /** Puts it back; says so. */
  cancel(): string;
  hover(x: number, y: number): void;
}

/** Shows a reading beside a point, or none. */
export type ShowReading = (reading: Reading | null, x: number, y: number) => void;

export function useCarrying(painter: RefObject<BoardPainter | null>, show: ShowReading): Carrying {
  const shown = useRef(show);
  useEffect(() => {
    shown.current = show;
  });
  return useMemo(() => {
    let carry: Carry | null = null;
    let at: { x: number; y: number } | null = null;
    let target = -1;
    let frame = 0;

    const draw = () => {
      frame = 0;
      if (!carry) return;
      const found = carry.dropping(target);
      const foreseen = typeof found === 'object' ? found : null;
      const { tile, legal } = carry;
      painter.current?.showOverlay({ drag: { tile, at, target, legal, foreseen } });
      const { evaluation } = openPlacement();
      const place = at ?? { x: painter.current?.scene?.frame.lefts[Math.max(0, target)] ?? 0, y: tile.top };
      shown.current(dropReading(evaluation, tile, target, found), place.x, place.y);
    };
    const request = () => {
      if (!frame) frame = requestAnimationFrame(draw);
    };
    const end = () => {
      cancelAnimationFrame(frame);
      frame = 0;
      carry = null;
      at = null;
      painter.current?.showOverlay({ drag: null, hovered: null });
      shown.current(null, 0, 0);
    };
    return {
      get current() {
        return carry;
      },
      start(tile) {
        // Whoever takes hold of what a planner has found so far has seen enough.
        if (isPlanning()) stopPlanning();
        else if (painter.current?.scene?.evaluation !== openPlacement().evaluation) {
          say('Shown is a plan of the search: end the replay to move shards', true);
          return;
        }
        carry = pickUp(tile);
        at = null;
        target = tile.device;
        request();
      },
      moveTo(x, y) {
        at = { x, y };
        target = painter.current?.device(x) ?? -1;
        request();
      },
      step(direction) {
        if (!carry) return;
        const { evaluation } = openPlacement();
        target = nextLegal(carry, target, direction, evaluation.devices.length);
        const reading = dropReading(evaluation, carry.tile, target, carry.dropping(target));
        say([reading.title, ...reading.lines].join(', '));
        request();
      },
      drop() {
        const own = carry;
        const to = target;
        end();
        if (own && to >= 0 && to !== own.tile.device) act(moveOf(own.tile, to));
      },
      cancel() {
        end();
        return 'Put back';
      },
      hover(x, y) {
        const { current } = painter;
        if (!current || carry) return;
        const tile = current.tile(x, y) ?? null;
        current.showOverlay({ hovered: tile });
        const { evaluation } = current.scene ?? openPlacement();
        const device = current.bar(x, y);
        const reading = tile
          ? tileReading(evaluation, tile)
          : device >= 0
            ? deviceReading(evaluation, device, current.scene?.ran?.[device])
            : null;
        shown.current(reading, x, y);
      },
    };
  }, [painter]);
}
