// The values of the curves at the cursor, beside it.

import type { CSSProperties } from 'react';
import { formatMetric } from '../state/format';
import styles from './charts.module.css';
import type { Reading } from './readout';
import { Swatch } from './Swatch';
import { axisName } from './xAxes';

const MOST = 8;
/** Pixels: of a line, and of all else in the box. */
const LINE = 17.5;
const REST = 42;

interface ReadoutProps {
  axis: string;
  x: number;
  readings: readonly Reading[];
  hovered: string | null;
  /** Where the cursor is, in pixels and as a share of the width. */
  left: number;
  share: number;
  /** Of the plot, in pixels. */
  height: number;
}

export function Readout({ axis, x, readings, hovered, left, share, height }: ReadoutProps) {
  if (readings.length === 0) return null;
  const { one, format } = axisName(axis);
  const isHovered = ({ curve }: Reading) => curve.members.some(({ run }) => run.id === hovered);
  // One line a run or group: its second metrics stand beside the first.
  const idOf = ({ curve }: Reading) => curve.members[0].run.id;
  const firsts = new Set(readings.filter(({ curve }) => !curve.second).map(idOf));
  const lines = readings.filter((reading) => !reading.curve.second || !firsts.has(idOf(reading)));
  const besides = readings.filter((reading) => !lines.includes(reading));
  // As they lie in the picture, from the top; when there are too many, the run in question is among them.
  const ordered = [...lines].sort((a, b) => b.value - a.value);
  const kept = ordered.filter(({ curve }) => curve.shown);
  const room = ordered.filter((reading) => !kept.includes(reading));
  const first = room.filter(isHovered);
  const fitting = Math.min(MOST, Math.max(1, Math.floor((height - REST) / LINE)));
  const most = lines.length > fitting ? Math.max(1, fitting - 1) : fitting;
  const listed = new Set([...kept, ...first, ...room].slice(0, most));
  const side =
    share > 0.5 ? { right: `calc(100% - ${left}px + 0.75rem)` } : { left: `calc(${left}px + 0.75rem)` };
  const maxWidth = `calc(${100 * Math.max(share, 1 - share)}% - 1rem)`;
  return (
    <div className={styles.readout} style={{ ...side, maxWidth } as CSSProperties} aria-hidden="true">
      <p>
        {one} {format(x)}
      </p>
      <ul>
        {ordered
          .filter((reading) => listed.has(reading))
          .map((reading) => (
            <li key={reading.curve.key} data-hovered={isHovered(reading) || undefined}>
              <Swatch {...reading.curve} />
              <span>{reading.curve.label}</span>
              <b>{formatMetric(reading.curve.metric, reading.value)}</b>
              {besides
                .filter((other) => idOf(other) === idOf(reading))
                .map(({ curve, value }) => (
                  <small key={curve.key}>{formatMetric(curve.metric, value)}</small>
                ))}
            </li>
          ))}
      </ul>
      {lines.length > listed.size && <p>and {lines.length - listed.size} more</p>}
    </div>
  );
}
