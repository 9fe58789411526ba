// The test image the network is shown: choosing it, seeing it, and what the network takes it for. Where a
// network cuts it into patches, one of them can be chosen.

import { type KeyboardEvent, type PointerEvent, useEffect, useRef } from 'react';
import type { ProbeReport } from '../../../lab/protocol';
import { useLook } from './look';
import styles from './weights.module.css';

type Sample = NonNullable<ProbeReport['sample']>;

interface SampleCardProps {
  sample: Sample;
  /** Whether another image can be asked for. */
  live: boolean;
  grid?: { rows: number; columns: number };
}

export function SampleCard({ sample, live, grid }: SampleCardProps) {
  const wanted = useLook((look) => look.sample);
  const index = live ? Math.min(wanted, sample.count - 1) : sample.index;
  const choose = (next: number) =>
    useLook.setState({ sample: Math.min(sample.count - 1, Math.max(0, Math.round(next) || 0)) });
  const press = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowDown: -1, ArrowUp: 1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    choose(index + step);
  };
  const [first] = sample.predictions;
  return (
    <section className={styles.sample} aria-label="Test image">
      <PatchImage sample={sample} grid={grid} />
      {live ? (
        <div className={styles.stepper}>
          <button
            type="button"
            aria-label="Previous test image"
            disabled={index === 0}
            onClick={() => choose(index - 1)}
          >
            ‹
          </button>
          <label>
            <span className="visually-hidden">Test image, of {sample.count}</span>
            <input
              inputMode="numeric"
              value={index + 1}
              title="Left and right arrow keys go through the test images"
              onChange={({ target }) => choose(Number(target.value.replace(/\D/g, '')) - 1)}
              onKeyDown={press}
            />
          </label>
          <button
            type="button"
            aria-label="Next test image"
            disabled={index === sample.count - 1}
            onClick={() => choose(index + 1)}
          >
            ›
          </button>
        </div>
      ) : null}
      <p className={styles.summary}>
        Test image {sample.index + 1} of {sample.count.toLocaleString('en')}: {sample.label}.{' '}
        {first && (first.name === sample.label ? 'Recognised.' : `Taken for ${first.name}.`)}
      </p>
      <ol className={styles.predictions}>
        {sample.predictions.map(({ name, probability }) => (
          <li key={name} style={{ '--share': `${100 * probability}%` } as React.CSSProperties}>
            <span>{name}</span>
            <span>{Math.round(100 * probability)} %</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** The image, and the patch whose attention is shown. */
function PatchImage({ sample, grid }: { sample: Sample; grid?: { rows: number; columns: number } }) {
  const query = useLook((look) => look.query);
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (context) context.putImageData(imageOf(sample), 0, 0);
  }, [sample]);
  const drawing = (
    <canvas
      ref={canvas}
      width={sample.width}
      height={sample.height}
      role="img"
      aria-label={`Test image ${sample.index + 1}: ${sample.label}`}
    />
  );
  if (!grid) return <div className={styles.image}>{drawing}</div>;
  const { rows, columns } = grid;
  const at = query === null || query >= rows * columns ? null : query;
  const choose = (next: number | null) => useLook.setState({ query: next });
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Escape') return choose(null);
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = at === null ? 0 : at + step;
    if (next >= 0 && next < rows * columns) choose(next);
  };
  const point = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const column = Math.floor(((event.clientX - box.left) / box.width) * columns);
    const row = Math.floor(((event.clientY - box.top) / box.height) * rows);
    if (row < 0 || column < 0 || row >= rows || column >= columns) return;
    const next = row * columns + column;
    choose(next === at ? null : next);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a drawing with keys of its own, no form controls
    <div
      className={styles.image}
      role="group"
      aria-label="Patches: arrow keys choose the one that looks, Escape all of them"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the keys choose a patch
      tabIndex={0}
      data-choosing
      onPointerDown={point}
      onKeyDown={press}
    >
      {drawing}
      {at !== null && (
        <i
          className={styles.selected}
          style={{
            left: `${(100 * (at % columns)) / columns}%`,
            top: `${(100 * Math.floor(at / columns)) / rows}%`,
            width: `${100 / columns}%`,
            height: `${100 / rows}%`,
          }}
        />
      )}
    </div>
  );
}

function imageOf({ pixels, channels, width, height }: Sample): ImageData {
  const image = new ImageData(width, height);
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let channel = 0; channel < 3; channel++)
      image.data[4 * pixel + channel] = pixels[pixel * channels + (channels >= 3 ? channel : 0)];
    image.data[4 * pixel + 3] = 255;
  }
  return image;
}
