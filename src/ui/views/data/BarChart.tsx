// How many there are of each: a bar for each name, or, of many, a column for each in order.

import { formatNumber } from '../../../base/format';
import { PlotFrame } from '../../plots/PlotFrame';
import styles from '../../plots/plots.module.css';
import { useWidth } from '../../plots/useWidth';

interface BarChartProps {
  title: string;
  names: readonly string[];
  counts: readonly number[];
  unit: string;
  summary: string;
}

/** More would need scrolling: they become columns without names. */
const NAMED = 24;
const ROW = 18;
const COLUMNS_HEIGHT = 120;
const AXIS = 18;
/** Pixels a character of the small text takes, at most. */
const CHARACTER = 6.6;

export function BarChart({ title, names, counts, unit, summary }: BarChartProps) {
  const [host, width] = useWidth();
  const most = Math.max(1, ...counts);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const shares = counts.map((count) => `${((100 * count) / Math.max(1, total)).toFixed(1)} %`);
  return (
    <PlotFrame
      title={title}
      summary={summary}
      columns={[title === 'Impressions by period' ? 'period' : 'class', unit, 'share']}
      rows={names.map((name, index) => [name, formatNumber(counts[index]), shares[index]])}
    >
      <div ref={host} className={styles.plot}>
        {names.length <= NAMED ? (
          <Rows {...{ names, counts, shares, most, width, label: `${title}: ${summary}` }} />
        ) : (
          <Columns {...{ names, counts, unit, most, width, label: `${title}: ${summary}` }} />
        )}
      </div>
    </PlotFrame>
  );
}

interface DrawingProps {
  names: readonly string[];
  counts: readonly number[];
  most: number;
  width: number;
  label: string;
}

function Rows({ names, counts, shares, most, width, label }: DrawingProps & { shares: readonly string[] }) {
  const longest = Math.max(...names.map(({ length }) => length));
  const left = Math.min(longest * CHARACTER + 8, width * 0.4);
  const right = 104;
  const room = Math.max(20, width - left - right);
  const shown = (name: string) => {
    const fits = Math.floor((left - 8) / CHARACTER);
    return name.length > fits ? `${name.slice(0, fits - 1)}…` : name;
  };
  return (
    <svg role="img" aria-label={label} width={width} height={names.length * ROW + 2}>
      {names.map((name, index) => (
        <g key={name} transform={`translate(0 ${index * ROW})`}>
          <title>{`${name}: ${formatNumber(counts[index])}`}</title>
          <text x={left - 6} y={ROW / 2 + 4} textAnchor="end">
            {shown(name)}
          </text>
          <rect
            className={styles.bar}
            x={left}
            y={3}
            width={(room * counts[index]) / most}
            height={ROW - 6}
            rx={2}
          />
          <text x={left + (room * counts[index]) / most + 5} y={ROW / 2 + 4}>
            {formatNumber(counts[index])} <tspan className={styles.soft}>{shares[index]}</tspan>
          </text>
        </g>
      ))}
    </svg>
  );
}

function Columns({ names, counts, unit, most, width, label }: DrawingProps & { unit: string }) {
  const left = 64;
  const step = (width - left - 8) / names.length;
  const y = (count: number) => 6 + (COLUMNS_HEIGHT - 6) * (1 - count / most);
  const marked = [0, Math.floor((names.length - 1) / 2), names.length - 1];
  return (
    <svg role="img" aria-label={label} width={width} height={COLUMNS_HEIGHT + AXIS}>
      {[0, most / 2, most].map((tick) => (
        <g key={tick}>
          <line className={styles.grid} x1={left} x2={width - 8} y1={y(tick)} y2={y(tick)} />
          <text x={left - 6} y={y(tick) + 4} textAnchor="end">
            {formatNumber(Math.round(tick))}
          </text>
        </g>
      ))}
      {counts.map((count, index) => (
        <rect
          key={names[index]}
          className={styles.bar}
          x={left + index * step}
          y={y(count)}
          width={Math.max(1, step - 1)}
          height={COLUMNS_HEIGHT - y(count)}
        >
          <title>{`${names[index]}: ${formatNumber(count)} ${unit}`}</title>
        </rect>
      ))}
      {marked.map((index) => (
        <text key={index} x={left + (index + 0.5) * step} y={COLUMNS_HEIGHT + 14} textAnchor="middle">
          {names[index]}
        </text>
      ))}
    </svg>
  );
}
