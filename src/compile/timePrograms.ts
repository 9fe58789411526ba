// How long programs take on a device: many runs between two fences, several programs by turns, so that whatever else
// the machine does falls on all alike.

import { median } from '../base/statistics';
import type { Gpu } from '../gpu/device';
import type { Program } from './program';
import type { DeviceState } from './state';

export interface TimedProgram {
  program: Program;
  /** Its tensors are overwritten as its updates say. */
  state: DeviceState;
}

/** Milliseconds of one run. */
export interface ProgramTime {
  medianMs: number;
  fastestMs: number;
  /** A quarter of the samples are as fast or faster: neither what disturbs a machine nor a lucky sample moves it much. */
  quartileMs: number;
  slowestMs: number;
  /** How many runs each of the samples spans. */
  runs: number;
}

export interface TimingOptions {
  /** Samples of each program. */
  rounds: number;
  /** A sample lasts at least this long: short programs run many times in it. */
  sampleMilliseconds: number;
}

const MOST_RUNS = 256;
/** In one submit, of programs so short that it stays one. */
const MOST_IN_A_SUBMIT = 16;

/** Times every program; feeds hold what they last held. */
export async function timePrograms(
  gpu: Gpu,
  programs: readonly TimedProgram[],
  options: TimingOptions,
): Promise<ProgramTime[]> {
  const timing = timingPrograms(gpu, programs, options);
  let next = await timing.next();
  while (!next.done) next = await timing.next();
  return next.value;
}

/** The same, yielding the number of rounds that are done before each, for hosts that may pause or stop. */
export async function* timingPrograms(
  gpu: Gpu,
  programs: readonly TimedProgram[],
  { rounds, sampleMilliseconds }: TimingOptions,
): AsyncGenerator<number, ProgramTime[], void> {
  const runs = programs.map(() => 1);
  // The first run still fills caches.
  for (const timed of programs) await sample(gpu, timed, 1);
  // Ever more runs, until they take as long as a sample should; looked at twice, lest a moment's disturbance leaves a
  // program with so few that it is mostly fences that are timed.
  for (let look = 0; look < 2; look++)
    for (const [index, timed] of programs.entries())
      while ((await sample(gpu, timed, runs[index])) < sampleMilliseconds && runs[index] < MOST_RUNS)
        runs[index] *= 2;
  const samples: number[][] = programs.map(() => []);
  for (let round = 0; round < rounds; round++) {
    yield round;
    for (const place of programs.keys()) {
      // There and back again: a drift of the machine favours no one.
      const index = round % 2 ? programs.length - 1 - place : place;
      samples[index].push((await sample(gpu, programs[index], runs[index])) / runs[index]);
    }
  }
  return samples.map((times, index) => {
    const sorted = times.sort((a, b) => a - b);
    return {
      medianMs: median(sorted),
      quartileMs: sorted[Math.floor((sorted.length - 1) / 4)],
      ...{ fastestMs: sorted[0], slowestMs: sorted[sorted.length - 1], runs: runs[index] },
    };
  });
}

/** Milliseconds that so many runs take, from an idle device to an idle device. */
async function sample(gpu: Gpu, { program, state }: TimedProgram, runs: number): Promise<number> {
  const groups = program.groupsFor(state);
  await gpu.idle();
  const started = performance.now();
  for (let left = runs; left > 0; left -= MOST_IN_A_SUBMIT) {
    const encoder = gpu.device.createCommandEncoder({ label: 'timing' });
    const pass = encoder.beginComputePass({ label: 'timing' });
    for (let run = 0; run < Math.min(left, MOST_IN_A_SUBMIT); run++) program.recording.encode(pass, groups);
    pass.end();
    gpu.submit(encoder.finish());
  }
  await gpu.idle();
  return performance.now() - started;
}
