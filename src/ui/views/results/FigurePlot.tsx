// The drawing of a figure: axes, marks, error bars and a roofline, with a cursor for pointer and keys.

import { useId, useState } from 'react';
import type { FigureView } from '../../../lab/protocol';
import { useWidth } from '../../plots/useWidth';
import { Roof, Series } from './FigureMarks';
import { type FigureModel, figureSummary, type Mark, markText, topOf } from './figureModel';
import { type FigureScales, HEIGHT, MARGIN, scalesOf } from './figureScales';
import styles from './results.module.css';

const NEAR_PIXELS = 28;

export function FigurePlot({ view, model }: { view: FigureView; model: FigureModel }) {
  const [host, width] = useWidth();
  const [chosen, setChosen] = useState<number | null>(null);
  const clip = useId();
  const scales = scalesOf(view, model, width);
  const { marks, series, xColumn, yColumn } = model;
  const onKeyDown = (event: React.KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const end = { Home: 0, End: marks.length - 1 }[event.key];
    if (event.key === 'Escape') setChosen(null);
    else if (end !== undefined) setChosen(end);
    else if (step) setChosen((chosen ?? (step > 0 ? -1 : marks.length)) + step);
    else return;
    if (event.key !== 'Escape') event.preventDefault();
  };
  const onPointerMove = ({ clientX, clientY, currentTarget }: React.PointerEvent) => {
    const { left, top } = currentTarget.getBoundingClientRect();
    setChosen(nearest(marks, scales, clientX - left, clientY - top));
  };
  const index = chosen === null ? null : Math.min(marks.length - 1, Math.max(0, chosen));
  const mark = index === null ? null : marks[index];
  return (
    // biome-ignore lint/a11y/useSemanticElements: a drawing with keys of its own, no form controls
    <div
      ref={host}
      className={styles.plot}
      role="group"
      aria-label={`${view.title}: arrow keys read values`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the keys move its cursor
      tabIndex={0}
      onKeyDown={onKeyDown}
      onBlur={() => setChosen(null)}
    >
      <svg
        role="img"
        aria-label={`${view.title}. ${figureSummary(model)}`}
        width={width}
        height={HEIGHT}
        onPointerMove={onPointerMove}
        onPointerLeave={() => setChosen(null)}
      >
        <clipPath id={clip}>
          <rect
            x={MARGIN.left}
            y={0}
            width={Math.max(0, width - MARGIN.left - MARGIN.right + 8)}
            height={HEIGHT - MARGIN.bottom + 4}
          />
        </clipPath>
        <Axes scales={scales} width={width} xTitle={titleOf(xColumn)} yTitle={titleOf(yColumn)} />
        <g clipPath={`url(#${clip})`}>
          {model.roof && <Roof model={model} scales={scales} />}
          {series.map((name, of) => {
            const own = marks.filter((candidate) => candidate.series === of);
            return <Series key={name} view={view} marks={own} index={of} scales={scales} />;
          })}
          {mark && (
            <circle
              className={styles.cursor}
              cx={scales.x(mark) + scales.bar / 2}
              cy={scales.y(topOf(mark))}
              r={7}
            />
          )}
        </g>
      </svg>
      <p className={styles.reading} aria-live="polite">
        {mark ? markText(mark, model) : ' '}
      </p>
    </div>
  );
}

const titleOf = ({ title, unit }: { title: string; unit?: string }): string =>
  unit ? `${title} (${unit})` : title;

function nearest(marks: readonly Mark[], scales: FigureScales, left: number, top: number): number | null {
  // Of bars that stand on each other the one pointed at.
  const beside = (mark: Mark) => top < scales.y(topOf(mark)) || top > scales.y(mark.base ?? 0);
  const distances = marks.map((mark) =>
    scales.bar
      ? Math.abs(scales.x(mark) + scales.bar / 2 - left) + (mark.base !== undefined && beside(mark) ? 1 : 0)
      : Math.hypot(scales.x(mark) - left, scales.y(topOf(mark)) - top),
  );
  const least = Math.min(...distances);
  return least <= Math.max(NEAR_PIXELS, scales.bar) ? distances.indexOf(least) : null;
}

interface AxesProps {
  scales: FigureScales;
  width: number;
  xTitle: string;
  yTitle: string;
}

function Axes({ scales: { xTicks, yTicks }, width, xTitle, yTitle }: AxesProps) {
  const bottom = HEIGHT - MARGIN.bottom;
  return (
    <>
      {yTicks.map(({ at, text }) => (
        <g key={text}>
          <line className={styles.grid} x1={MARGIN.left} x2={width - MARGIN.right} y1={at} y2={at} />
          <text x={MARGIN.left - 6} y={at + 4} textAnchor="end">
            {text}
          </text>
        </g>
      ))}
      {xTicks.map(({ at, text }) => (
        <g key={`${at} ${text}`}>
          <line className={styles.tick} x1={at} x2={at} y1={bottom} y2={bottom + 4} />
          <text x={at} y={bottom + 16} textAnchor="middle">
            {text}
          </text>
        </g>
      ))}
      <line className={styles.tick} x1={MARGIN.left} x2={width - MARGIN.right} y1={bottom} y2={bottom} />
      <text className={styles.soft} x={width - MARGIN.right} y={HEIGHT - 5} textAnchor="end">
        {xTitle}
      </text>
      <text
        className={styles.soft}
        transform={`translate(12 ${(MARGIN.top + bottom) / 2}) rotate(-90)`}
        textAnchor="middle"
      >
        {yTitle}
      </text>
    </>
  );
}
