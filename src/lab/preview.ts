// What a run would cost and whether it fits, before it runs: planned on the adapter's limits, or on what every
// device offers, and nothing allocated. What cannot fit is answered with what would.

import { LimitError, TesseraError } from '../base/errors';
import { forecastRun } from '../compile/memory';
import { baseProfile, type DeviceProfile, type ProgramPlan, planProgram } from '../compile/plan';
import { reportedProfile } from '../compile/program';
import { tuningOf } from '../compile/tuningTable';
import { experimentById } from '../experiments';
import type { ArmOutline, Experiment, Outline } from '../experiments/experiment';
import { type Config, defaultsOf, requireConfig } from '../experiments/schema';
import { forecastArms } from '../experiments/training/armForecast';
import type { AdapterReport } from '../gpu/device';
import { countGraph } from '../graph/count';
import { messageOf } from './failures';
import type { RunRequest } from './protocol';
import { productsFor } from './tuningUse';

/** The cost of a run, all of it predicted. */
export interface Cost {
  parameters: number;
  flopsPerStep: number;
  dispatchesPerStep: number;
  predictedPeakBytes: number;
  batch: number;
  totalSteps: number;
}

/** Why a run cannot be, and what could. */
export interface Refusal {
  message: string;
  /** Where a limit of the device is in the way: of what, how much is needed and how much there is, in bytes. */
  limit: { what: string; needed: number; available: number } | null;
  /** The largest batch that fits with everything else as it is. */
  batch: number | null;
  /** A preset that fits, when no batch does; 'default' for the defaults. */
  preset: string | null;
}

/** One of the two. */
export interface Preview {
  cost: Cost | null;
  refusal: Refusal | null;
}

type Setup = Pick<RunRequest, 'experiment' | 'config' | 'files' | 'tuning'>;

/** `room`: bytes that the device is known to grant a run, where that is known. */
export async function previewRun(
  run: Setup,
  adapter: AdapterReport | null,
  room = Number.POSITIVE_INFINITY,
): Promise<Preview> {
  try {
    return { cost: await costOf(run, adapter, room), refusal: null };
  } catch (error) {
    return { cost: null, refusal: await refusalOf(error, run, adapter, room) };
  }
}

/** Throws what a run would fail with: a `LimitError` where it does not fit. */
async function costOf(run: Setup, adapter: AdapterReport | null, room: number): Promise<Cost | null> {
  const experiment = experimentById(run.experiment);
  const config = requireConfig(experiment.config, run.config);
  if (!experiment.outline) return null;
  const outline = await experiment.outline(config, run.files ?? {});
  const profile = adapter ? await profileOf(run, adapter) : baseProfile;
  const { programs, predictedPeakBytes } = outline.arms
    ? programsOfArms(outline.arms, profile)
    : programsOf(outline, profile);
  for (const { state, buffers } of programs) requireBuffers([...state.buffers, ...buffers], profile);
  if (predictedPeakBytes > room)
    throw new LimitError('GPU memory of the whole run', predictedPeakBytes, room, ADVICE);
  const { parameters, total } = countGraph(outline.training);
  return {
    parameters,
    flopsPerStep: total.flops,
    dispatchesPerStep: programs[0].dispatches.length,
    predictedPeakBytes,
    batch: outline.batch,
    totalSteps: outline.totalSteps,
  };
}

interface Programs {
  /** The training step that is shown first. */
  programs: ProgramPlan[];
  predictedPeakBytes: number;
}

function programsOf({ training, evaluation }: Outline, profile: DeviceProfile): Programs {
  const plan = planProgram('training', training, profile);
  const evaluationPlan = planProgram('evaluation', evaluation, profile, { state: plan.state });
  const { peakBytes } = forecastRun(plan, evaluationPlan, profile);
  return { programs: [plan, evaluationPlan], predictedPeakBytes: peakBytes };
}

function programsOfArms(arms: readonly ArmOutline[], profile: DeviceProfile): Programs {
  const { plans, predictedPeakBytes } = forecastArms(arms, profile);
  const programs = [...plans.values()].flatMap(({ training, evaluation }) => [training, evaluation]);
  return { programs, predictedPeakBytes };
}

/** Ways that split sums take memory of their own. */
async function profileOf({ tuning }: Setup, adapter: AdapterReport): Promise<DeviceProfile> {
  const found = tuning && (await productsFor(tuning, adapter));
  const profile = reportedProfile(adapter);
  return found && 'products' in found ? { ...profile, tuning: tuningOf(found.products) } : profile;
}

const ADVICE = 'Use a smaller batch or model.';

function requireBuffers(buffers: readonly (readonly [string, number])[], { limits }: DeviceProfile): void {
  for (const [name, bytes] of buffers)
    if (bytes > limits.maxBufferSize)
      throw new LimitError(`Bytes in one buffer, for ${name}`, bytes, limits.maxBufferSize, ADVICE);
}

async function refusalOf(
  error: unknown,
  run: Setup,
  adapter: AdapterReport | null,
  room: number,
): Promise<Refusal> {
  if (!(error instanceof LimitError))
    return { message: messageOf(error), limit: null, batch: null, preset: null };
  const { what, needed, available, message } = error;
  const experiment = experimentById(run.experiment);
  const fits = (config: Readonly<Record<string, unknown>>) => doesFit({ ...run, config }, adapter, room);
  const batch = await largestBatch(experiment, run.config, fits);
  const preset = batch === null ? await fittingPreset(experiment, fits) : null;
  return { message, limit: { what, needed, available }, batch, preset };
}

type Fits = (config: Readonly<Record<string, unknown>>) => Promise<boolean>;

async function doesFit(run: Setup, adapter: AdapterReport | null, room: number): Promise<boolean> {
  try {
    await costOf(run, adapter, room);
    return true;
  } catch (error) {
    if (error instanceof TesseraError) return false;
    throw error;
  }
}

/** Found by halving; null where not even a batch of one fits. */
async function largestBatch(
  experiment: Experiment,
  config: RunRequest['config'],
  fits: Fits,
): Promise<number | null> {
  const { batch } = requireConfig(experiment.config, config);
  if (typeof batch !== 'number' || !(await fits({ ...config, batch: 1 }))) return null;
  let [low, high] = [1, batch];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (await fits({ ...config, batch: middle })) low = middle;
    else high = middle;
  }
  return low;
}

async function fittingPreset(experiment: Experiment, fits: Fits): Promise<string | null> {
  const presets: readonly { id: string; config: Config }[] = [
    { id: 'default', config: {} },
    ...(experiment.presets ?? []),
  ];
  for (const { id, config } of presets)
    if (await fits({ ...defaultsOf(experiment.config), ...config })) return id;
  return null;
}
