// What the chosen setup would cost, kept up to date while it is changed. A worker of its own plans it, so that
// neither a run nor the page waits.

import { create } from 'zustand';
import { inputBytes } from '../../lab/dataProtocol';
import type { Command, Preview, RunUpdate } from '../../lab/protocol';
import { forecastStep, paceOf, type StepForecast } from './pace';
import { activeRun, type LabState, lab, runRequest } from './store';
import { openWorker } from './worker';

const SETTLE_MILLISECONDS = 80;
/** Larger files are read when their run starts, and only then. */
const MAXIMUM_FILE_BYTES = 32 * 2 ** 20;

interface PreviewState {
  /** Of the latest setup that was planned. */
  preview: Preview | null;
  /** What that setup was made of; see `partsOf`. */
  of: readonly unknown[];
  /** What was predicted for a step of each run of this visit, when it started. */
  forecasts: Readonly<Record<string, StepForecast>>;
}

export const usePreview = create<PreviewState>()(() => ({ preview: null, of: [], forecasts: {} }));

/** What a preview depends on. */
const partsOf = (state: LabState): readonly unknown[] => {
  const { experiment, config, trainFiles, testFiles, reading, adapter, tuning, usesTuning } = state;
  return [experiment, config, trainFiles, testFiles, reading, adapter, usesTuning && tuning];
};

const same = (a: readonly unknown[], b: readonly unknown[]) => b.every((part, index) => part === a[index]);

/** Whether the setup as it is now is known to exceed what the adapter offers. */
export function exceedsLimits(state: LabState): boolean {
  const { preview, of } = usePreview.getState();
  return preview?.refusal?.limit != null && same(of, partsOf(state));
}

/** What a step of the previewed setup would take, from the runs the page knows. */
export function stepForecast(
  { runs, adapter }: Pick<LabState, 'runs' | 'adapter'>,
  preview: Preview | null,
): StepForecast | null {
  if (!preview?.cost) return null;
  const paces = runs.map((run) => paceOf(run, adapter)).filter((pace) => pace !== undefined);
  return forecastStep(preview.cost, paces);
}

/** Call once, when the page is at rest: previews the chosen setup, now and whenever it changes. */
export function connectPreview(): void {
  let worker: Worker | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** What the worker is busy with. */
  let asked: readonly unknown[] | undefined;

  const receive = ({ data }: MessageEvent<RunUpdate>) => {
    if (data.kind !== 'preview' || !asked) return;
    usePreview.setState({ preview: data.preview, of: asked });
    asked = undefined;
    consider();
  };
  const ask = () => {
    const state = lab.getState();
    // One at a time: what changes meanwhile is asked for when the answer is here.
    if (asked || same(usePreview.getState().of, partsOf(state))) return;
    asked = partsOf(state);
    if (bytesOf(state) > MAXIMUM_FILE_BYTES) {
      usePreview.setState({ preview: null, of: asked });
      asked = undefined;
      return;
    }
    worker ??= openWorker(receive, () => {
      worker = undefined;
      asked = undefined;
    });
    const command: Command = { kind: 'preview', run: runRequest(state), adapter: state.adapter };
    worker.postMessage(command);
  };
  const consider = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, SETTLE_MILLISECONDS);
  };
  lab.subscribe((state, before) => {
    if (!same(partsOf(before), partsOf(state))) consider();
    const run = activeRun(state);
    if (run && run.id !== activeRun(before)?.id) remember(run.id, before);
  });
  consider();
}

function remember(id: string, state: LabState): void {
  const { preview, of, forecasts } = usePreview.getState();
  const forecast = same(of, partsOf(state)) ? stepForecast(state, preview) : null;
  if (forecast) usePreview.setState({ forecasts: { ...forecasts, [id]: forecast } });
}

const bytesOf = ({ trainFiles, testFiles }: LabState): number =>
  [...trainFiles, ...testFiles].reduce((sum, file) => sum + inputBytes(file), 0);
