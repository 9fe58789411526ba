// Time against memory: plans searched for under several caps of memory; pressing one takes it.

import { formatBytes, formatMilliseconds } from '../../../base/format';
import type { Evaluation } from '../../../sharding/editing/evaluation';
import type { ParetoPoint } from '../../../sharding/editing/pareto';
import { Icon } from '../../shell/Icon';
import { adopt } from '../../state/placement';
import { endFrontier, searchFrontier, usePlanning } from '../../state/placementPlanning';
import { Basis } from './Basis';
import styles from './sheets.module.css';
import tools from './tools.module.css';

export function FrontierSheet({ evaluation }: { evaluation: Evaluation }) {
  const searched = usePlanning((state) => state.frontier);
  // Plans of other tables, or of another cluster, are none here.
  const frontier = searched?.document.problem === evaluation.document.problem ? searched : null;
  const { progress, running, problem } = frontier ?? {};
  const points = progress?.points ?? [];
  return (
    <section aria-label="Time against memory">
      <p className={styles.hint}>
        The fastest plan packs devices unevenly. Plans under ever lower caps of memory show what evenness
        costs.
      </p>
      <div className={tools.tools}>
        {running ? (
          <button type="button" onClick={endFrontier}>
            <Icon name="stop" size={10} /> Stop, {progress?.done} of {progress?.total} caps
          </button>
        ) : (
          <button type="button" className={tools.primary} onClick={searchFrontier}>
            <Icon name="play" size={10} /> {frontier ? 'Search again' : 'Search'}
          </button>
        )}
      </div>
      {problem && (
        <p role="alert" className={styles.sentence} data-tone="bad">
          {problem}
        </p>
      )}
      {points.length > 0 && <Plot points={points} evaluation={evaluation} />}
    </section>
  );
}

const SIZE = { width: 280, height: 210 };
const MARGIN = { left: 58, right: 12, top: 10, bottom: 34 };

function Plot({ points, evaluation }: { points: readonly ParetoPoint[]; evaluation: Evaluation }) {
  const now = {
    rating: evaluation.rating,
    bytes: Math.max(...evaluation.devices.map(({ used }) => used.hbm || used.ddr)),
  };
  const all = [...points, now];
  const x = scaleOf(
    all.map(({ bytes }) => bytes),
    MARGIN.left,
    SIZE.width - MARGIN.right,
  );
  const y = scaleOf(
    all.map(({ rating }) => rating),
    SIZE.height - MARGIN.bottom,
    MARGIN.top,
  );
  const front = points.filter(({ dominated }) => !dominated).sort((a, b) => a.bytes - b.bytes);
  const line = front.map(({ bytes, rating }) => `${x.at(bytes)},${y.at(rating)}`).join(' ');
  return (
    <figure className={styles.plot} aria-label="Slowest device against memory of the fullest">
      <div style={{ width: SIZE.width, height: SIZE.height }}>
        <svg width={SIZE.width} height={SIZE.height} aria-hidden="true">
          {y.ticks.map((tick) => (
            <g key={tick}>
              <line x1={MARGIN.left} x2={SIZE.width - MARGIN.right} y1={y.at(tick)} y2={y.at(tick)} />
              <text x={MARGIN.left - 5} y={y.at(tick) + 4} textAnchor="end">
                {formatMilliseconds(tick)}
              </text>
            </g>
          ))}
          {x.ticks.map((tick) => (
            <text key={tick} x={x.at(tick)} y={SIZE.height - MARGIN.bottom + 14} textAnchor="middle">
              {formatBytes(tick)}
            </text>
          ))}
          <text x={SIZE.width - MARGIN.right} y={SIZE.height - 4} textAnchor="end" data-soft="">
            tables on the fullest device
          </text>
          <polyline points={line} />
          <path d={`M${x.at(now.bytes) - 13} ${y.at(now.rating)}h26m-13 -13v26`} data-kind="now" />
        </svg>
        {points.map((point, index) => (
          <button
            // biome-ignore lint/suspicious/noArrayIndexKey: points only ever come at the end
            key={index}
            type="button"
            data-dominated={point.dominated || undefined}
            style={{ left: x.at(point.bytes), top: y.at(point.rating) }}
            aria-label={`Take the plan of ${formatMilliseconds(point.rating)} and ${formatBytes(point.bytes)}`}
            title={`${formatMilliseconds(point.rating)}, ${formatBytes(point.bytes)} on the fullest device`}
            onClick={() =>
              adopt(
                point.plan,
                `Plan of ${formatMilliseconds(point.rating)} within ${formatBytes(point.bytes)}`,
              )
            }
          />
        ))}
      </div>
      <figcaption>
        Slowest device, <Basis basis={evaluation.cost.basis} name={evaluation.cost.name} />. The cross is the
        plan as it is; pale plans are beaten in both.
      </figcaption>
    </figure>
  );
}

function scaleOf(values: readonly number[], from: number, to: number) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = (high - low || Math.abs(high) || 1) * 0.08;
  const [first, last] = [low - room, high + room];
  const at = (value: number) => from + ((value - first) / (last - first)) * (to - from);
  return { at, ticks: high > low ? [low, (low + high) / 2, high] : [low] };
}
