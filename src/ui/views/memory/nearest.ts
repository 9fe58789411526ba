// Moving through boxes with the arrow keys: the nearest one that begins where this one ends.

export interface Box {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

export type Direction = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown';

/** Sideways distance counts as much more, so that a row is followed to its end. */
const ASIDE = 3;

/** Pixels by which neighbours may overlap for being rounded. */
const ROUNDING = 1;

/** Index of the next box, or `from` where there is none. */
export function nearest(boxes: readonly Box[], from: number, direction: Direction): number {
  const here = along(boxes[from], direction);
  let best = from;
  let shortest = Number.POSITIVE_INFINITY;
  for (const [index, box] of boxes.entries()) {
    const there = along(box, direction);
    const ahead = there.start - here.end;
    if (index === from || ahead < -ROUNDING) continue;
    const gap = Math.max(0, there.low - here.high, here.low - there.high);
    const aside = Math.abs(there.low + there.high - here.low - here.high) / 2;
    // Of several straight ahead the one nearest to the middle.
    const distance = ahead + ASIDE * gap + aside / 100;
    if (distance < shortest) [best, shortest] = [index, distance];
  }
  return best;
}

/** The box with the direction of the move as its axis: where it starts and ends, and its extent across. */
function along({ x0, y0, x1, y1 }: Box, direction: Direction) {
  switch (direction) {
    case 'ArrowRight':
      return { start: x0, end: x1, low: y0, high: y1 };
    case 'ArrowLeft':
      return { start: -x1, end: -x0, low: y0, high: y1 };
    case 'ArrowDown':
      return { start: y0, end: y1, low: x0, high: x1 };
    case 'ArrowUp':
      return { start: -y1, end: -y0, low: x0, high: x1 };
  }
}
