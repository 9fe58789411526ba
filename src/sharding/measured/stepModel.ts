// What the kernels of a step cost on a measured device: for each phase the seconds of one of each term's amounts, fitted
// to devices that were measured. Between and beyond them it interpolates.

import { type DeviceSeconds, type Phase, phases } from '../execution/stepTime';
import { fitSeconds, heldOutErrors } from './fit';
import { amountsOf, phaseTerms } from './terms';
import type { DeviceWork } from './work';

/** A device that was measured: its work, and the phases of it that ran. */
export interface MeasuredDevice {
  work: DeviceWork;
  seconds: Partial<DeviceSeconds>;
}

export interface PhaseFit {
  phase: Phase;
  /** Seconds of one amount of each of the phase's terms. */
  weights: readonly number[];
  /** Devices that it was fitted to. */
  samples: number;
  /** Predicted over measured less 1, of each of them when it was left out. */
  heldOut: readonly number[];
}

export type StepModel = Readonly<Record<Phase, PhaseFit>>;

const FOLDS = 6;

/** A phase that no device ran costs nothing. */
export function fitStep(devices: readonly MeasuredDevice[]): StepModel {
  const fits = phases.map((phase): PhaseFit => {
    const samples = devices.flatMap(({ work, seconds: { [phase]: seconds } }) =>
      seconds ? [{ amounts: amountsOf(phase, work), seconds }] : [],
    );
    if (!samples.length) return { phase, weights: phaseTerms[phase].map(() => 0), samples: 0, heldOut: [] };
    return {
      ...{ phase, weights: fitSeconds(samples), samples: samples.length },
      heldOut: heldOutErrors(samples, FOLDS),
    };
  });
  return Object.fromEntries(fits.map((fit) => [fit.phase, fit])) as Record<Phase, PhaseFit>;
}

export interface Counted {
  /** Default true, both: see `Term.shared`. */
  whole?: boolean;
  shared?: boolean;
}

/** Seconds of each phase of a device with such work. */
export function predictDevice(
  model: StepModel,
  work: DeviceWork,
  { whole = true, shared = true }: Counted = {},
): DeviceSeconds {
  const counted = { whole, width: shared };
  const secondsOf = (phase: Phase) =>
    phaseTerms[phase].reduce(
      (sum, term, index) =>
        term.shared && !counted[term.shared] ? sum : sum + model[phase].weights[index] * term.amount(work),
      0,
    );
  return Object.fromEntries(phases.map((phase) => [phase, secondsOf(phase)])) as Record<Phase, number>;
}
