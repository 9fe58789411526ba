// Every dispatch against the measured roofline of the adapter: FLOP/s over FLOPs per byte, both logarithmic.

import { formatNumber, formatScaled } from '../../../base/format';
import type { Peaks, StepProfile } from '../../../lab/protocol';
import { type Size, useSize } from '../../controls/useSize';
import { rooflineOf } from '../../state/kernelRows';
import { familyOf } from '../../state/opFamilies';
import { Provenance } from '../train/Card';
import styles from './Roofline.module.css';
import { describeDispatch, formatFraction } from './rates';
import { attainable, decadesOf, type Range, rooflinePoints, rooflineRanges } from './rooflineChart';

const MARGIN = { left: 66, right: 14, top: 14, bottom: 34 };

interface RooflineProps {
  profile: StepProfile;
  selected: number;
  onSelect(index: number): void;
}

export function Roofline({ profile, selected, onSelect }: RooflineProps) {
  const { ref, size } = useSize<HTMLDivElement>();
  const { kernels, peaks } = profile;
  if (!peaks) return <p className={styles.note}>The peaks of this adapter were not measured in this run.</p>;
  const step = rooflineOf(kernels, peaks);
  return (
    <figure className={styles.roofline} aria-label="Roofline">
      <figcaption>
        <Provenance kind="measured" /> This adapter reaches {formatScaled(peaks.flops, 'FLOP/s')} in registers
        and {formatScaled(peaks.bytesPerSecond, 'B/s')} copying memory. The whole step runs at{' '}
        {formatFraction(step)} of what these allow; work that stays in caches can exceed the slope.
      </figcaption>
      <div ref={ref} className={styles.plot}>
        {size && size.width > 0 && (
          <Plot {...{ profile, selected, onSelect, size }} peaks={peaks} summary={summaryOf(profile)} />
        )}
      </div>
    </figure>
  );
}

function Plot({
  profile: { kernels },
  peaks,
  selected,
  onSelect,
  size: { width, height },
  summary,
}: RooflineProps & { peaks: Peaks; size: Size; summary: string }) {
  const points = rooflinePoints(kernels);
  const ranges = rooflineRanges(points, peaks);
  const x = scaleOf(ranges.x, MARGIN.left, width - MARGIN.right);
  const y = scaleOf(ranges.y, height - MARGIN.bottom, MARGIN.top);
  const longest = Math.max(...points.map(({ milliseconds }) => milliseconds));
  const ridge = peaks.flops / peaks.bytesPerSecond;
  const roof = [ranges.x.from, ridge, ranges.x.to].map(
    (intensity) => `${x(intensity)},${y(Math.max(attainable(intensity, peaks), ranges.y.from))}`,
  );
  return (
    <svg width={width} height={height} role="img" aria-label={summary}>
      <clipPath id="roofline-plot">
        <rect
          x={MARGIN.left}
          y={MARGIN.top - 8}
          width={Math.max(0, width - MARGIN.left - MARGIN.right)}
          height={Math.max(0, height - MARGIN.top - MARGIN.bottom + 8)}
        />
      </clipPath>
      {decadesOf(ranges.x).map((at) => (
        <g key={at}>
          <line className={styles.grid} x1={x(at)} x2={x(at)} y1={MARGIN.top} y2={height - MARGIN.bottom} />
          <text x={x(at)} y={height - MARGIN.bottom + 14} textAnchor={at === ranges.x.to ? 'end' : 'middle'}>
            {formatNumber(at)}
          </text>
        </g>
      ))}
      {decadesOf(ranges.y).map((at) => (
        <g key={at}>
          <line className={styles.grid} x1={MARGIN.left} x2={width - MARGIN.right} y1={y(at)} y2={y(at)} />
          <text x={MARGIN.left - 6} y={y(at) + 4} textAnchor="end">
            {formatScaled(at, '')}
          </text>
        </g>
      ))}
      <text x={width - MARGIN.right} y={height - 4} textAnchor="end">
        FLOPs per byte, counted
      </text>
      <text transform={`translate(11 ${height / 2}) rotate(-90)`} textAnchor="middle">
        FLOP/s, measured
      </text>
      <g clipPath="url(#roofline-plot)">
        <polyline className={styles.roof} points={roof.join(' ')} />
        {/* Short ones above long ones, which are drawn larger; the chosen one above all. */}
        {[...points]
          .sort(
            (a, b) =>
              Number(a.index === selected) - Number(b.index === selected) || b.milliseconds - a.milliseconds,
          )
          .map(({ index, op, intensity, flopsPerSecond, milliseconds }) => (
            // biome-ignore lint/a11y/noStaticElementInteractions: the timeline chooses by keyboard
            <circle
              key={index}
              className={styles.point}
              data-selected={index === selected || undefined}
              cx={x(intensity)}
              cy={y(flopsPerSecond)}
              r={3 + 7 * Math.sqrt(milliseconds / longest)}
              fill={familyOf(op).colour}
              onClick={() => onSelect(index)}
            >
              <title>{describeDispatch(kernels[index], peaks)}</title>
            </circle>
          ))}
      </g>
    </svg>
  );
}

function scaleOf({ from, to }: Range, start: number, end: number): (value: number) => number {
  const [low, high] = [Math.log10(from), Math.log10(to)];
  return (value) => start + ((Math.log10(value) - low) / (high - low)) * (end - start);
}

function summaryOf({ kernels, peaks }: StepProfile): string {
  const points = rooflinePoints(kernels);
  const without = kernels.length - points.length;
  const near = points.filter(({ index }) => rooflineOf([kernels[index]], peaks) >= 0.5).length;
  const moves = without ? ` ${without} without arithmetic are not drawn.` : '';
  return `${points.length} dispatches below the roofline, ${near} of them at half of it or more.${moves} The table of kernels holds the same by kernel.`;
}
