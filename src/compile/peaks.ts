// What the adapter can do at best, measured: arithmetic in registers, and a copy between two buffers.

import type { Peaks } from '../base/roofline';
import { TENSOR_USAGE } from '../gpu/buffers';
import type { Gpu } from '../gpu/device';
import { OutOfMemoryError } from '../gpu/errors';
import { type CopyKernel, copyKernels, peakKernels } from '../kernels/peaks';
import { kernelName } from '../kernels/shaders';
import { bindLaunch, type Launch, recordLaunch } from './singleLaunch';

/** Launches go on until one submission takes this long: fences cost a share of it that does not matter. */
const SUBMISSION_SECONDS = 0.015;
const MOST_LAUNCHES = 256;
/** For each of the two, after the length of a submission is found. */
const MEASURING_SECONDS = 0.25;
const FEWEST_ROUNDS = 3;
const FLOPS_PER_LOOP = 128;
/** A device without room for more says nothing about memory. */
const SMALLEST_COPY = 1 << 22;

const known = new WeakMap<Gpu, Promise<Peaks>>();

/** The peaks of a device, measured on the first call. */
export function peaksOf(gpu: Gpu): Promise<Peaks> {
  let peaks = known.get(gpu);
  if (!peaks) {
    peaks = measurePeaks(gpu);
    known.set(gpu, peaks);
    peaks.catch(() => known.delete(gpu));
  }
  return peaks;
}

/** Bytes of the tensor that is copied to measure the bandwidth, where there is room for it. */
export const copyBytes = ({ report }: Pick<Gpu, 'report'>): number => (report.software ? 1 << 23 : 1 << 27);

/** Takes most of a second during which nothing else should run on the device. */
export async function measurePeaks(gpu: Gpu): Promise<Peaks> {
  const { software } = gpu.report;
  return {
    flops: await peakFlops(gpu, software ? 64 : 8192, software ? 256 : 2048),
    bytesPerSecond: await peakBytes(gpu, copyBytes(gpu)),
  };
}

async function peakFlops(gpu: Gpu, groups: number, loops: number): Promise<number> {
  const sums = await gpu.createBuffer('sums', groups * 64 * 4, TENSOR_USAGE);
  try {
    const seconds = await fastest(gpu, {
      kernel: peakKernels.arithmetic,
      readOnly: [false],
      buffers: [sums],
      params: [loops],
      groups,
    });
    return (groups * 64 * loops * FLOPS_PER_LOOP) / seconds;
  } finally {
    gpu.destroyBuffer(sums);
  }
}

/** Copies `wanted` bytes, or as many as the device has room for beside what is on it, in the fastest way. */
async function peakBytes(gpu: Gpu, wanted: number): Promise<number> {
  const { maxStorageBufferBindingSize, maxBufferSize } = gpu.report.limits;
  const limit = Math.min(wanted, maxStorageBufferBindingSize, maxBufferSize);
  const buffers: GPUBuffer[] = [];
  try {
    for (const name of ['x', 'y'])
      buffers.push(await gpu.createBuffer(name, limit - (limit % 64), TENSOR_USAGE));
    let most = 0;
    for (const copy of copyKernels) {
      const launch = copyLaunch(gpu, copy, buffers);
      most = Math.max(most, (2 * buffers[0].size) / (await fastest(gpu, launch)));
    }
    return most;
  } catch (error) {
    if (!(error instanceof OutOfMemoryError) || wanted / 4 < SMALLEST_COPY) throw error;
  } finally {
    for (const buffer of buffers) gpu.destroyBuffer(buffer);
  }
  return peakBytes(gpu, wanted / 4);
}

/** One copy from the first of two buffers to the other. */
export function copyLaunch(gpu: Gpu, { kernel, bytes }: CopyKernel, buffers: GPUBuffer[]): Launch {
  const groups = gpu.report.software ? 64 : 16_384;
  return {
    ...{ kernel, buffers, groups, readOnly: [true, false] },
    params: [buffers[0].size / bytes, groups * 256],
  };
}

/** Seconds of one launch in the fastest of several submissions. */
async function fastest(gpu: Gpu, launch: Launch): Promise<number> {
  const label = kernelName(launch.kernel);
  const recording = await recordLaunch(gpu, launch);
  const bound = bindLaunch(recording, launch);
  const submit = async (launches: number): Promise<number> => {
    await gpu.idle();
    const encoder = gpu.device.createCommandEncoder({ label });
    const pass = encoder.beginComputePass({ label });
    for (let launch = 0; launch < launches; launch++) recording.encode(pass, bound);
    pass.end();
    const started = performance.now();
    gpu.submit(encoder.finish());
    await gpu.idle();
    return (performance.now() - started) / 1000;
  };
  try {
    let launches = 1;
    while ((await submit(launches)) < SUBMISSION_SECONDS && launches < MOST_LAUNCHES) launches *= 2;
    let best = Number.POSITIVE_INFINITY;
    const started = performance.now();
    const elapsed = () => (performance.now() - started) / 1000;
    for (let round = 0; round < FEWEST_ROUNDS || elapsed() < MEASURING_SECONDS; round++)
      best = Math.min(best, (await submit(launches)) / launches);
    return best;
  } finally {
    recording.destroy();
  }
}
