// The threshold of the claims, which the page reads without what measures.

/** What the prediction of a step may be off by. */
export const TOLERANCE = 0.15;
