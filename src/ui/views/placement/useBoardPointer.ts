// Mouse, pen and finger on the board: a press chooses, a drag carries a shard to another device. A finger first rests
// on a shard for a moment, so that a swipe still scrolls the page.

import { type RefObject, useEffect } from 'react';
import { choose, say } from '../../state/placement';
import { pick } from '../../state/placementPicking';
import type { BoardPainter } from './BoardPainter';
import type { PlacedTile } from './boardLayout';
import type { Carrying } from './useCarrying';

/** A press that moves less is a click. */
const CLICK_PIXELS = 4;
const HOLD_MILLISECONDS = 180;
/** A finger is never still. */
const REST_PIXELS = 9;

interface Press {
  pointer: number;
  tile: PlacedTile | undefined;
  x: number;
  y: number;
  hold: ReturnType<typeof setTimeout> | undefined;
}

export function useBoardPointer(
  host: RefObject<HTMLElement | null>,
  painter: RefObject<BoardPainter | null>,
  carrying: Carrying,
): void {
  useEffect(() => {
    const element = host.current;
    if (!element) return;
    let press: Press | null = null;
    const placeOf = ({ clientX, clientY }: { clientX: number; clientY: number }) => {
      const { left, top } = element.getBoundingClientRect();
      return { x: clientX - left, y: clientY - top };
    };
    const lift = (own: Press) => {
      if (!own.tile) return;
      element.setPointerCapture(own.pointer);
      carrying.start(own.tile);
      carrying.moveTo(own.x, own.y);
    };
    const down = (event: PointerEvent) => {
      if (event.button !== 0 || press) return;
      const { x, y } = placeOf(event);
      const own: Press = {
        pointer: event.pointerId,
        tile: painter.current?.tile(x, y),
        x,
        y,
        hold: undefined,
      };
      press = own;
      if (event.pointerType === 'touch') own.hold = setTimeout(() => lift(own), HOLD_MILLISECONDS);
    };
    const move = (event: PointerEvent) => {
      const { x, y } = placeOf(event);
      if (!press) {
        if (event.pointerType !== 'touch') carrying.hover(x, y);
        return;
      }
      if (event.pointerId !== press.pointer) return;
      const far = Math.hypot(x - press.x, y - press.y);
      if (carrying.current) return carrying.moveTo(x, y);
      if (event.pointerType === 'touch') {
        if (far > REST_PIXELS) end();
      } else if (far > CLICK_PIXELS) {
        lift(press);
        carrying.moveTo(x, y);
      }
    };
    const up = (event: PointerEvent) => {
      if (!press || event.pointerId !== press.pointer) return;
      const { tile, x, y } = press;
      end();
      if (carrying.current) return carrying.drop();
      const device = painter.current?.device(x) ?? -1;
      if (tile && pick(tile)) return;
      if (tile) choose({ kind: 'shard', table: tile.table, shard: tile.shard });
      else if (device >= 0 && y >= 0) choose({ kind: 'device', device });
      element.focus({ preventScroll: true });
    };
    const end = () => {
      clearTimeout(press?.hold);
      press = null;
    };
    const cancel = () => {
      end();
      if (carrying.current) say(carrying.cancel());
    };
    const leave = () => carrying.hover(-1, -1);
    // Not passive: what is carried must not scroll the page as well.
    const touch = (event: TouchEvent) => {
      if (carrying.current && event.cancelable) event.preventDefault();
    };
    const menu = (event: Event) => {
      if (press) event.preventDefault();
    };
    element.addEventListener('pointerdown', down);
    element.addEventListener('pointermove', move);
    element.addEventListener('pointerup', up);
    element.addEventListener('pointercancel', cancel);
    element.addEventListener('pointerleave', leave);
    element.addEventListener('touchmove', touch, { passive: false });
    element.addEventListener('contextmenu', menu);
    return () => {
      end();
      element.removeEventListener('pointerdown', down);
      element.removeEventListener('pointermove', move);
      element.removeEventListener('pointerup', up);
      element.removeEventListener('pointercancel', cancel);
      element.removeEventListener('pointerleave', leave);
      element.removeEventListener('touchmove', touch);
      element.removeEventListener('contextmenu', menu);
    };
  }, [host, painter, carrying]);
}
