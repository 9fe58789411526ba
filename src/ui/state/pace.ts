// How long a step will take on this machine, from how long steps of earlier runs took. A step is taken to cost
// so much a dispatch and so much a floating-point operation; one run leaves open which of the two it was, so
// that its prediction is a range, and further runs narrow it down.

import type { AdapterReport, Cost } from '../../lab/protocol';
import { adapterName } from './format';
import type { Run } from './run';

/** What one run showed. */
export interface Pace {
  /** Name of the run. */
  name: string;
  stepMs: number;
  flops: number;
  dispatches: number;
}

export interface StepForecast {
  lowMs: number;
  highMs: number;
  /** Names of the runs it is taken from, nearest in work first. */
  from: readonly string[];
}

/** Runs that are looked at: those nearest in work. */
const MOST_RUNS = 6;

/** The pace of an ended run of this machine on `adapter`, or undefined where it is not known. */
export function paceOf(run: Run, adapter: AdapterReport | null): Pace | undefined {
  // Another machine may have an adapter of the same name.
  if (run.origin !== 'live') return undefined;
  if (!run.adapter || !adapter || adapterName(run.adapter) !== adapterName(adapter)) return undefined;
  const { stepMs, dispatchesPerStep: dispatches } = run.metrics as Partial<Record<string, number>>;
  const flops = run.forecast?.flopsPerStep;
  if (!stepMs || !dispatches || !flops) return undefined;
  return { name: run.name, stepMs, flops, dispatches };
}

/** Null where no run shows anything. */
export function forecastStep(
  { flopsPerStep, dispatchesPerStep }: Pick<Cost, 'flopsPerStep' | 'dispatchesPerStep'>,
  paces: readonly Pace[],
): StepForecast | null {
  const distance = ({ flops }: Pace) => Math.abs(Math.log(flops / flopsPerStep));
  const near = [...paces].sort((a, b) => distance(a) - distance(b)).slice(0, MOST_RUNS);
  if (near.length === 0) return null;
  const from = near.map(({ name }) => name);
  const fitted = solve(near);
  if (fitted) {
    const { perDispatch, perFlop, error } = fitted;
    const expected = perDispatch * dispatchesPerStep + perFlop * flopsPerStep;
    return { lowMs: expected / (1 + error), highMs: expected * (1 + error), from };
  }
  // All of the step launching kernels, or all of it computing.
  const [{ stepMs, flops, dispatches }] = near;
  const ends = [(stepMs * dispatchesPerStep) / dispatches, (stepMs * flopsPerStep) / flops];
  return { lowMs: Math.min(...ends), highMs: Math.max(...ends), from: from.slice(0, 1) };
}

interface Fit {
  perDispatch: number;
  perFlop: number;
  /** The largest relative error on the runs themselves. */
  error: number;
}

/** Least squares of relative errors, neither cost negative; undefined where the runs do not tell them apart. */
function solve(paces: readonly Pace[]): Fit | undefined {
  // Divided by the time each equation reads a·x + b·y = 1.
  const x = paces.map(({ dispatches, stepMs }) => dispatches / stepMs);
  const y = paces.map(({ flops, stepMs }) => flops / stepMs);
  const dot = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, value, i) => sum + value * b[i], 0);
  const sum = (a: readonly number[]) => a.reduce((total, value) => total + value, 0);
  const [xx, yy, xy, x1, y1] = [dot(x, x), dot(y, y), dot(x, y), sum(x), sum(y)];
  const determinant = xx * yy - xy * xy;
  if (paces.length < 2 || determinant < 1e-3 * xx * yy) return undefined;
  let perDispatch = (x1 * yy - y1 * xy) / determinant;
  let perFlop = (y1 * xx - x1 * xy) / determinant;
  if (perDispatch < 0) [perDispatch, perFlop] = [0, y1 / yy];
  if (perFlop < 0) [perDispatch, perFlop] = [x1 / xx, 0];
  const error = Math.max(...x.map((value, i) => Math.abs(perDispatch * value + perFlop * y[i] - 1)));
  return { perDispatch, perFlop, error };
}
