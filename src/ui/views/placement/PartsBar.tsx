// A time as a bar of its parts, each with its number.

import { formatMilliseconds } from '../../../base/format';
import { type Perf, totalPerf } from '../../../sharding/torchrec/perf';
import { timeParts } from './boardModel';
import styles from './sheets.module.css';

export function PartsBar({ perf }: { perf: Perf }) {
  const parts = timeParts.filter(({ key }) => perf[key] > 0);
  const whole = totalPerf(perf);
  return (
    <div className={styles.parted}>
      <div className={styles.partsBar} aria-hidden="true">
        {parts.map(({ key, colour, faded }) => (
          <i
            key={key}
            style={{ flexGrow: perf[key] / whole, background: `var(${colour})`, opacity: faded ? 0.5 : 1 }}
          />
        ))}
      </div>
      <dl>
        {parts.map(({ key, title, colour, faded }) => (
          <div key={key}>
            <dt>
              <i
                className={styles.swatch}
                style={{ background: `var(${colour})`, opacity: faded ? 0.5 : 1 }}
              />
              {title}
            </dt>
            <dd>{formatMilliseconds(perf[key])}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
