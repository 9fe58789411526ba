// What the stages of a convolutional network make of one test image.

import type { ProbeReport } from '../../../lab/protocol';
import { PictureFigure } from './PictureFigure';
import { SampleCard } from './SampleCard';
import styles from './weights.module.css';

interface MapSectionProps {
  report: ProbeReport;
  maps: NonNullable<ProbeReport['featureMaps']>;
  live: boolean;
}

export function MapSection({ report, maps, live }: MapSectionProps) {
  return (
    <div className={styles.beside}>
      {report.sample && <SampleCard sample={report.sample} live={live} />}
      <div className={styles.stack}>
        {maps.map(({ layer, channels, pooled, pictures }) => {
          const silent = pictures.values.reduce((sum, value) => sum + (value === 0 ? 1 : 0), 0);
          const share = Math.round((100 * silent) / Math.max(1, pictures.values.length));
          const averaged = pooled > 1 ? `, ${pooled} × ${pooled} values averaged into one` : '';
          return (
            <PictureFigure
              key={layer}
              title={layer}
              summary={`${pictures.count} of ${channels} channels, ${pictures.height} × ${pictures.width}${averaged}; ${share} % of the values are zero.`}
              pictures={pictures}
              nameOf={(picture) => `${layer}, channel ${picture + 1}`}
              side={52}
            />
          );
        })}
      </div>
    </div>
  );
}
