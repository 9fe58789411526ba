// A kernel launched by itself, on buffers of its own: for what is measured outside any model.

import type { Gpu } from '../gpu/device';
import { Recording } from '../gpu/recording';
import type { KernelSource } from '../kernels/kernel';
import { kernelName, shaderCode } from '../kernels/shaders';
import { packParams } from './plan';

export interface Launch {
  kernel: KernelSource;
  readOnly: boolean[];
  buffers: GPUBuffer[];
  params: number[];
  groups: number;
}

/** A launch on its own, for its buffers by their places. */
export function recordLaunch(gpu: Gpu, launch: Launch): Promise<Recording> {
  const { kernel, readOnly, buffers, params, groups } = launch;
  const label = kernelName(kernel);
  return Recording.create(gpu, [
    {
      label,
      spec: { label, code: shaderCode(kernel), constants: {}, readOnly },
      ranges: buffers.map(({ size }, index) => ({ buffer: `${index}`, offset: 0, bytes: size })),
      params: packParams(params),
      workgroups: [groups, 1, 1],
    },
  ]);
}

export const bindLaunch = (recording: Recording, { buffers }: Launch) =>
  recording.bind(new Map(buffers.map((buffer, index) => [`${index}`, buffer])));
