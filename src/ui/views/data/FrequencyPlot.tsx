// How often the ids of a table occur, by rank, on logarithmic axes, with Zipf's law through it: on such axes
// the law is a straight line.

import { formatNumber } from '../../../base/format';
import type { TableColumn } from '../../../lab/dataProtocol';
import { PlotFrame } from '../../plots/PlotFrame';
import styles from '../../plots/plots.module.css';
import { useWidth } from '../../plots/useWidth';

const HEIGHT = 210;
const LEFT = 52;
const RIGHT = 20;
const TOP = 8;
const BOTTOM = 34;

export function FrequencyPlot({ table, counted }: { table: TableColumn; counted: string }) {
  const [host, width] = useWidth();
  const { points, fit } = table.frequency;
  const title = `Frequency by rank of ${table.name}`;
  const summary = summaryOf(table, counted);
  const decadesX = decades(points.at(-1)?.rank ?? 1);
  const decadesY = decades(points[0]?.count ?? 1);
  const x = (rank: number) => LEFT + ((width - LEFT - RIGHT) * Math.log10(rank)) / decadesX;
  const y = (count: number) =>
    TOP + (HEIGHT - TOP - BOTTOM) * (1 - Math.log10(Math.max(1, count)) / decadesY);
  const law = (rank: number) => (fit ? fit.scale * rank ** -fit.exponent : 1);
  return (
    <PlotFrame
      title={title}
      summary={summary}
      columns={['rank', 'lookups', 'fitted']}
      rows={points.map(({ rank, count }) => [
        formatNumber(rank),
        formatNumber(count),
        fit && rank <= fit.lastRank ? formatNumber(law(rank)) : '–',
      ])}
    >
      <div ref={host} className={styles.plot}>
        <svg role="img" aria-label={`${title}. ${summary}`} width={width} height={HEIGHT}>
          {range(decadesX).map((decade) => (
            <g key={decade}>
              <line
                className={styles.grid}
                x1={x(10 ** decade)}
                x2={x(10 ** decade)}
                y1={TOP}
                y2={HEIGHT - BOTTOM}
              />
              <text x={x(10 ** decade)} y={HEIGHT - BOTTOM + 14} textAnchor="middle">
                {powerOfTen(decade)}
              </text>
            </g>
          ))}
          {range(decadesY).map((decade) => (
            <g key={decade}>
              <line
                className={styles.grid}
                x1={LEFT}
                x2={width - RIGHT}
                y1={y(10 ** decade)}
                y2={y(10 ** decade)}
              />
              <text x={LEFT - 6} y={y(10 ** decade) + 4} textAnchor="end">
                {powerOfTen(decade)}
              </text>
            </g>
          ))}
          <text x={(LEFT + width - RIGHT) / 2} y={HEIGHT - 4} textAnchor="middle" className={styles.soft}>
            rank of the id
          </text>
          <text
            transform={`translate(10 ${(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)`}
            textAnchor="middle"
            className={styles.soft}
          >
            lookups
          </text>
          {fit && (
            <line
              className={styles.law}
              x1={x(1)}
              y1={y(law(1))}
              x2={x(fit.lastRank)}
              y2={y(law(fit.lastRank))}
            />
          )}
          {points.map(({ rank, count }) => (
            <circle key={rank} className={styles.point} cx={x(rank)} cy={y(count)} r={2.6}>
              <title>{`rank ${formatNumber(rank)}: ${formatNumber(count)} lookups`}</title>
            </circle>
          ))}
        </svg>
      </div>
    </PlotFrame>
  );
}

function summaryOf({ frequency: { fit }, planted }: TableColumn, counted: string): string {
  if (!fit) return `Too few ids occur often enough to fit a law; ${counted}.`;
  const law = `Fitted Zipf exponent ${fit.exponent.toFixed(2)} over ranks 1 to ${formatNumber(fit.lastRank)} (R² ${fit.explained.toFixed(2)})`;
  return `${law}${planted === null ? '' : `, drawn with ${planted}`}; ${counted}.`;
}

const decades = (largest: number): number => Math.max(1, Math.ceil(Math.log10(largest) - 1e-9));
const range = (last: number): number[] => Array.from({ length: last + 1 }, (_, index) => index);

const powerOfTen = (power: number): string =>
  power < 4
    ? String(10 ** power)
    : `10${[...String(power)].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join('')}`;
