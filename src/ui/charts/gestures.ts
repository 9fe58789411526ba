// Zooming by wheel and by two fingers. A wheel alone scrolls the page; with Ctrl or ⌘, which is also what a
// pinch on a trackpad reports, it zooms; over the vertical axis it zooms that axis.

export interface Zoomer {
  /** Zooms by a factor around a point of the element. */
  zoom(axis: 'x' | 'y', factor: number, left: number, top: number): void;
  /** Whether a point is on the vertical axis. */
  onYAxis(left: number): boolean;
  /** Whether a wheel without a key zooms as well. */
  wheelZooms(): boolean;
}

const PER_PIXEL = 1.0025;

/** Returns how to stop. */
export function connectGestures(element: HTMLElement, zoomer: Zoomer): () => void {
  const at = (event: { clientX: number; clientY: number }): [number, number] => {
    const { left, top } = element.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  };
  const wheel = (event: WheelEvent) => {
    const asked = event.ctrlKey || event.metaKey;
    if (!asked && !zoomer.wheelZooms()) return;
    event.preventDefault();
    const [left, top] = at(event);
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    // A pinch reports small amounts.
    const amount = event.deltaY * lines * (event.ctrlKey && Math.abs(event.deltaY) < 20 ? 5 : 1);
    zoomer.zoom(zoomer.onYAxis(left) ? 'y' : 'x', PER_PIXEL ** amount, left, top);
  };

  const fingers = new Map<number, [left: number, top: number]>();
  const down = (event: PointerEvent) => {
    if (event.pointerType === 'touch') fingers.set(event.pointerId, at(event));
  };
  const move = (event: PointerEvent) => {
    const earlier = fingers.get(event.pointerId);
    if (!earlier) return;
    const moved = at(event);
    fingers.set(event.pointerId, moved);
    const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
    if (!other || fingers.size !== 2) return;
    const distanceTo = ([left, top]: [number, number]) => Math.hypot(left - other[0], top - other[1]);
    const [before, now] = [distanceTo(earlier), distanceTo(moved)];
    // Around the finger that stands still while this one moves: as both move by turns, what is under them
    // stays under them, what is between them stays at their centre, and two that go the same way pan.
    if (before > 0 && now > 0) zoomer.zoom('x', before / now, ...other);
  };
  const up = (event: PointerEvent) => void fingers.delete(event.pointerId);

  element.addEventListener('wheel', wheel, { passive: false });
  element.addEventListener('pointerdown', down);
  element.addEventListener('pointermove', move);
  element.addEventListener('pointerup', up);
  element.addEventListener('pointercancel', up);
  return () => {
    element.removeEventListener('wheel', wheel);
    element.removeEventListener('pointerdown', down);
    element.removeEventListener('pointermove', move);
    element.removeEventListener('pointerup', up);
    element.removeEventListener('pointercancel', up);
  };
}
