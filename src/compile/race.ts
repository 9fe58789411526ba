// Which of several ways to do the same work is fastest: timed in turns, so that drifts of the machine fall on all
// alike; what is hopeless is dropped early; and the best replaces the first only when fresh samples of the two
// confirm it, because the best of many noisy times looks better than it is.

import { median } from '../base/statistics';

export interface Contestant {
  name: string;
  /** Milliseconds that `repeats` executions in a row take, from one fence to another. */
  run(repeats: number): Promise<number>;
}

export interface Timed {
  name: string;
  /** Of one execution; the median. */
  milliseconds: number;
  dropped: boolean;
}

export interface Raced {
  timed: Timed[];
  /** Name of the winner. */
  winner: string;
}

/** Least time between two fences. */
const SAMPLE_MILLISECONDS = 5;
const MOST_REPEATS = 4096;
const ROUNDS = 5;
/** What takes this many times as long as the best, each in its fastest sample so far, is not measured further. */
const HOPELESS = 1.6;
/** The challenger's median must be at most this share of the standard's ... */
const CLEAR_SHARE = 0.96;
/** ... over this many fresh rounds, and ... */
const CONFIRMING_ROUNDS = 9;
/**
 * ... so many of its samples must be faster than the standard's fastest. Were both equally fast, that would happen
 * once in 68 times (a precedence test: what disturbs a sample only makes it longer, so the fastest tell most).
 */
const PRECEDING = 5;
const MOST_CHALLENGERS = 2;

/** `contestants[0]` is the standard. Resolves to null when it `ended` before it was decided. */
export async function race(
  contestants: readonly Contestant[],
  ended: () => boolean = () => false,
): Promise<Raced | null> {
  const runners = contestants.map((contestant) => ({
    name: contestant.name,
    run: contestant.run,
    repeats: 1,
    samples: [] as number[],
    dropped: false,
  }));
  type Runner = (typeof runners)[number];
  const sample = async (runner: Runner): Promise<number> => {
    const each = (await runner.run(runner.repeats)) / runner.repeats;
    runner.samples.push(each);
    return each;
  };
  for (const runner of runners) {
    runner.samples.push(await calibrate(runner));
    if (ended()) return null;
  }
  for (let round = 0; round < ROUNDS; round++) {
    for (const runner of inTurn(runners, round)) if (!runner.dropped) await sample(runner);
    if (ended()) return null;
    const best = Math.min(...runners.map(({ samples }) => Math.min(...samples)));
    for (const runner of runners.slice(1)) runner.dropped ||= Math.min(...runner.samples) > HOPELESS * best;
  }
  const [standard, ...others] = runners;
  const challengers = others
    .filter(({ dropped, samples }) => !dropped && median(samples) <= CLEAR_SHARE * median(standard.samples))
    .sort((a, b) => median(a.samples) - median(b.samples))
    .slice(0, MOST_CHALLENGERS);
  let winner = standard;
  for (const challenger of challengers) {
    const fresh = new Map<Runner, number[]>([
      [standard, []],
      [challenger, []],
    ]);
    for (let round = 0; round < CONFIRMING_ROUNDS; round++) {
      for (const [runner, times] of inTurn([...fresh], round)) times.push(await sample(runner));
      if (ended()) return null;
    }
    if (!isClearlyFaster(fresh.get(challenger)!, fresh.get(standard)!)) continue;
    winner = challenger;
    break;
  }
  const timed = runners.map(({ name, samples, dropped }) => ({
    name,
    milliseconds: median(samples),
    dropped,
  }));
  return { timed, winner: winner.name };
}

export function isClearlyFaster(challenger: readonly number[], standard: readonly number[]): boolean {
  const fastest = Math.min(...standard);
  const preceding = challenger.filter((time) => time < fastest).length;
  return preceding >= PRECEDING && median(challenger) <= CLEAR_SHARE * median(standard);
}

const inTurn = <T>(items: readonly T[], round: number): readonly T[] =>
  round % 2 ? items.toReversed() : items;

/** Finds the repeats that last long enough; resolves to the time of one of them. */
async function calibrate(runner: { run: Contestant['run']; repeats: number }): Promise<number> {
  for (;;) {
    const elapsed = await runner.run(runner.repeats);
    if (elapsed >= SAMPLE_MILLISECONDS || runner.repeats >= MOST_REPEATS) return elapsed / runner.repeats;
    const wanted = Math.ceil((1.2 * runner.repeats * SAMPLE_MILLISECONDS) / Math.max(elapsed, 0.01));
    runner.repeats = Math.min(
      MOST_REPEATS,
      Math.max(2 * runner.repeats, Math.min(wanted, 8 * runner.repeats)),
    );
  }
}
