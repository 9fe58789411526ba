// What the chosen setup would cost, before it runs; or why it cannot run and what could.

import { useMemo } from 'react';
import {
  formatBytes,
  formatMilliseconds,
  formatNumber,
  formatScaled,
  formatSeconds,
} from '../../../base/format';
import type { Preview, Refusal } from '../../../lab/protocol';
import type { StepForecast } from '../../state/pace';
import { stepForecast, usePreview } from '../../state/preview';
import { findExperiment } from '../../state/setup';
import { choosePreset, setValue } from '../../state/setupActions';
import { lab, shownRun } from '../../state/store';
import { Provenance } from './Card';
import styles from './CostBox.module.css';

export function CostBox() {
  const { preview, forecasts } = usePreview();
  const runs = lab((state) => state.runs);
  const adapter = lab((state) => state.adapter);
  const shown = lab(shownRun);
  const step = useMemo(() => stepForecast({ runs, adapter }, preview), [runs, adapter, preview]);
  if (preview?.refusal) return <Refused refusal={preview.refusal} />;
  const forecast = shown && shown.metrics.stepMs !== undefined ? forecasts[shown.id] : undefined;
  return (
    <section className={styles.cost} aria-label="Cost of a run">
      <h2>
        Cost of a run <Provenance kind="predicted" />
      </h2>
      <Facts preview={preview} step={step} />
      {preview?.cost && !step && <p>Its time is predicted once a run has shown the pace of this adapter.</p>}
      {shown && forecast && (
        <p>
          {`A step of ${shown.name} took ${formatMilliseconds(shown.metrics.stepMs)}, where ${range(forecast)} was predicted.`}
        </p>
      )}
    </section>
  );
}

function Facts({ preview, step }: { preview: Preview | null; step: StepForecast | null }) {
  const cost = preview?.cost;
  const seconds = (ms: number) => formatSeconds((ms * (cost?.totalSteps ?? 0)) / 1000);
  const steps = formatNumber(cost?.totalSteps ?? 0);
  const total = step && [...new Set([seconds(step.lowMs), seconds(step.highMs)])].join(' to ');
  const runs = step && (step.from.length > 1 ? `${step.from.length} runs here` : step.from[0]);
  const from = step ? `From the pace of ${runs}: ${steps} steps in ${total}, evaluation apart.` : undefined;
  return (
    <dl>
      <Fact name="parameters" value={cost && formatScaled(cost.parameters, '')} />
      <Fact
        name="memory"
        value={cost && formatBytes(cost.predictedPeakBytes)}
        hint="GPU memory at its peak, from the memory plan"
      />
      <Fact
        name="a step"
        value={cost && formatScaled(cost.flopsPerStep, 'FLOP')}
        hint={`Floating-point operations of one update, counted from the graph${cost ? `; ${formatNumber(cost.dispatchesPerStep)} dispatches` : ''}`}
      />
      <Fact name="a step" value={cost && (step ? range(step) : '– ms')} hint={from} />
    </dl>
  );
}

function Fact({ name, value, hint }: { name: string; value: string | null | undefined; hint?: string }) {
  return (
    <div title={hint}>
      <dt>{name}</dt>
      <dd>{value ?? '–'}</dd>
    </div>
  );
}

/** "2.1–4 ms", or one figure where both ends are about the same. */
function range({ lowMs, highMs }: StepForecast): string {
  const low = formatMilliseconds(Number(lowMs.toPrecision(2)));
  const high = formatMilliseconds(Number(highMs.toPrecision(2)));
  if (low === high) return low;
  const unit = (text: string) => text.slice(text.lastIndexOf(' '));
  return `${unit(low) === unit(high) ? low.slice(0, low.lastIndexOf(' ')) : low}–${high}`;
}

function Refused({ refusal: { message, limit, batch, preset } }: { refusal: Refusal }) {
  const experiment = lab((state) => state.experiment);
  const presets = findExperiment(experiment).presets ?? [];
  const fitting = presets.find(({ id }) => id === preset);
  // A failure that is told in a banner is not told twice.
  const told = lab((state) => state.failure?.message === message);
  if (told) return null;
  return (
    <section className={styles.refused} aria-label="Why this cannot run" role="alert">
      <h2>{limit ? 'This does not fit on the adapter' : 'This cannot run'}</h2>
      <p>
        {limit
          ? `${limit.what}: needed ${formatBytes(limit.needed)}, available ${formatBytes(limit.available)}.`
          : message}
      </p>
      {batch !== null && (
        <button type="button" onClick={() => setValue('batch', batch)}>
          Use a batch of {formatNumber(batch)}: the largest that fits
        </button>
      )}
      {preset !== null && (
        <button type="button" onClick={() => choosePreset(fitting)}>
          Use the preset {fitting?.title ?? 'Default'}: it fits
        </button>
      )}
    </section>
  );
}
