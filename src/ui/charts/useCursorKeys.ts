// The keyboard on a chart: a cursor that goes from row to row and from curve to curve, zoom, and reset.

import { type KeyboardEvent, useRef } from 'react';
import { lab } from '../state/store';
import type { Curve, Member } from './curves';
import { type Reading, readingAt } from './readout';
import { firstRowFrom, nearestRow, xAt } from './rows';
import { toValue } from './scale';
import type { PlotHandle } from './usePlot';

/** A page of the cursor, as a share of the rows in sight. */
const PAGES = 20;
const ZOOM = 1.5;

interface CursorKeys {
  plot: PlotHandle;
  curves: readonly Curve[];
  band: 'range' | 'deviation';
  onMove(reading: Reading, x: number): void;
  onLeave(): void;
  onReset(): void;
}

export function useCursorKeys({ plot, curves, band, onMove, onLeave, onReset }: CursorKeys) {
  const chosen = useRef<string | null>(null);
  const at = useRef<number | null>(null);

  /** Goes `rows` on along the chosen curve, or to its value at the same x. */
  const move = (rows: number, curve: Curve | undefined) => {
    const { current } = plot;
    const member = curve && furthest(curve);
    const x = member?.x();
    if (!current || !member || !x) return;
    const y = member.drawn.values;
    const { minimum, maximum } = current.x;
    const { left = -1 } = current.plot.cursor;
    const from = at.current ?? (left >= 0 ? toValue(current.x)(left) : rows > 0 ? minimum : maximum);
    const length = Math.min(x.values.length, y.length);
    const [first, last] = [firstRowFrom(x, minimum, 0, length), firstRowFrom(x, maximum, 0, length)];
    let row = nearestRow(x, y, Math.min(Math.max(from, xAt(x, 0)), xAt(x, length - 1)));
    if (at.current !== null || left >= 0 || !Number.isFinite(rows)) row += rows;
    row = Math.min(Math.max(row, first), last < length && xAt(x, last) === maximum ? last : last - 1);
    // Rows without a value are passed over.
    while (row > first && row < last && Number.isNaN(y[row])) row += rows < 0 ? -1 : 1;
    if (!(row >= 0 && row < length) || Number.isNaN(y[row])) return;
    at.current = xAt(x, row);
    const single = curve.members.length === 1;
    const reading = single ? { curve, value: y[row] } : readingAt(curve, at.current, band);
    if (!reading) return;
    current.moveCursor(at.current, reading.value);
    onMove(reading, at.current);
  };

  return (event: KeyboardEvent) => {
    const { current } = plot;
    if (!current || event.altKey || event.ctrlKey || event.metaKey) return;
    const drawable = curves.filter((curve) => furthest(curve).x()?.values.length);
    const own =
      drawable.find(({ key }) => key === chosen.current) ??
      drawable.findLast(({ shown, second }) => shown && !second) ??
      drawable[0];
    const page = Math.max(10, Math.round((own ? furthest(own).drawn.values.length : 0) / PAGES));
    const other = (by: number) => {
      const next = drawable[(drawable.indexOf(own) + by + drawable.length) % drawable.length];
      chosen.current = next?.key ?? null;
      if (next && drawable.length > 1) lab.setState({ hovered: next.members[0].run.id });
      move(0, next);
    };
    const actions: Record<string, () => void> = {
      ArrowRight: () => move(event.shiftKey ? page : 1, own),
      ArrowLeft: () => move(event.shiftKey ? -page : -1, own),
      Home: () => move(Number.NEGATIVE_INFINITY, own),
      End: () => move(Number.POSITIVE_INFINITY, own),
      ArrowUp: () => other(-1),
      ArrowDown: () => other(1),
      '+': () => plot.zoom('x', 1 / ZOOM, at.current ?? undefined),
      '=': () => plot.zoom('x', 1 / ZOOM, at.current ?? undefined),
      '-': () => plot.zoom('x', ZOOM, at.current ?? undefined),
      ']': () => plot.zoom('y', 1 / ZOOM),
      '[': () => plot.zoom('y', ZOOM),
      PageDown: () => plot.pan(0.5),
      PageUp: () => plot.pan(-0.5),
      '0': onReset,
      Escape: () => {
        at.current = null;
        chosen.current = null;
        current.hideCursor();
        lab.setState({ hovered: null });
        onLeave();
      },
    };
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  };
}

/** Along whose rows the cursor goes: of a group, the run that got furthest, and of those the one with most rows. */
function furthest({ members }: Curve): Member {
  const end = (member: Member) => {
    const x = member.x();
    const length = Math.min(x?.values.length ?? 0, member.drawn.values.length);
    return x && length > 0 ? [xAt(x, length - 1), length] : [Number.NEGATIVE_INFINITY, 0];
  };
  return members.reduce((best, member) => {
    const [[bestX, bestRows], [x, rows]] = [end(best), end(member)];
    return x > bestX || (x === bestX && rows > bestRows) ? member : best;
  });
}
