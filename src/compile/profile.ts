// A profile of one step: for every dispatch its time, work and the kernel it ran.

import type { Peaks } from '../base/roofline';
import type { Gpu } from '../gpu/device';
import { OutOfMemoryError } from '../gpu/errors';
import { timeDispatches } from '../gpu/profiler';
import { peaksOf } from './peaks';
import type { Program } from './program';
import type { DeviceState } from './state';

export interface KernelTime {
  label: string;
  op: string;
  scope: string;
  kernel: string;
  workgroups: readonly [number, number, number];
  milliseconds: number;
  flops: number;
  bytes: number;
}

export interface StepProfile {
  method: 'timestamps' | 'replay';
  kernels: KernelTime[];
  /** What the adapter can do at best, measured on it; absent where that failed. */
  peaks?: Peaks;
}

/** Times one step of `program` on a copy of `state`, with what the feeds held last. */
export async function profileStep(program: Program, state: DeviceState): Promise<StepProfile> {
  const { gpu, recording, plan } = program;
  // The copy and the peaks' buffers are the profile's own and no part of what training needs.
  const { peakBytes } = gpu.counters;
  const scratch = await state.clone();
  try {
    const { method, milliseconds } = await timeDispatches(gpu, recording, program.groupsFor(scratch));
    const kernels = plan.dispatches.map(({ label, kernel, workgroups, node, flops, bytes }, index) => ({
      label,
      op: node.op,
      scope: node.scope,
      kernel,
      workgroups,
      milliseconds: milliseconds[index],
      flops,
      bytes,
    }));
    const peaks = await peaksIfRoom(gpu);
    return { method, kernels, ...(peaks && { peaks }) };
  } finally {
    program.release(scratch);
    scratch.destroy();
    gpu.counters.peakBytes = Math.max(peakBytes, gpu.counters.allocatedBytes);
  }
}

/** A device too full for two small buffers still has its kernels timed. */
async function peaksIfRoom(gpu: Gpu): Promise<Peaks | undefined> {
  try {
    return await peaksOf(gpu);
  } catch (error) {
    if (error instanceof OutOfMemoryError) return undefined;
    throw error;
  }
}
