// The usages a tensor buffer needs, and whole-buffer reads for checkpoints and tests.

import type { Gpu } from './device';

/** STORAGE | COPY_SRC | COPY_DST: bound by kernels, initialised, checkpointed and copied. */
export const TENSOR_USAGE = 0x80 | 0x04 | 0x08;

const READBACK_USAGE = 0x01 | 0x08; // MAP_READ | COPY_DST
const MAP_READ = 0x01; // GPUMapMode.READ

/**
 * Reads whole buffers as they are at one moment: all copies are one submit, so no step comes between them.
 * `atSnapshot` is called at that moment. Waits for the GPU: not for use inside a step.
 */
export async function readBuffers(
  gpu: Gpu,
  sources: readonly GPUBuffer[],
  atSnapshot: () => void = () => {},
): Promise<ArrayBuffer[]> {
  const staging: GPUBuffer[] = [];
  try {
    for (const { size } of sources) staging.push(await gpu.createBuffer('readback', size, READBACK_USAGE));
    const encoder = gpu.device.createCommandEncoder({ label: 'readback' });
    for (const [index, source] of sources.entries())
      encoder.copyBufferToBuffer(source, 0, staging[index], 0, source.size);
    gpu.submit(encoder.finish());
    atSnapshot();
    await Promise.all(staging.map((buffer) => buffer.mapAsync(MAP_READ)));
    gpu.check();
    return staging.map((buffer) => buffer.getMappedRange().slice(0));
  } finally {
    for (const buffer of staging) gpu.destroyBuffer(buffer);
  }
}
