// What is set for all charts at once: axes, smoothing, what is in sight.

import { useId } from 'react';
import type { ChartView } from '../../../experiments/experiment';
import { SmoothingSlider } from '../../charts/ChartMenu';
import { setForAll, useCharts, type XAxis, xAxes } from '../../state/chartSettings';
import { drawnRuns } from '../../state/drawnRuns';
import { lab } from '../../state/store';
import { GroupingSelect } from '../runs/GroupingSelect';
import styles from './ChartBoard.module.css';

const titles: Record<XAxis, string> = {
  step: 'step',
  epoch: 'epoch',
  time: 'training time',
  samples: 'samples seen',
  flops: 'FLOP done',
};

export function BoardTools({ views }: { views: readonly ChartView[] }) {
  const id = useId();
  const { xAxis, logX, logY, smoothing, band, zooms, yZooms } = useCharts();
  const grouped = lab((state) => state.grouping !== null);
  const { runs } = lab(drawnRuns);
  const zoomed = Object.keys(zooms).length + Object.keys(yZooms).length > 0;
  return (
    <div className={styles.tools} role="toolbar" aria-label="All charts">
      {views.some(({ x }) => x === 'step') && (
        <>
          <label htmlFor={`${id}-x`}>Over</label>
          <select
            id={`${id}-x`}
            value={xAxis}
            aria-label="Horizontal axis of all charts"
            onChange={({ target }) => useCharts.setState({ xAxis: target.value as XAxis })}
          >
            {xAxes.map((axis) => (
              <option key={axis} value={axis}>
                {titles[axis]}
              </option>
            ))}
          </select>
        </>
      )}
      <button
        type="button"
        aria-pressed={logX}
        aria-label="Logarithmic horizontal axes"
        title="Logarithmic horizontal axes of all charts (H)"
        onClick={() => setForAll('logX', !logX)}
      >
        log x
      </button>
      <button
        type="button"
        aria-pressed={logY}
        aria-label="Logarithmic vertical axes"
        title="Logarithmic vertical axes of all charts (L)"
        onClick={() => setForAll('logY', !logY)}
      >
        log y
      </button>
      <SmoothingSlider value={smoothing} onChange={(value) => setForAll('smoothing', value)} />
      {(grouped || runs.length > 1) && (
        <GroupingSelect runs={runs} none="each run" aria-label="What the charts put together" />
      )}
      {grouped && (
        <select
          value={band}
          aria-label="What the band around a mean shows"
          onChange={({ target }) => useCharts.setState({ band: target.value as typeof band })}
        >
          <option value="range">lowest to highest</option>
          <option value="deviation">± 1 standard deviation</option>
        </select>
      )}
      {zoomed && (
        <button
          type="button"
          className={styles.reset}
          title="Show all of the charts (0)"
          onClick={() => useCharts.setState({ zooms: {}, yZooms: {} })}
        >
          Reset zoom
        </button>
      )}
    </div>
  );
}
