// Pictures of numbers side by side in one colour scale, with values under the pointer or by arrow keys, and
// the same as a table.

import { type KeyboardEvent, type PointerEvent, type ReactNode, useId, useRef, useState } from 'react';
import { formatNumber } from '../../../base/format';
import { useWidth } from '../../plots/useWidth';
import { useTheme } from '../../shell/theme';
import { ColourLegend } from './ColourLegend';
import { PictureTable } from './PictureTable';
import { type Cell, cellAt, layOut, moveCell } from './pictureLayout';
import { type Pictures, rangeOf } from './pictures';
import { usePictures } from './usePictures';
import styles from './weights.module.css';

interface PictureFigureProps {
  title: string;
  /** What the pictures show and what stands out, in a sentence. */
  summary: string;
  pictures: Pictures;
  /** What a picture is called: "filter 3". */
  nameOf(picture: number): string;
  /** What a value's place is called; default row and column. */
  placeOf?(x: number, y: number): string;
  /** About how large a picture is drawn, in pixels. */
  side?: number;
  /** Pictures in a row; default as many as fit. */
  perRow?: number;
  /** The scale's end, where it is known beforehand. */
  limit?: number;
  /** Numbers below the pictures. */
  numbered?: boolean;
  /** Where one of them is chosen: which, and by what. */
  selected?: number;
  onSelect?(picture: number): void;
  tools?: ReactNode;
}

const rowAndColumn = (x: number, y: number): string => `row ${y + 1}, column ${x + 1}`;

export function PictureFigure(props: PictureFigureProps) {
  const { title, summary, pictures, nameOf, placeOf = rowAndColumn, side = 48, numbered = false } = props;
  const theme = useTheme((state) => state.theme);
  const [alone, setAlone] = useState(false);
  const [asTable, setAsTable] = useState(false);
  const [cell, setCell] = useState<Cell | null>(null);
  const [announcement, setAnnouncement] = useState('');
  const [host, width] = useWidth();
  const canvas = useRef<HTMLCanvasElement>(null);
  const titleId = useId();
  const layout = layOut(pictures, width, side, numbered ? 14 : 0, props.perRow);
  const whole = rangeOf(pictures);
  const limit = props.limit ?? whole.limit;
  usePictures(canvas, { pictures, layout, limit: alone ? null : limit, theme, numbered, shown: !asTable });

  const shown = cell && cell.picture < pictures.count ? cell : null;
  const valueText = (at: Cell): string => {
    const value = pictures.values[(at.picture * pictures.height + at.y) * pictures.width + at.x];
    return `${nameOf(at.picture)}, ${placeOf(at.x, at.y)}: ${formatNumber(value)}`;
  };
  const own = shown && alone ? rangeOf(pictures, shown.picture).limit : undefined;

  const point = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    setCell(cellAt(layout, pictures, event.clientX - box.left, event.clientY - box.top));
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Escape') return setCell(null);
    if (event.key === 'Enter' && shown && props.onSelect) {
      event.preventDefault();
      return props.onSelect(shown.picture);
    }
    if (!/^(Arrow|Home$|End$)/.test(event.key)) return;
    event.preventDefault();
    const start = { picture: 0, x: 0, y: 0 };
    const first = event.key === 'End' ? moveCell(layout, pictures, start, 'End') : start;
    const next = shown ? moveCell(layout, pictures, shown, event.key) : first;
    if (!next) return;
    setCell(next);
    setAnnouncement(valueText(next));
  };

  return (
    <figure className={styles.figure} aria-labelledby={titleId}>
      <figcaption className={styles.caption}>
        <h3 id={titleId}>{title}</h3>
        {props.tools}
        <span className={styles.tools}>
          {pictures.count > 1 && props.limit === undefined && (
            <button
              type="button"
              aria-pressed={alone}
              title="Each picture on a scale of its own"
              aria-label={`Each of ${title} on a scale of its own`}
              onClick={() => setAlone(!alone)}
            >
              own scales
            </button>
          )}
          <button
            type="button"
            aria-pressed={asTable}
            aria-label={`Show ${title} as a table`}
            onClick={() => setAsTable(!asTable)}
          >
            table
          </button>
        </span>
      </figcaption>
      {asTable ? (
        <PictureTable title={title} pictures={pictures} nameOf={nameOf} />
      ) : (
        <div ref={host} className={styles.pictures}>
          {/* biome-ignore lint/a11y/useSemanticElements: a drawing with keys of its own, no form controls */}
          <div
            className={styles.canvas}
            role="group"
            aria-label={`${title}: arrow keys read values${props.onSelect ? ', Enter chooses' : ''}`}
            // biome-ignore lint/a11y/noNoninteractiveTabindex: the keys move its cursor
            tabIndex={0}
            data-choosing={props.onSelect ? true : undefined}
            style={{ width: layout.width, height: layout.height }}
            onPointerMove={point}
            onPointerLeave={() => setCell(null)}
            onClick={() => shown && props.onSelect?.(shown.picture)}
            onKeyDown={press}
          >
            <canvas ref={canvas} />
            {props.selected !== undefined && (
              <i
                className={styles.selected}
                style={boxOf(layout, pictures, { picture: props.selected, x: 0, y: 0 }, true)}
              />
            )}
            {shown && <i className={styles.cursor} style={boxOf(layout, pictures, shown, false)} />}
          </div>
        </div>
      )}
      <ColourLegend
        theme={theme}
        signed={whole.minimum < 0}
        limit={alone ? own : limit}
        ownScales={alone}
        reading={shown ? valueText(shown) : ''}
      />
      <p className={styles.summary}>{summary}</p>
      <p className="visually-hidden" aria-live="polite">
        {announcement}
      </p>
    </figure>
  );
}

/** The rectangle around a value, or around its whole picture. */
function boxOf(
  { columns, strideX, strideY, cell }: ReturnType<typeof layOut>,
  { width, height }: Pictures,
  at: Cell,
  whole: boolean,
) {
  return {
    left: (at.picture % columns) * strideX + at.x * cell,
    top: Math.floor(at.picture / columns) * strideY + at.y * cell,
    width: whole ? width * cell : cell,
    height: whole ? height * cell : cell,
  };
}
