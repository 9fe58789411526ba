// How strong a periodic regulariser is, and how fine, as training goes on: pure functions of the step.

/** A number for each step, counted from 0. */
type Schedule = (step: number) => number;

export interface Ramp {
  /** First step with the regulariser; before it is 0. */
  begins: number;
  /** From this step on it is at its top. */
  tops: number;
}

/** 0 to 1 between the ends of the ramp. */
const progress = ({ begins, tops }: Ramp, step: number): number =>
  step >= tops ? 1 : Math.max(0, (step - begins) / Math.max(1, tops - begins));

/** λ: rises geometrically over `decades` powers of ten to `peak`, and stays there. */
export const amplitudeSchedule =
  (ramp: Ramp, peak: number, decades: number): Schedule =>
  (step) =>
    step < ramp.begins ? 0 : peak * 10 ** (decades * (progress(ramp, step) - 1));

/** f: from 2^−doublings to 1 in equal parts of the ramp; a coarser grid first. */
export const frequencySchedule =
  (ramp: Ramp, doublings: number): Schedule =>
  (step) =>
    2 ** (Math.min(doublings, Math.floor(progress(ramp, step) * (doublings + 1))) - doublings);
