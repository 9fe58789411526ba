// Moves and scales what is inside an element: by wheel, drag and keyboard. The transform is written to the element
// itself, so that a drag draws nothing anew.

import { type KeyboardEvent, type RefObject, useCallback, useEffect, useMemo, useRef } from 'react';
import type { Placed } from './arrange';

const SCALES = { least: 0.15, most: 3 };
/** Smaller than this, names cannot be read: a large picture starts at its beginning instead. */
const READABLE = 0.72;
const KEY_PIXELS = 60;
const MARGIN = 16;
/** A press that moves less is a click. */
const CLICK_PIXELS = 4;

interface View {
  x: number;
  y: number;
  scale: number;
}

export interface PanZoom {
  frame: RefObject<HTMLDivElement | null>;
  layer: RefObject<HTMLDivElement | null>;
  zoom(factor: number): void;
  /** Shows all of it, or, with a `start`, what is around that at a size that can be read. */
  frameAll(size: { width: number; height: number }, start?: Placed): void;
  /** Keeps what was at one place of the picture where it is on screen, now that it is at another. */
  follow(from: Placed, to: Placed): void;
  /** Moves a place into sight, if it is not. */
  reveal(place: Placed): void;
  onKeyDown(event: KeyboardEvent): void;
}

export function usePanZoom(onReset: () => void): PanZoom {
  const frame = useRef<HTMLDivElement>(null);
  const layer = useRef<HTMLDivElement>(null);
  const view = useRef<View>({ x: MARGIN, y: MARGIN, scale: 1 });

  const show = useCallback((next: View) => {
    view.current = next;
    if (layer.current)
      layer.current.style.transform = `translate(${next.x}px, ${next.y}px) scale(${next.scale})`;
  }, []);

  const pan = useCallback(
    (dx: number, dy: number) => show({ ...view.current, x: view.current.x + dx, y: view.current.y + dy }),
    [show],
  );

  /** Keeps the point (x, y) of the frame where it is. */
  const zoomAt = useCallback(
    (factor: number, x: number, y: number) => {
      const { current } = view;
      const scale = Math.min(SCALES.most, Math.max(SCALES.least, current.scale * factor));
      const ratio = scale / current.scale;
      show({ scale, x: x - (x - current.x) * ratio, y: y - (y - current.y) * ratio });
    },
    [show],
  );

  const zoom = useCallback(
    (factor: number) => {
      const { clientWidth = 0, clientHeight = 0 } = frame.current ?? {};
      zoomAt(factor, clientWidth / 2, clientHeight / 2);
    },
    [zoomAt],
  );

  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      const box = element.getBoundingClientRect();
      if (event.ctrlKey || event.metaKey)
        zoomAt(Math.exp(-event.deltaY / 200), event.clientX - box.left, event.clientY - box.top);
      else if (event.shiftKey) pan(-event.deltaY - event.deltaX, 0);
      else pan(-event.deltaX, -event.deltaY);
    };
    const press = (down: PointerEvent) => {
      if (down.button !== 0) return;
      let [x, y] = [down.clientX, down.clientY];
      let dragged = false;
      const move = (event: PointerEvent) => {
        if (!dragged && Math.hypot(event.clientX - x, event.clientY - y) < CLICK_PIXELS) return;
        if (!dragged) element.setPointerCapture(down.pointerId);
        dragged = true;
        pan(event.clientX - x, event.clientY - y);
        [x, y] = [event.clientX, event.clientY];
      };
      const release = () => {
        element.removeEventListener('pointermove', move);
        element.removeEventListener('pointerup', release);
        element.removeEventListener('pointercancel', release);
      };
      element.addEventListener('pointermove', move);
      element.addEventListener('pointerup', release);
      element.addEventListener('pointercancel', release);
    };
    // Not passive: the page must not scroll as well.
    element.addEventListener('wheel', wheel, { passive: false });
    element.addEventListener('pointerdown', press);
    return () => {
      element.removeEventListener('wheel', wheel);
      element.removeEventListener('pointerdown', press);
    };
  }, [pan, zoomAt]);

  return useMemo(() => {
    const frameAll: PanZoom['frameAll'] = ({ width, height }, start) => {
      const { clientWidth = 0, clientHeight = 0 } = frame.current ?? {};
      const inside = Math.min(
        (clientWidth - 2 * MARGIN) / Math.max(1, width),
        (clientHeight - 2 * MARGIN) / Math.max(1, height),
      );
      const scale = Math.max(SCALES.least, Math.min(1, start ? Math.max(inside, READABLE) : inside));
      const middle = start ? start.x + start.width / 2 : 0;
      const x =
        width * scale > clientWidth
          ? Math.min(MARGIN, clientWidth / 2 - middle * scale)
          : (clientWidth - width * scale) / 2;
      show({ scale, x, y: MARGIN });
    };
    const reveal: PanZoom['reveal'] = (place) => {
      const { x, y, scale } = view.current;
      const { clientWidth = 0, clientHeight = 0 } = frame.current ?? {};
      const into = (start: number, length: number, room: number) => {
        if (start < MARGIN) return MARGIN - start;
        return start + length > room - MARGIN
          ? Math.min(room - MARGIN - start - length, MARGIN - start + room)
          : 0;
      };
      pan(
        into(x + place.x * scale, place.width * scale, clientWidth),
        into(y + place.y * scale, place.height * scale, clientHeight),
      );
    };
    const follow: PanZoom['follow'] = (from, to) =>
      pan((from.x - to.x) * view.current.scale, (from.y - to.y) * view.current.scale);
    const keys: Record<string, () => void> = {
      ArrowLeft: () => pan(KEY_PIXELS, 0),
      ArrowRight: () => pan(-KEY_PIXELS, 0),
      ArrowUp: () => pan(0, KEY_PIXELS),
      ArrowDown: () => pan(0, -KEY_PIXELS),
      '+': () => zoom(1.25),
      '=': () => zoom(1.25),
      '-': () => zoom(0.8),
      '−': () => zoom(0.8),
      '0': onReset,
    };
    const onKeyDown = (event: KeyboardEvent) => {
      const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    };
    return { frame, layer, zoom, frameAll, follow, reveal, onKeyDown };
  }, [show, pan, zoom, onReset]);
}
