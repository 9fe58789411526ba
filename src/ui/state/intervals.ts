// How often the page does what costs a run that goes on.

/** Checkpoints that a reload finds. */
export const CHECKPOINT_MILLISECONDS = 30_000;
