// Where pictures lie when they are set side by side in rows, in CSS pixels.

import type { Pictures } from './pictures';

const GAP = 6;

export interface PictureLayout {
  columns: number;
  /** Side of a drawn value. */
  cell: number;
  /** From one picture to the next. */
  strideX: number;
  strideY: number;
  width: number;
  height: number;
}

/**
 * Pictures about `side` pixels large, as many to a row as fit into `available` or, smaller
 * where need be, `perRow`; `caption` pixels below each.
 */
export function layOut(
  { count, height, width }: Pictures,
  available: number,
  side: number,
  caption: number,
  perRow?: number,
): PictureLayout {
  const largest = Math.max(height, width, 1);
  const room = perRow ? Math.floor((available + GAP) / perRow) - GAP : available;
  const cell = Math.max(1, Math.floor(Math.min(side, Math.max(room, 1)) / largest));
  const strideX = cell * width + GAP;
  const strideY = cell * height + caption + GAP;
  const columns = perRow ?? Math.max(1, Math.min(count, Math.floor((available + GAP) / strideX)));
  const rows = Math.ceil(count / columns);
  return {
    columns,
    cell,
    strideX,
    strideY,
    width: columns * strideX - GAP,
    height: Math.max(0, rows * strideY - GAP),
  };
}

/** A value of a picture. */
export interface Cell {
  picture: number;
  x: number;
  y: number;
}

/** The value under a point, if there is one. */
export function cellAt(layout: PictureLayout, { count, height, width }: Pictures, left: number, top: number) {
  const column = Math.floor(left / layout.strideX);
  const row = Math.floor(top / layout.strideY);
  const picture = row * layout.columns + column;
  const x = Math.floor((left - column * layout.strideX) / layout.cell);
  const y = Math.floor((top - row * layout.strideY) / layout.cell);
  const inside = column >= 0 && column < layout.columns && x >= 0 && y >= 0 && x < width && y < height;
  return inside && picture >= 0 && picture < count ? { picture, x, y } : null;
}

/** The cell an arrow key leads to: inside the picture, and over its edge into the neighbour. */
export function moveCell(
  layout: PictureLayout,
  { count, height, width }: Pictures,
  { picture, x, y }: Cell,
  key: string,
): Cell | null {
  const to = (next: number, nextX: number, nextY: number): Cell | null =>
    next >= 0 && next < count ? { picture: next, x: nextX, y: nextY } : null;
  switch (key) {
    case 'ArrowRight':
      return x + 1 < width ? to(picture, x + 1, y) : to(picture + 1, 0, y);
    case 'ArrowLeft':
      return x > 0 ? to(picture, x - 1, y) : to(picture - 1, width - 1, y);
    case 'ArrowDown':
      return y + 1 < height ? to(picture, x, y + 1) : to(picture + layout.columns, x, 0);
    case 'ArrowUp':
      return y > 0 ? to(picture, x, y - 1) : to(picture - layout.columns, x, height - 1);
    case 'Home':
      return to(0, 0, 0);
    case 'End':
      return to(count - 1, 0, 0);
    default:
      return null;
  }
}
