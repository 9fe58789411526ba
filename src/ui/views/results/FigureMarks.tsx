// The marks of a figure: lines, points or bars of one series, error bars, and a roofline.

import type { FigureView } from '../../../lab/protocol';
import { type FigureModel, type Mark, topOf } from './figureModel';
import type { FigureScales } from './figureScales';
import { dashOf, inkOf, shapeOf } from './inks';
import styles from './results.module.css';

interface SeriesProps {
  view: FigureView;
  marks: readonly Mark[];
  index: number;
  scales: FigureScales;
}

export function Series({ view, marks, index, scales }: SeriesProps) {
  const ink = inkOf(index);
  const { x, y, bar, base } = scales;
  if (view.mark === 'bar') {
    return marks.map((mark) => (
      <g key={mark.row}>
        <rect
          x={x(mark)}
          y={Math.min(y(topOf(mark)), mark.base ? y(mark.base) : base)}
          width={Math.max(1, bar)}
          height={Math.abs((mark.base ? y(mark.base) : base) - y(topOf(mark)))}
          fill={ink}
        />
        <ErrorBar mark={mark} at={x(mark) + bar / 2} y={y} />
      </g>
    ));
  }
  return (
    <>
      {view.mark === 'line' && (
        <polyline
          className={styles.line}
          stroke={ink}
          strokeDasharray={dashOf(index)}
          points={marks.map((mark) => `${x(mark)},${y(mark.y)}`).join(' ')}
        />
      )}
      {marks.map((mark) => (
        <g key={mark.row}>
          <ErrorBar mark={mark} at={x(mark)} y={y} />
          <path d={shapeOf(index)} transform={`translate(${x(mark)} ${y(mark.y)})`} fill={ink} />
        </g>
      ))}
    </>
  );
}

function ErrorBar({ mark, at, y }: { mark: Mark; at: number; y(value: number): number }) {
  if (!mark.interval) return null;
  const [low, high] = mark.interval.map(y);
  return (
    <path className={styles.interval} d={`M${at - 4} ${low}h8M${at - 4} ${high}h8M${at} ${low}V${high}`} />
  );
}

/** The rate that a machine's peaks allow at an intensity. */
export function Roof({ model: { roof, xRange }, scales }: { model: FigureModel; scales: FigureScales }) {
  if (!roof) return null;
  const ridge = Math.min(xRange[1], Math.max(xRange[0], roof.flops / roof.bytesPerSecond));
  const points = [xRange[0], ridge, xRange[1]].map((intensity) => {
    const rate = Math.min(roof.flops, intensity * roof.bytesPerSecond);
    return `${scales.across(intensity)},${scales.y(rate)}`;
  });
  return <polyline className={styles.roof} points={points.join(' ')} />;
}
