// Where a vision transformer looks: each head from one patch, and the whole matrix of one head.

import { useMemo } from 'react';
import type { ProbeReport } from '../../../lab/protocol';
import { useLook } from './look';
import { PictureFigure } from './PictureFigure';
import { attentionEntropy, attentionFrom, onePicture } from './pictures';
import { SampleCard } from './SampleCard';
import styles from './weights.module.css';

interface AttentionSectionProps {
  report: ProbeReport;
  attention: NonNullable<ProbeReport['attention']>;
  live: boolean;
}

export function AttentionSection({ report, attention, live }: AttentionSectionProps) {
  const { grid, layers, heads, omitted } = attention;
  const layer = Math.min(
    useLook((look) => look.layer),
    layers - 1,
  );
  const head = Math.min(
    useLook((look) => look.head),
    heads - 1,
  );
  const tokens = grid.rows * grid.columns;
  const chosen = useLook((look) => look.query);
  const query = chosen !== null && chosen < tokens ? chosen : null;
  const map = attention.maps.find((candidate) => candidate.layer === layer);
  const pictures = map?.pictures;
  const fromQuery = useMemo(() => pictures && attentionFrom(pictures, query, grid), [pictures, query, grid]);
  const matrix = useMemo(() => pictures && onePicture(pictures, head), [pictures, head]);
  const patch = (token: number) =>
    `patch ${Math.floor(token / grid.columns) + 1}, ${(token % grid.columns) + 1}`;
  const spread = pictures && 2 ** attentionEntropy(pictures, head);
  return (
    <div className={styles.beside}>
      {report.sample && <SampleCard sample={report.sample} live={live} grid={grid} />}
      <div className={styles.stack}>
        <div className={styles.choices}>
          <Choice
            label="Layer"
            count={layers}
            value={layer}
            onChange={(next) => useLook.setState({ layer: next })}
          />
          <Choice
            label="Head"
            count={heads}
            value={head}
            onChange={(next) => useLook.setState({ head: next })}
          />
          <span className={styles.soft}>
            {query === null ? 'mean over all patches; click the image for one' : `from ${patch(query)}`}
            {query !== null && (
              <button type="button" onClick={() => useLook.setState({ query: null })}>
                all patches
              </button>
            )}
          </span>
        </div>
        {fromQuery && matrix && spread !== undefined ? (
          <>
            <PictureFigure
              title={query === null ? 'Where each head looks' : `Where ${patch(query)} looks`}
              summary={`Layer ${layer + 1}, ${heads} ${heads === 1 ? 'head' : 'heads'}: the share of attention each patch of the image gets.`}
              pictures={fromQuery}
              nameOf={(picture) => `head ${picture + 1}`}
              side={104}
              numbered
              selected={head}
              onSelect={(picture) => useLook.setState({ head: picture })}
            />
            <PictureFigure
              title={`Layer ${layer + 1}, head ${head + 1}: every patch to every patch`}
              summary={`Rows look, columns are looked at; each row sums to 1. On average a patch spreads its attention over about ${spread.toFixed(1)} of ${tokens}.`}
              pictures={matrix}
              nameOf={() => `head ${head + 1}`}
              placeOf={(x, y) => `${patch(y)} to ${patch(x)}`}
              side={260}
            />
          </>
        ) : (
          <p className={styles.waiting}>
            {omitted ?? (live ? 'Reading this layer…' : `Layer ${layer + 1} was not saved with the run.`)}
          </p>
        )}
      </div>
    </div>
  );
}

interface ChoiceProps {
  label: string;
  count: number;
  value: number;
  onChange(value: number): void;
}

function Choice({ label, count, value, onChange }: ChoiceProps) {
  return (
    <label>
      {label}
      <select value={value} onChange={({ target }) => onChange(Number(target.value))}>
        {Array.from({ length: count }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: numbered from one to count
          <option key={index} value={index}>
            {index + 1}
          </option>
        ))}
      </select>
    </label>
  );
}
