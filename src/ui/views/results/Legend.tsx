// Which colour, dash and shape belongs to which series.

import type { FigureView } from '../../../lab/protocol';
import type { FigureModel } from './figureModel';
import { dashOf, inkOf, shapeOf } from './inks';
import styles from './results.module.css';

export function Legend({ view, model: { series, roof } }: { view: FigureView; model: FigureModel }) {
  if (series.length < 2 && !roof) return null;
  return (
    <ul className={styles.legend}>
      {series.filter(Boolean).map((name, index) => (
        <li key={name}>
          <svg width={view.mark === 'line' ? 24 : 12} height={12} aria-hidden="true">
            {view.mark === 'bar' ? (
              <rect width={12} height={12} rx={2} fill={inkOf(index)} />
            ) : (
              <g transform={`translate(${view.mark === 'line' ? 12 : 6} 6)`}>
                {view.mark === 'line' && (
                  <line
                    x1={-12}
                    x2={12}
                    stroke={inkOf(index)}
                    strokeWidth={2}
                    strokeDasharray={dashOf(index)}
                  />
                )}
                <path d={shapeOf(index)} fill={inkOf(index)} />
              </g>
            )}
          </svg>
          {name}
        </li>
      ))}
      {roof && (
        <li>
          <svg width={24} height={12} aria-hidden="true">
            <polyline className={styles.roof} points="0,11 9,2 24,2" />
          </svg>
          {roof.label}
        </li>
      )}
    </ul>
  );
}
