// The numbers of the devices, under their times. They may be wider than a column, so that all are drawn together.

import type { BoardColours } from './boardColours';
import type { BoardFrame } from './boardLayout';
import type { ColumnPicture } from './paintColumn';

/** Narrower columns have a number only where one can be read: every eighth. */
const NUMBERED = 17;
const NAMED = 60;

export function paintNames(
  context: CanvasRenderingContext2D,
  { names, lefts, column, width }: BoardFrame,
  columns: readonly ColumnPicture[],
  colours: BoardColours,
): void {
  context.clearRect(lefts[0], names.top, width - lefts[0], names.height);
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (const { own, slowest, broken } of columns) {
    const { device } = own;
    const left = lefts[device];
    if (slowest || broken) {
      context.fillStyle = broken ? colours.badWash : colours.amberWash;
      context.fillRect(left + 0.5, names.top, column - 1, names.height);
    }
    if (column < NUMBERED && device % 8 !== 0) continue;
    context.fillStyle = broken ? colours.bad : slowest ? colours.amber : colours.inkSoft;
    context.font = `${slowest || broken ? '600 ' : ''}11px system-ui, sans-serif`;
    const text = column >= NAMED ? `Device ${device}` : `${device}`;
    context.fillText(text, left + column / 2, names.top + names.height / 2 + 0.5);
  }
}
