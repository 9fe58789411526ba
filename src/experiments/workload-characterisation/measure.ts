// What is run on this GPU: one step dispatch by dispatch, and chains of ops both as one kernel and one by one.

import { RandomStream } from '../../base/randomStream';
import { boundBy, type Peaks, rooflineFraction, shortestSeconds } from '../../base/roofline';
import { inspectPlan } from '../../compile/inspect';
import type { StepInspection } from '../../compile/inspection';
import { type ProgramPlan, planProgram } from '../../compile/plan';
import { profileStep, type StepProfile } from '../../compile/profile';
import { deviceProfile, Program } from '../../compile/program';
import { DeviceState } from '../../compile/state';
import type { Gpu } from '../../gpu/device';
import type { Graph } from '../../graph/graph';
import type { Model } from '../../nn/model';
import { type Chain, chainGraph, savedBytes, savedSeconds, separateBytes } from '../../workload/fusion';
import { feedStep } from './model';

export interface MeasuredStep {
  profile: StepProfile;
  inspection: StepInspection;
}

/** Runs a step once with a batch of `model`, then times its dispatches. */
export async function measureStep(
  gpu: Gpu,
  graph: Graph,
  model: Model,
  batch: number,
  seed: number,
  onProgress: (done: number, total: number) => void,
): Promise<MeasuredStep> {
  const device = deviceProfile(gpu);
  const plan = planProgram('workload', graph, device);
  const program = await Program.create(gpu, plan, onProgress);
  let state: DeviceState | undefined;
  try {
    state = await DeviceState.initialised(gpu, plan.state, seed);
    await program.ready();
    feedStep(model, batch, program.feeds, seed);
    await program.run(state);
    return { profile: await profileStep(program, state), inspection: inspectPlan(plan, device) };
  } finally {
    program.destroy();
    state?.destroy();
  }
}

export interface PlacedDispatch {
  label: string;
  kernel: string;
  op: string;
  milliseconds: number;
  flops: number;
  bytes: number;
  intensity: number | null;
  /** FLOP/s. */
  rate: number | null;
  /** That no kernel is faster than, in milliseconds. */
  shortest: number;
  share: number;
  bound: string;
}

/** A profile under the roof of the machine it was taken on. */
export const placed = ({ kernels }: StepProfile, peaks: Peaks): PlacedDispatch[] =>
  kernels
    // A clock too coarse to see a dispatch says nothing about it.
    .filter(({ milliseconds }) => milliseconds > 0)
    .map(({ label, kernel, op, milliseconds, flops, bytes }) => {
      const work = { flops, bytes };
      const seconds = milliseconds / 1000;
      return {
        ...{ label, kernel, op, milliseconds, flops, bytes },
        intensity: flops > 0 && bytes > 0 ? flops / bytes : null,
        rate: flops > 0 ? flops / seconds : null,
        shortest: shortestSeconds(work, peaks) * 1000,
        share: rooflineFraction(work, seconds, peaks),
        bound: boundBy(work, peaks),
      };
    });

export interface MeasuredChain {
  /** Bytes of the tensors that its dispatches bind, op by op and as one kernel. */
  separateBytes: number;
  fusedBytes: number;
  separateMilliseconds: number;
  fusedMilliseconds: number;
}

/** Compiles a chain on its own, with the compiler's passes and without, and runs both on normal numbers. */
export async function measureChain(gpu: Gpu, chain: Chain, seed: number): Promise<MeasuredChain> {
  const run = async (optimised: boolean) => {
    const plan = planProgram('chain', chainGraph(chain), deviceProfile(gpu), { optimised });
    return { bytes: boundBytes(plan), milliseconds: await millisecondsOf(gpu, plan, seed) };
  };
  const separate = await run(false);
  const fused = await run(true);
  return {
    separateBytes: separate.bytes,
    fusedBytes: fused.bytes,
    separateMilliseconds: separate.milliseconds,
    fusedMilliseconds: fused.milliseconds,
  };
}

/** Every tensor once for each dispatch that binds it; twice where it is read and written. */
function boundBytes({ dispatches }: ProgramPlan): number {
  return dispatches.reduce((sum, { bindings }) => {
    const distinct = new Map(
      bindings.map((binding) => [`${binding.buffer}:${binding.offset}`, binding.bytes]),
    );
    return sum + [...distinct.values()].reduce((total, bytes) => total + bytes, 0);
  }, 0);
}

const SUBMISSION_MILLISECONDS = 15;
const MOST_REPEATS = 4096;
const ROUNDS = 3;

/** The fastest of several submissions of many runs one after another, a run. */
async function millisecondsOf(gpu: Gpu, plan: ProgramPlan, seed: number): Promise<number> {
  const program = await Program.create(gpu, plan);
  const state = await DeviceState.allocate(gpu, plan.state);
  try {
    await program.ready();
    for (const data of program.feeds.values())
      if (data instanceof Float32Array) data.set(normals(data.length, seed));
    await program.run(state);
    const groups = program.groupsFor(state);
    const submit = async (repeats: number): Promise<number> => {
      await gpu.idle();
      const encoder = gpu.device.createCommandEncoder({ label: 'chain' });
      const pass = encoder.beginComputePass({ label: 'chain' });
      for (let repeat = 0; repeat < repeats; repeat++) program.recording.encode(pass, groups);
      pass.end();
      const started = performance.now();
      gpu.submit(encoder.finish());
      await gpu.idle();
      return performance.now() - started;
    };
    let repeats = 1;
    while ((await submit(repeats)) < SUBMISSION_MILLISECONDS && repeats < MOST_REPEATS) repeats *= 2;
    const rounds: number[] = [];
    for (let round = 0; round < ROUNDS; round++) rounds.push((await submit(repeats)) / repeats);
    return Math.min(...rounds);
  } finally {
    program.destroy();
    state.destroy();
  }
}

function normals(length: number, seed: number): Float32Array {
  const elements = new Float32Array(length);
  new RandomStream(seed, 13).fillNormal(elements);
  return elements;
}

/** A chain with how often it occurs, and what joining it saves, by bytes and by the roof. */
export interface RankedChain {
  chain: Chain;
  times: number;
  separateBytes: number;
  savedBytes: number;
  savedMilliseconds: number;
}

/** Equal chains once; those that save most in all first. */
export function ranked(
  chains: readonly Chain[],
  signature: (chain: Chain) => string,
  peaks: Peaks,
): RankedChain[] {
  const groups = new Map<string, Chain[]>();
  for (const chain of chains) {
    const key = signature(chain);
    groups.set(key, [...(groups.get(key) ?? []), chain]);
  }
  return [...groups.values()]
    .map(([chain, ...others]) => ({
      chain,
      times: 1 + others.length,
      separateBytes: separateBytes(chain),
      savedBytes: savedBytes(chain),
      savedMilliseconds: savedSeconds(chain, peaks) * 1000,
    }))
    .sort((a, b) => b.times * b.savedMilliseconds - a.times * a.savedMilliseconds);
}
