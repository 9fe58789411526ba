// Drawing in the time that a frame leaves: each chart at most once a frame, however many rows arrive, and
// what does not fit waits for the next one.

/** Of the 16 ms of a frame, what drawing may take before the rest waits. */
const BUDGET_MILLISECONDS = 8;

/** Draws; given until when (on `performance.now()`'s clock). False when it is to be called again. */
export type Draw = (deadline: number) => boolean;

const waiting = new Set<Draw>();

/** Calls `draw` before the next frame, or as soon as there is time; once, however often it is asked for. */
export function onNextFrame(draw: Draw): void {
  if (waiting.size === 0) requestAnimationFrame(drawAll);
  waiting.add(draw);
}

export const cancelFrame = (draw: Draw): void => void waiting.delete(draw);

function drawAll(): void {
  const deadline = performance.now() + BUDGET_MILLISECONDS;
  for (const draw of [...waiting]) {
    // Taken out before and put back behind the others: each has its turn.
    waiting.delete(draw);
    if (!draw(deadline)) waiting.add(draw);
    if (performance.now() > deadline) break;
  }
  if (waiting.size > 0) requestAnimationFrame(drawAll);
}
