// How often what grows is shown. A frame of the page costs tens of milliseconds of CPU; where the CPU is also the
// GPU, every one of them is taken from the training.

/** While the adapter is not known. */
const FIRST_MILLISECONDS = 100;
export const SOFTWARE_MILLISECONDS = 500;
export const HARDWARE_MILLISECONDS = 16;

const waiting = new Set<() => void>();
let interval = FIRST_MILLISECONDS;
let last = Number.NEGATIVE_INFINITY;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Sets the time between two beats. */
export function setBeat(milliseconds: number): void {
  interval = milliseconds;
}

/** Calls back at the next beat, together with everyone else; once, however often it is asked for. */
export function atNextBeat(callback: () => void): void {
  waiting.add(callback);
  if (timer === undefined) timer = setTimeout(beat, Math.max(0, last + interval - performance.now()));
}

function beat(): void {
  timer = undefined;
  last = performance.now();
  const due = [...waiting];
  waiting.clear();
  for (const callback of due) callback();
}
